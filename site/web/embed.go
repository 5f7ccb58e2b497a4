// Package web holds the browser's half of the site as it was built by `npm run build`: hashed scripts, styles and fonts
// under assets/, the official Socket.IO client under client/, and the manifest that names them.
//
// The folder dist is made, never committed, so a fresh clone compiles with an empty one and [Load] says what is missing.
package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// ErrNotBuilt reports that npm has not made the browser's half yet.
var ErrNotBuilt = errors.New("the page's scripts and styles are not built yet: run `npm ci && npm run build` in site/web, or `make build`")

// Assets is one build of the browser's half. Names are stable ("main.js"), paths carry a hash of the content
// ("assets/main-3F2A91BC.js") and may be cached for ever.
type Assets struct {
	fsys  fs.FS
	paths map[string]string
}

// Load opens the embedded build; the error is [ErrNotBuilt] when there is none.
func Load() (*Assets, error) {
	fsys, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("open embedded assets: %w", err)
	}
	return Open(fsys)
}

// Open reads the manifest of a build, for instance os.DirFS("site/web/dist") while working on it.
func Open(fsys fs.FS) (*Assets, error) {
	data, err := fs.ReadFile(fsys, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("read asset manifest: %w", err)
	}
	assets := &Assets{fsys: fsys}
	if err := json.Unmarshal(data, &assets.paths); err != nil {
		return nil, fmt.Errorf("read asset manifest: %w", err)
	}
	return assets, nil
}

// Path returns where the asset called name is, relative to the site's base: "assets/main-3F2A91BC.js" for "main.js".
// A name the build does not know is returned as it is, so that a broken build shows as a missing file.
func (a *Assets) Path(name string) string {
	if path, ok := a.paths[name]; ok {
		return path
	}
	return name
}

// Content returns the text of the asset called name, for what is placed into the page itself.
func (a *Assets) Content(name string) (string, error) {
	data, err := fs.ReadFile(a.fsys, a.Path(name))
	if err != nil {
		return "", fmt.Errorf("read asset %s: %w", name, err)
	}
	return string(data), nil
}

// FS is everything a site serves below its base: assets/ and client/.
func (a *Assets) FS() fs.FS { return a.fsys }

// Client holds the official client's files (socket.io.js, socket.io.min.js, socket.io.esm.min.js and their maps).
func (a *Assets) Client() (fs.FS, error) { return fs.Sub(a.fsys, "client") }
