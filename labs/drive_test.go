package labs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"socketlab/labs"
	"socketlab/labs/internal/official"
	"socketlab/labs/socketio"
)

var update = flag.Bool("update", false, "write testdata/*.txt anew, as the official server behaves")

// TestLabs drives every lab and mode with the official client over each transport. The official Node server running the
// lab's server.js and ours running the lab in Go must both give the transcript in testdata, log included.
func TestLabs(t *testing.T) {
	for _, lab := range labs.All() {
		for _, mode := range lab.Modes {
			t.Run(lab.Name+"/"+mode.Name, func(t *testing.T) {
				t.Parallel()
				script, err := mode.Script()
				if err != nil {
					t.Fatal(err)
				}
				var runs []run
				for _, transport := range []string{"polling", "websocket", "default"} {
					node := official.Start(t, official.Config{Source: script, Options: mode.Options()})
					runs = append(runs, run{"the official server", transport, node.URL, node.Output})
					runs = append(runs, serve(t, mode, transport))
				}
				got := drive(t, lab.Name+" "+mode.Name, runs)
				golden := filepath.Join("testdata", lab.Name+"."+mode.Name+".txt")
				if *update {
					if err := os.WriteFile(golden, []byte(got[0]), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				for i, run := range runs {
					compare(t, run, got[i], string(want))
				}
			})
		}
	}
}

// run is one server that the script is played at.
type run struct {
	server    string // whose it is
	transport string // polling, websocket or default: polling, then upgraded
	url       string
	log       func() string // what it has logged so far
}

// serve runs a mode on our own server.
func serve(t *testing.T, mode labs.Mode, transport string) run {
	t.Helper()
	lines := &logLines{}
	io := socketio.New(mode.Config(socketio.Config{Logger: slog.New(lines)}))
	mode.Serve(io)
	mux := http.NewServeMux()
	mux.Handle("/socket.io/", io)
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := io.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
		server.Close()
	})
	return run{"our server", transport, server.URL, lines.String}
}

// drive plays the script called name with the official client at each server, and returns the transcripts, each followed
// by the server's log.
func drive(t *testing.T, name string, runs []run) []string {
	t.Helper()
	args := []string{"testdata/drive.cjs", name}
	for _, run := range runs {
		args = append(args, run.transport, run.url)
	}
	node := exec.CommandContext(t.Context(), "node", args...)
	node.Env = append(os.Environ(), "NODE_PATH="+official.Modules(t))
	var stdout, stderr bytes.Buffer
	node.Stdout, node.Stderr = &stdout, &stderr
	if err := node.Run(); err != nil {
		for _, run := range runs {
			t.Logf("%s at %s has logged:\n%s", run.server, run.url, run.log())
		}
		t.Fatalf("%s: %v\n%s", name, err, stderr.Bytes())
	}
	var results []struct {
		Transcript string
		IDs        map[string]string
	}
	if err := json.Unmarshal(stdout.Bytes(), &results); err != nil || len(results) != len(runs) {
		t.Fatalf("%d results of %d runs, %v: %q", len(results), len(runs), err, stdout.Bytes())
	}
	transcripts := make([]string, len(runs))
	for i, result := range results {
		text := settled(t, len(result.IDs), runs[i].log)
		for id, who := range result.IDs {
			text = strings.ReplaceAll(text, id, "<"+who+">")
		}
		lines := slices.Sorted(strings.Lines(text)) // who leaves first at the end is nobody's business
		transcripts[i] = result.Transcript + "# the server's log, sorted\n" + strings.Join(lines, "")
	}
	return transcripts
}

// settled waits until the log shows that all clients have gone.
func settled(t *testing.T, clients int, log func() string) string {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		text := log()
		if strings.Count(text, "user disconnected") >= clients {
			return text
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d clients have gone, but the log is:\n%s", clients, text)
		}
	}
}

func compare(t *testing.T, run run, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
	i := 0
	for i < len(gotLines) && i < len(wantLines) && gotLines[i] == wantLines[i] {
		i++
	}
	from := max(0, i-4)
	t.Errorf("%s over %s differs at line %d of the transcript.\nGot:\n%s\nWant:\n%s", run.server, run.transport, i+1,
		strings.Join(gotLines[from:min(len(gotLines), i+6)], "\n"), strings.Join(wantLines[from:min(len(wantLines), i+6)], "\n"))
}

// logLines is a slog.Handler that keeps the messages, one a line.
type logLines struct {
	mu   sync.Mutex // guards text
	text strings.Builder
}

func (l *logLines) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }
func (l *logLines) WithAttrs([]slog.Attr) slog.Handler               { return l }
func (l *logLines) WithGroup(string) slog.Handler                    { return l }

func (l *logLines) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintln(&l.text, r.Message)
	return nil
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
