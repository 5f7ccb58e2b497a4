package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"socketlab/site/web"
)

const webModules = "../../site/web/node_modules"

// running is a `socketlab lab` in this process.
type running struct {
	url  string
	log  *watchedLog
	stop func() error // ends it and returns what it returned
}

func startLab(t *testing.T, name, mode string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	log := newWatchedLog()
	done := make(chan error, 1)
	go func() {
		done <- runLab(ctx, log, name, mode, "localhost:0")
		close(done) // stop waits too, also when the log's wait has taken the result already
	}()
	stop := sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() { stop() })
	listening := log.wait(t, regexp.MustCompile(`listening on (\S+)`), done)
	return &running{url: listening[1], log: log, stop: stop}
}

func TestLabServes(t *testing.T) {
	lab := startLab(t, "rooms", "")
	for _, file := range []string{"socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.esm.min.js.map"} {
		want, err := os.ReadFile(filepath.Join(webModules, "socket.io-client/dist", file))
		if err != nil {
			t.Fatalf("%v: run `make setup`", err)
		}
		if status, got := get(t, lab.url+"/socket.io/"+file); status != http.StatusOK || got != string(want) {
			t.Errorf("%s: status %d, %d bytes, want the %d bytes of the npm package", file, status, len(got), len(want))
		}
	}
	if status, got := get(t, lab.url+"/"); status != http.StatusOK || !strings.Contains(got, "<h1>House</h1>") {
		t.Errorf("/: status %d, page %q", status, got)
	}
	if status, _ := get(t, lab.url+"/elsewhere"); status != http.StatusNotFound {
		t.Errorf("/elsewhere: status %d", status)
	}
	if status, got := get(t, lab.url+"/socket.io/?EIO=4&transport=polling"); status != http.StatusOK || !strings.HasPrefix(got, "0{") {
		t.Errorf("handshake: status %d, %q", status, got)
	}
	if err := lab.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if _, err := http.Get(lab.url); err == nil {
		t.Error("it still answers after its end")
	}
}

func TestLabProblems(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	busy := taken.Addr().String()
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"room"}, `no lab is called "room", did you mean rooms? (there are connections, chat, emit, broadcast, acks, rooms, tabs, namespaces, wire, recovery, limits)`},
		{[]string{"emit", "--mode", "everybody"}, `lab emit has no mode "everybody" (there are off, one, all)`},
		{[]string{"chat", "--addr", busy}, busy + " is taken by another program: stop that, or choose another address with --addr"},
		{nil, "name one lab, for example `socketlab lab chat`; `socketlab labs` lists them"},
		{[]string{"chat", "rooms"}, "name one lab, for example `socketlab lab chat`; `socketlab labs` lists them"},
	} {
		cmd := newLabCmd()
		var out bytes.Buffer
		cmd.SetArgs(test.args)
		cmd.SetOut(&out)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		err := cmd.ExecuteContext(t.Context())
		if err == nil || err.Error() != test.want {
			t.Errorf("lab %q: error %v, want %s", test.args, err, test.want)
		}
		if out.Len() > 0 {
			t.Errorf("lab %q: printed %q", test.args, out.String())
		}
	}
}

func TestLabs(t *testing.T) {
	cmd := newLabsCmd()
	var out bytes.Buffer
	cmd.SetArgs(nil)
	cmd.SetOut(&out)
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	names := labNames()
	if len(lines) != len(names) {
		t.Fatalf("%d lines for %d labs:\n%s", len(lines), len(names), out.String())
	}
	for i, name := range names {
		if !strings.HasPrefix(lines[i], name+" ") {
			t.Errorf("line %d is %q, want it about %s", i+1, lines[i], name)
		}
	}
}

// A client's text must neither forge a line of the log nor command the terminal.
func TestLogIsOneLineAMessage(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(&plainLog{out: &out})
	log.Info("message: hi\na user connected Eve\x1b[2J \u00e9 👋")
	log.Debug("unseen")
	log.Warn("handler failed", "error", "bad\nvalue")
	const want = `message: hi\na user connected Eve\x1b[2J é 👋` + "\n" + `WARN: handler failed error=bad\nvalue` + "\n"
	if out.String() != want {
		t.Errorf("logged %q, want %q", out.String(), want)
	}
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// watchedLog is a writer whose reader can wait for a line.
type watchedLog struct {
	mu    sync.Mutex // guards what follows
	text  strings.Builder
	grown chan struct{} // closed and replaced at each write
}

func newWatchedLog() *watchedLog { return &watchedLog{grown: make(chan struct{})} }

func (l *watchedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.grown)
	l.grown = make(chan struct{})
	return l.text.Write(p)
}

func (l *watchedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// wait returns the submatches of pattern once the log has them; ended, if not nil, tells that no more will come.
func (l *watchedLog) wait(t *testing.T, pattern *regexp.Regexp, ended <-chan error) []string {
	t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		l.mu.Lock()
		text, grown := l.text.String(), l.grown
		l.mu.Unlock()
		if match := pattern.FindStringSubmatch(text); match != nil {
			return match
		}
		select {
		case <-grown:
		case err := <-ended:
			if errors.Is(err, web.ErrNotBuilt) {
				t.Fatalf("%v", err)
			}
			t.Fatalf("it ended with %v before %s; its log:\n%s", err, pattern, text)
		case <-timeout:
			t.Fatalf("no %s in the log:\n%s", pattern, text)
		}
	}
}
