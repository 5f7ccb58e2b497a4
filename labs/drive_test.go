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
				golden := filepath.Join("testdata", lab.Name+"."+mode.Name+".txt")
				name := lab.Name + " " + mode.Name
				if *update {
					node := official.Start(t, official.Config{Source: script})
					text := drive(t, name, "default", node.URL, node.Output)
					if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				for _, transport := range []string{"polling", "websocket", "default"} {
					t.Run(transport, func(t *testing.T) {
						node := official.Start(t, official.Config{Source: script})
						compare(t, "the official server", drive(t, name, transport, node.URL, node.Output), string(want))
						url, log := serve(t, mode)
						compare(t, "our server", drive(t, name, transport, url, log), string(want))
					})
				}
			})
		}
	}
}

// serve runs a mode on our own server; the function that it returns gives the log so far.
func serve(t *testing.T, mode labs.Mode) (url string, log func() string) {
	t.Helper()
	lines := &logLines{}
	io := socketio.New(socketio.Config{Logger: slog.New(lines)})
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
	return server.URL, lines.String
}

// drive plays the script called name with the official client and returns its transcript, followed by the server's log.
func drive(t *testing.T, name, transport, url string, log func() string) string {
	t.Helper()
	node := exec.CommandContext(t.Context(), "node", "testdata/drive.cjs", name, transport, url)
	node.Env = append(os.Environ(), "NODE_PATH="+official.Modules(t))
	var stdout, stderr bytes.Buffer
	node.Stdout, node.Stderr = &stdout, &stderr
	if err := node.Run(); err != nil {
		t.Fatalf("drive %s at %s: %v\n%s\nThe server's log:\n%s", name, url, err, stderr.Bytes(), log())
	}
	var result struct {
		Transcript string
		IDs        map[string]string
	}
	if err := json.Unmarshal(stdout.Bytes(), &result); err != nil {
		t.Fatalf("read %q: %v", stdout.Bytes(), err)
	}
	text := settled(t, len(result.IDs), log)
	for id, who := range result.IDs {
		text = strings.ReplaceAll(text, id, "<"+who+">")
	}
	lines := slices.Sorted(strings.Lines(text)) // who leaves first at the end is nobody's business
	return result.Transcript + "# the server's log, sorted\n" + strings.Join(lines, "")
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

func compare(t *testing.T, who, got, want string) {
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
	t.Errorf("%s differs at line %d of the transcript.\nGot:\n%s\nWant:\n%s", who, i+1,
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
