// Package official runs the official Node servers (the npm packages socket.io
// and engine.io of site/web/node_modules) for tests: what they do is what our
// servers must do. Only tests import it.
//
// A script is the body of a function: it sees io (a Server of socket.io, or of
// engine.io with Config.Engine), httpServer, require and console, as the
// server.js of each lab does.
//
//	node := official.Start(t, official.Config{Script: "../../rooms/server.js"})
//	… dial node.URL, then look at node.Output() …
//
// The server listens on a free port of 127.0.0.1, ends with the test, and ends
// by itself if the test binary dies.
package official

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

//go:embed boot.cjs
var boot string

// startTimeout is generous: a loaded machine may take seconds to load Node.
const startTimeout = 30 * time.Second

// Config says which server to start. Its zero value is a Socket.IO server with
// the official defaults and no handlers.
type Config struct {
	Script  string         // path of a script, relative to the test's folder
	Source  string         // or the script itself
	Options map[string]any // options of `new Server(httpServer, options)`, as JSON
	Engine  bool           // io is a Server of engine.io at /engine.io/, not of socket.io
}

// Server is a running official server.
type Server struct {
	URL string // http://127.0.0.1:PORT
	*Process
}

// Start starts a server and returns when it listens.
func Start(t testing.TB, c Config) *Server {
	t.Helper()
	name, source := "script", c.Source
	if c.Script != "" {
		file, err := filepath.Abs(c.Script)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, source = file, string(text)
	}
	config, err := json.Marshal(map[string]any{
		"name": name, "source": source, "options": c.Options, "engine": c.Engine,
	})
	if err != nil {
		t.Fatalf("options of the official server: %v", err)
	}
	p := Node(t, "-e", boot, string(config))
	return &Server{URL: "http://127.0.0.1:" + p.ReadLine(t), Process: p}
}

// Process is a Node process that may require the npm packages. It reports to
// the test in lines on file descriptor 3, and should end when its standard
// input does; it is killed if it has not ended soon after.
type Process struct {
	Stdin   io.Writer
	reports *bufio.Reader
	output  output
	done    chan struct{} // closed when the process has ended
}

// Node runs `node args…` until the test and its subtests have ended.
func Node(t testing.TB, args ...string) *Process {
	t.Helper()
	modules := Modules(t)
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatalf("the official server needs Node: %v", err)
	}
	reports, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &Process{reports: bufio.NewReader(reports), done: make(chan struct{})}
	cmd := exec.Command(node, args...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	cmd.Stdout, cmd.Stderr = &p.output, &p.output
	cmd.ExtraFiles = []*os.File{theirs}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.Stdin = stdin
	err = cmd.Start()
	theirs.Close() // the child has its own copy
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		cmd.Wait() // an exit status says nothing here: what the server printed is in Output
	}()
	t.Cleanup(func() {
		stdin.Close()
		select {
		case <-p.done:
		case <-time.After(3 * time.Second):
			cmd.Process.Kill()
			<-p.done
		}
		reports.Close()
	})
	return p
}

// ReadLine returns the next line that the process reported, without its end.
func (p *Process) ReadLine(t testing.TB) string {
	t.Helper()
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		line, err := p.reports.ReadString('\n')
		read <- result{line, err}
	}()
	select {
	case r := <-read:
		if r.err != nil {
			t.Fatalf("the official server reports nothing (%v); its output:\n%s", r.err, p.Output())
		}
		return r.line[:len(r.line)-1]
	case <-time.After(startTimeout):
		t.Fatalf("the official server reported nothing for %v; its output:\n%s", startTimeout, p.Output())
	}
	return ""
}

// Reports is what the process writes to file descriptor 3.
func (p *Process) Reports() *bufio.Reader { return p.reports }

// Output is what the process has printed so far, on both streams.
func (p *Process) Output() string { return p.output.String() }

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Modules returns site/web/node_modules as an absolute path. Without the
// official packages the test fails: a conformance test that skips proves nothing.
func Modules(t testing.TB) string {
	t.Helper()
	modules, err := find()
	if err != nil {
		t.Fatalf("%v: run `make setup`", err)
	}
	return modules
}

func find() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no go.mod above the test")
		}
		dir = parent
	}
	modules := filepath.Join(dir, "site", "web", "node_modules")
	if _, err := os.Stat(filepath.Join(modules, "socket.io", "package.json")); err != nil {
		return "", fmt.Errorf("the official packages are not installed (%w)", err)
	}
	return modules, nil
}

// output collects what a process prints, while others read it.
type output struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}
