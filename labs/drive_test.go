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
	"strconv"
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
//
// One Node process has all the official servers and another one all the clients: starting one costs more than a play.
func TestLabs(t *testing.T) {
	runs := append(serveOfficial(t), serveOurs(t)...)
	got := drive(t, runs)
	for i, run := range runs {
		golden := filepath.Join("testdata", strings.ReplaceAll(run.script, " ", ".")+".txt")
		if *update && run.server == officialServer && run.transport == transports[0] {
			if err := os.WriteFile(golden, []byte(got[i]), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, run, got[i], string(want))
	}
}

var transports = []string{"polling", "websocket", "default"}

const (
	officialServer = "the official server"
	ourServer      = "our server"
)

// run is one server that a script is played at.
type run struct {
	script    string // "rooms open": the lab and its mode
	server    string // whose it is
	transport string // polling, websocket or default: polling, then upgraded
	url       string
	log       func() string // what it has logged so far
}

// serveOfficial runs every mode of every lab on official servers, one for each transport.
func serveOfficial(t *testing.T) []run {
	t.Helper()
	type server struct {
		Name    string         `json:"name"`
		Source  string         `json:"source"`
		Options map[string]any `json:"options"`
	}
	var servers []server
	var runs []run
	node := official.Node(t, "testdata/serve.cjs")
	for _, lab := range labs.All() {
		for _, mode := range lab.Modes {
			source, err := mode.Script()
			if err != nil {
				t.Fatal(err)
			}
			name := lab.Name + " " + mode.Name
			for _, transport := range transports {
				n := len(servers)
				log := func() string { return printed(node.Output(), n) }
				servers = append(servers, server{name, source, mode.Options()})
				runs = append(runs, run{name, officialServer, transport, "", log})
			}
		}
	}
	if err := json.NewEncoder(node.Stdin).Encode(servers); err != nil {
		t.Fatalf("%v: %s", err, node.Output())
	}
	for i := range runs {
		runs[i].url = "http://127.0.0.1:" + node.ReadLine(t)
	}
	return runs
}

// printed is what server number n has logged, out of what all of them have.
func printed(output string, n int) string {
	var log strings.Builder
	for line := range strings.Lines(output) {
		number, quoted, _ := strings.Cut(line, " ")
		var text string
		// A line that is not whole yet is looked at again, and what else Node prints is no log.
		if number == strconv.Itoa(n) && json.Unmarshal([]byte(quoted), &text) == nil {
			log.WriteString(text + "\n")
		}
	}
	return log.String()
}

// serveOurs is serveOfficial with our own servers and the labs in Go.
func serveOurs(t *testing.T) []run {
	t.Helper()
	var runs []run
	for _, lab := range labs.All() {
		for _, mode := range lab.Modes {
			for _, transport := range transports {
				url, log := serve(t, mode)
				runs = append(runs, run{lab.Name + " " + mode.Name, ourServer, transport, url, log})
			}
		}
	}
	return runs
}

func serve(t *testing.T, mode labs.Mode) (url string, log func() string) {
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
	return server.URL, lines.String
}

// drive plays the scripts with the official client, and returns the transcripts, each followed by the server's log.
func drive(t *testing.T, runs []run) []string {
	t.Helper()
	args := []string{"testdata/drive.cjs"}
	for _, run := range runs {
		args = append(args, run.script, run.transport, run.url)
	}
	node := exec.CommandContext(t.Context(), "node", args...)
	node.Env = append(os.Environ(), "NODE_PATH="+official.Modules(t))
	var stdout, stderr bytes.Buffer
	node.Stdout, node.Stderr = &stdout, &stderr
	if err := node.Run(); err != nil {
		for _, run := range runs {
			if strings.Contains(stderr.String(), run.url) {
				t.Logf("%s at %s has logged:\n%s", run.server, run.url, run.log())
			}
		}
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	var results []struct {
		Transcript  string
		IDs         map[string]string
		Connections int
	}
	if err := json.Unmarshal(stdout.Bytes(), &results); err != nil || len(results) != len(runs) {
		t.Fatalf("%d results of %d runs, %v: %q", len(results), len(runs), err, stdout.Bytes())
	}
	transcripts := make([]string, len(runs))
	for i, result := range results {
		text := settled(t, result.Connections, runs[i].log)
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
