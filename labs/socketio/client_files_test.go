package socketio_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"socketlab/labs/socketio"
)

// The client's files, as section 2.1 of PROTOCOL.md says.
func TestClientFiles(t *testing.T) {
	banner := "/*!\n * Socket.IO v4.8.4\n */\n"
	files := fstest.MapFS{
		"socket.io.js":             {Data: []byte(banner + "full")},
		"socket.io.esm.min.js":     {Data: []byte(banner + "esm")},
		"socket.io.esm.min.js.map": {Data: []byte(`{"version":3}`)},
		"secret.txt":               {Data: []byte("secret")},
	}
	io := socketio.New(socketio.Config{Client: files})
	bare := socketio.New(socketio.Config{})
	get := func(h http.Handler, method, path, match string) *http.Response {
		r := httptest.NewRequest(method, path, nil)
		if match != "" {
			r.Header.Set("If-None-Match", match)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result()
	}
	for _, tc := range []struct {
		path, match string
		status      int
		kind        string
		length      int64
	}{
		{"/socket.io/socket.io.js", "", 200, "application/javascript; charset=utf-8", int64(len(banner) + 4)},
		{"/lab/x/socket.io/socket.io.esm.min.js?v=1", "", 200, "application/javascript; charset=utf-8", int64(len(banner) + 3)},
		{"/socket.io/socket.io.esm.min.js.map", "", 200, "application/json; charset=utf-8", 13},
		{"/socket.io/socket.io.js", `"4.8.4"`, 304, "", 0},
		{"/socket.io/socket.io.js", `W/"4.8.4"`, 304, "", 0},
		{"/socket.io/socket.io.js", `"4.8.3"`, 200, "application/javascript; charset=utf-8", int64(len(banner) + 4)},
	} {
		res := get(io, "GET", tc.path, tc.match)
		if res.StatusCode != tc.status || res.Header.Get("Content-Type") != tc.kind ||
			tc.status == 200 && res.ContentLength != tc.length ||
			res.Header.Get("ETag") != `"4.8.4"` || res.Header.Get("Cache-Control") != "public, max-age=0" {
			t.Errorf("%s: %d %v", tc.path, res.StatusCode, res.Header)
		}
	}
	for _, path := range []string{"/socket.io/secret.txt", "/socket.io/socket.io.min.js", "/socket.io/x/../socket.io.js", "/socket.io/xsocket.io.js"} {
		if res := get(io, "GET", path, ""); res.StatusCode != 400 {
			t.Errorf("%s: %d, want the engine's 400", path, res.StatusCode)
		}
	}
	if res := get(bare, "GET", "/socket.io/socket.io.js", ""); res.StatusCode != 400 {
		t.Errorf("without files: %d", res.StatusCode)
	}
	if res := get(io, "POST", "/socket.io/socket.io.js", ""); res.StatusCode != 400 {
		t.Errorf("POST: %d", res.StatusCode)
	}
	if res := get(io, "GET", "/elsewhere", ""); res.StatusCode != 404 {
		t.Errorf("elsewhere: %d", res.StatusCode)
	}
}
