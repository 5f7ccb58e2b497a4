package socketio

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

var (
	clientFile   = regexp.MustCompile(`^socket\.io(\.esm|\.msgpack)?(\.min)?\.js(\.map)?$`)
	clientBanner = regexp.MustCompile(`Socket\.IO v(\d+\.\d+\.\d+\S*)`)
)

// serveClient answers a request for a file of the client. It reports false if
// there is no such file; the official server asks Engine.IO then.
func (s *Server) serveClient(w http.ResponseWriter, r *http.Request, name string) bool {
	if s.cfg.Client == nil || r.Method != http.MethodGet && r.Method != http.MethodHead || !clientFile.MatchString(name) {
		return false
	}
	text, err := fs.ReadFile(s.cfg.Client, name)
	if err != nil {
		return false
	}
	etag := `"` + clientVersion(s.cfg.Client, text) + `"`
	kind := "application/javascript"
	if path.Ext(name) == ".map" {
		kind = "application/json"
	}
	h := w.Header()
	h.Set("ETag", etag)
	h.Set("Cache-Control", "public, max-age=0")
	if match := strings.TrimPrefix(r.Header.Get("If-None-Match"), "W/"); match == etag {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	h.Set("Content-Type", kind+"; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	if r.Method == http.MethodGet {
		w.Write(text)
	}
	return true
}

// clientVersion is the version that the library names in its first lines, or
// else something that changes with the file.
func clientVersion(files fs.FS, text []byte) string {
	head := text[:min(len(text), 200)]
	if !bytes.Contains(head, []byte("Socket.IO v")) { // a source map
		if bundle, err := fs.ReadFile(files, "socket.io.js"); err == nil {
			head = bundle[:min(len(bundle), 200)]
		}
	}
	if m := clientBanner.FindSubmatch(head); m != nil {
		return string(m[1])
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}
