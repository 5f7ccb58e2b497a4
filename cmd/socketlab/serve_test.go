package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"socketlab/content"
)

// startServe runs `socketlab serve` with further arguments in this process until stop, which returns the exit status.
func startServe(t *testing.T, args ...string) (url string, out, problems *watchedLog, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, problems = newWatchedLog(), newWatchedLog()
	status := make(chan int, 1)
	go func() {
		status <- run(ctx, append([]string{"serve", "--addr", "localhost:0"}, args...), strings.NewReader(""), out, problems)
	}()
	stop = sync.OnceValue(func() int {
		cancel()
		return <-status
	})
	t.Cleanup(func() { stop() })
	return out.wait(t, regexp.MustCompile(`Socketlab is listening on (\S+)\n`), nil)[1], out, problems, stop
}

func TestServe(t *testing.T) {
	url, _, problems, stop := startServe(t)
	for path, want := range map[string]string{
		"/":                     "<title>",
		"/chat/proof-of-life/":  "Proof of life",
		"/labs/rooms/":          "<sl-lab",
		"/healthz":              "ok\n",
		"/client/socket.io.js":  "Socket.IO",
		"/chat/proof-of-life":   "Proof of life", // by a redirect
		"/chat/one-or-all/?x=1": "<!doctype html>",
	} {
		if status, got := get(t, url+path); status != http.StatusOK || !strings.Contains(got, want) {
			t.Errorf("%s: status %d without %q", path, status, want)
		}
	}
	if status, got := get(t, url+"/rooms/joining/"); status != http.StatusNotFound || !strings.Contains(got, "<!doctype html>") {
		t.Errorf("a page that does not exist: status %d, %.80s", status, got)
	}
	if status, _ := get(t, url+reloadPath); status != http.StatusNotFound {
		t.Errorf("without --watch %s has status %d", reloadPath, status)
	}
	if res := send(t, http.MethodPost, url+"/", ""); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST to a page: status %d", res.StatusCode)
	}
	if res := send(t, http.MethodPost, url+"/lab/sessions", `{"lab":"rooms"}`); res.StatusCode != http.StatusCreated {
		t.Errorf("a new lab: status %d", res.StatusCode)
	}
	if status := stop(); status != 0 || problems.String() != "" {
		t.Errorf("it ended with status %d and said %q", status, problems)
	}
	if _, err := net.DialTimeout("tcp", strings.TrimPrefix(url, "http://"), time.Second); err == nil {
		t.Error("it still listens after its end")
	}
}

func send(t *testing.T, method, url, body string, header ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res
}

func TestServeCompressesAndRevalidates(t *testing.T) {
	url, _, _, _ := startServe(t)
	res := send(t, http.MethodGet, url+"/chat/proof-of-life/", "", "Accept-Encoding", "gzip")
	if res.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("a page comes as %v", res.Header)
	}
	unzip, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if page, err := io.ReadAll(unzip); err != nil || !strings.HasSuffix(strings.TrimSpace(string(page)), "</html>") {
		t.Errorf("the page ends with %q, error %v", page[max(0, len(page)-20):], err)
	}
	again := send(t, http.MethodGet, url+"/chat/proof-of-life/", "", "Accept-Encoding", "gzip", "If-None-Match", res.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("asked again with its ETag: status %d", again.StatusCode)
	}
	if head := send(t, http.MethodHead, url+"/", ""); head.StatusCode != http.StatusOK {
		t.Errorf("HEAD: status %d", head.StatusCode)
	}
}

func TestServeWatch(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, content.FS); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "chat/proof-of-life.md")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	url, out, problems, stop := startServe(t, "--content", dir, "--watch")
	page := url + "/chat/proof-of-life/"
	reloads := send(t, http.MethodGet, url+reloadPath, "").Body
	defer time.AfterFunc(time.Minute, func() { reloads.Close() }).Stop()
	events := bufio.NewScanner(reloads)
	// shows waits for reloads until the page has one text and not another: a slow write may be seen in two steps.
	shows := func(want, not string) {
		t.Helper()
		for events.Scan() {
			if events.Text() != "event: reload" {
				continue
			}
			if _, got := get(t, page); strings.Contains(got, want) && !strings.Contains(got, not) {
				return
			}
		}
		t.Fatalf("no reload showed %q: %v", want, events.Err())
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out.wait(t, regexp.MustCompile(`Watching`), nil)

	saved := time.Now()
	write(string(good) + "\nA new last sentence.\n")
	shows("A new last sentence.", "nowhere.md")
	t.Logf("from saving to the new page: %v", time.Since(saved))

	write(string(good) + "\n[Nowhere](nowhere.md)\n")
	shows("there is no lesson chat/nowhere.md", "[Nowhere]")
	problems.wait(t, regexp.MustCompile(regexp.QuoteMeta(dir)+`/chat/proof-of-life.md:\d+: there is no lesson chat/nowhere.md`), nil)
	if _, got := get(t, page); !strings.Contains(got, "A new last sentence.") {
		t.Error("the last good text is not below the mistake")
	}

	write(string(good))
	shows("Proof of life", "nowhere.md")
	if _, got := get(t, page); strings.Contains(got, "A new last sentence.") {
		t.Error("the page is not as it was at first")
	}
	if status := stop(); status != 0 {
		t.Errorf("it ended with status %d: %s", status, problems)
	}
}
