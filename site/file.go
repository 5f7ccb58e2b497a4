package site

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
)

// A File of a site.
type File struct {
	Data      []byte
	ETag      string // with its quotes, as in the header
	Immutable bool   // its name changes with its content, so that it may be cached for ever
}

func newFile(data []byte) *File {
	sum := sha256.Sum256(data)
	return &File{Data: data, ETag: `"` + hex.EncodeToString(sum[:8]) + `"`}
}

// contentType is the media type of a file by its name. It does not ask the machine, whose tables differ.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".webp":
		return "image/webp"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}
