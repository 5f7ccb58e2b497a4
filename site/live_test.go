package site

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func fetch(t *testing.T, h http.Handler, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestLiveServes(t *testing.T) {
	b, _ := newBuilder(t, smallContent(), "/")
	live := NewLive(b)
	if err := live.Rebuild(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path   string
		status int
		kind   string
		cache  string
		has    string
	}{
		{"/", 200, "text/html; charset=utf-8", "no-cache", `class="home"`},
		{"/chat/one/", 200, "text/html; charset=utf-8", "no-cache", `class="1.1"`},
		{"/assets/main-AB12.js", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "go()"},
		{"/client/socket.io.js", 200, "text/javascript; charset=utf-8", "no-cache", "io"},
		{"/chat/house.svg", 200, "image/svg+xml", "no-cache", "<svg/>"},
		{"/chat/three/", 404, "text/html; charset=utf-8", "no-store", "no chat/three/"},
		{"/404.html", 404, "text/html; charset=utf-8", "no-store", `class="missing"`},
		{"/../course.yaml", 404, "text/html; charset=utf-8", "no-store", `class="missing"`},
		{"/manifest.json", 404, "text/html; charset=utf-8", "no-store", `class="missing"`},
	} {
		res := fetch(t, live, test.path)
		text := body(t, res)
		if res.StatusCode != test.status || res.Header.Get("Content-Type") != test.kind || res.Header.Get("Cache-Control") != test.cache || !strings.Contains(text, test.has) {
			t.Errorf("%s: %d, %q, %q: %s", test.path, res.StatusCode, res.Header.Get("Content-Type"), res.Header.Get("Cache-Control"), text)
		}
	}
	if res := fetch(t, live, "/chat/one?x=1"); res.StatusCode != http.StatusMovedPermanently || res.Header.Get("Location") != "/chat/one/?x=1" {
		t.Errorf("without its slash: %d to %q", res.StatusCode, res.Header.Get("Location"))
	}
	tag := fetch(t, live, "/chat/one/").Header.Get("ETag")
	if res := fetch(t, live, "/chat/one/", "If-None-Match", tag); res.StatusCode != http.StatusNotModified {
		t.Errorf("with its ETag %s: %d", tag, res.StatusCode)
	}
}

func TestLiveKeepsTheLastGoodSite(t *testing.T) {
	content := smallContent()
	good := content["chat/one.md"]
	b, _ := newBuilder(t, content, "/")
	live := NewLive(b)
	if err := live.Rebuild(); err != nil {
		t.Fatal(err)
	}
	content["chat/one.md"] = lessonFile("1.1", "One", "Go to [three](three.md).")
	if err := live.Rebuild(); err == nil {
		t.Fatal("a broken link was no problem")
	}
	for _, path := range []string{"/chat/one/", "/chat/two/", "/nowhere/"} {
		text := body(t, fetch(t, live, path))
		if !strings.Contains(text, "chat/one.md:8</code> there is no lesson chat/three.md") || !strings.Contains(text, "<body class=") {
			t.Errorf("%s does not show the problem: %s", path, text)
		}
	}
	if text := body(t, fetch(t, live, "/chat/one/")); !strings.Contains(text, "chat/two/") {
		t.Errorf("the last good page is gone: %s", text)
	}
	content["chat/one.md"] = good
	if err := live.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if text := body(t, fetch(t, live, "/chat/one/")); strings.Contains(text, "mistakes") {
		t.Errorf("the problem is mended and still shown: %s", text)
	}
}

func TestLiveWithoutAnyGoodSite(t *testing.T) {
	content := smallContent()
	delete(content, "course.yaml")
	b, _ := newBuilder(t, content, "/")
	live := NewLive(b)
	if live.Rebuild() == nil {
		t.Fatal("a course without a table was built")
	}
	if res := fetch(t, live, "/"); res.StatusCode != http.StatusInternalServerError || !strings.Contains(body(t, res), "course.yaml:1: there is no course.yaml") {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestEventsTellOfRebuilds(t *testing.T) {
	b, _ := newBuilder(t, smallContent(), "/")
	live := NewLive(b)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	server := httptest.NewServer(live.Events(ctx))
	defer server.Close()
	res, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "retry: ") {
		t.Fatalf("the stream starts with %q", lines.Text())
	}
	if err := live.Rebuild(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() && lines.Text() == "" {
	}
	if lines.Text() != "event: reload" {
		t.Errorf("got %q", lines.Text())
	}
	cancel() // the server is told to stop: the stream ends by itself
	for lines.Scan() {
	}
	if err := lines.Err(); err != nil {
		t.Errorf("the stream ended with %v", err)
	}
}

func TestWatch(t *testing.T) {
	dir := t.TempDir()
	changed := make(chan struct{}, 100)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	watcher, err := Watch(dir)
	if err != nil {
		t.Fatal(err)
	}
	go func() { ended <- watcher.Run(ctx, func() { changed <- struct{}{} }) }()

	wait := func(what string, change func()) {
		t.Helper()
		change()
		select {
		case <-changed:
		case <-time.After(10 * time.Second):
			t.Fatalf("%s was not seen", what)
		}
	}
	write := func(name string) func() {
		return func() {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	wait("a file", write("a.md"))
	wait("a folder", func() {
		if err := os.MkdirAll(filepath.Join(dir, "part/deep"), 0o755); err != nil {
			t.Fatal(err)
		}
	})
	wait("a file in the new folder", write("part/deep/b.md"))
	wait("a file that goes", func() { os.Remove(filepath.Join(dir, "a.md")); write("c.md")() })
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := Watch(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a folder that does not exist can be watched")
	}
}
