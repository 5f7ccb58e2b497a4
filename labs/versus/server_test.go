package versus

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"socketlab/labs/socketio"
)

// A kind of server that the load is driven against.
type kind string

const (
	ours kind = "ours"
	node kind = "node"
)

// server is a child process that prints its address on its first line and ends when its standard input does.
type server struct {
	addr string
	pid  int
	stop func()
}

const childEnv = "SOCKETLAB_VERSUS_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		serveOurs()
		return
	}
	os.Exit(m.Run())
}

// serveOurs is the same server as testdata/server.cjs.
func serveOurs() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.On("chat message", func(e *socketio.Event) {
			if len(e.Args) == 1 {
				io.Emit("chat message", e.Args...)
				return
			}
			var room string
			if e.Args.At(1).Bind(&room) == nil {
				io.To(room).Emit("chat message", e.Args[0])
			}
		})
		socket.On("join", socketio.Args2(func(room string, ack socketio.Ack) {
			socket.Join(room)
			ack()
		}))
		socket.On("echo", func(e *socketio.Event) { e.Ack(e.Args...) })
	})
	// As `socketlab serve` does: the heartbeat finds the dead, as in Node, and TCP need not look for them too.
	listener, err := (&net.ListenConfig{KeepAlive: -1}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(listener.Addr())
	go http.Serve(listener, io)
	bufio.NewReader(os.Stdin).ReadByte() // until the parent closes it
	io.Close(context.Background())
}

func start(tb testing.TB, k kind) *server {
	tb.Helper()
	var cmd *exec.Cmd
	switch k {
	case ours:
		cmd = exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"=1")
	case node:
		modules, err := filepath.Abs("../../site/web/node_modules")
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(modules, "socket.io")); err != nil {
			tb.Fatal("the official server is not installed: run `make setup`")
		}
		cmd = exec.Command("node", "testdata/server.cjs")
		cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	}
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	stop := sync.OnceFunc(func() {
		stdin.Close()
		defer time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() }).Stop()
		cmd.Wait()
	})
	tb.Cleanup(stop)
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		tb.Fatalf("%s server did not start: %v", k, err)
	}
	return &server{addr: strings.TrimSpace(line), pid: cmd.Process.Pid, stop: stop}
}

// cpu is the processor time that the server has used, user and system, all threads.
func (s *server) cpu(tb testing.TB) time.Duration {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(s.pid) + "/stat")
	if err != nil {
		tb.Fatal(err)
	}
	// proc(5): utime and stime are fields 14 and 15, in ticks of 10 ms; the name, field 2, may hold spaces.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	user, _ := strconv.Atoi(string(fields[11]))
	system, _ := strconv.Atoi(string(fields[12]))
	return time.Duration(user+system) * 10 * time.Millisecond
}

// memory is the server's resident memory in bytes.
func (s *server) memory(tb testing.TB) int {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(s.pid) + "/status")
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.Atoi(strings.Fields(value)[0])
			return kib << 10
		}
	}
	tb.Fatal("no VmRSS in /proc status")
	return 0
}
