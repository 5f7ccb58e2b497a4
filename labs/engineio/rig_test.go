package engineio

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// TestMain fails when a goroutine of this package outlives the tests.
func TestMain(m *testing.M) {
	code := m.Run()
	if stacks := leaked(); code == 0 && stacks != "" {
		fmt.Fprintln(os.Stderr, "goroutines stayed:\n"+stacks)
		code = 1
	}
	os.Exit(code)
}

// leaked gives the stacks of goroutines that run our code and do not end by themselves within a second.
func leaked() string {
	var ours []string
	for range 100 {
		buf := make([]byte, 1<<20)
		ours = nil
		for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			if strings.Contains(stack, "labs/engineio.(") {
				ours = append(ours, stack)
			}
		}
		if ours == nil {
			return ""
		}
		time.Sleep(10 * time.Millisecond)
	}
	return strings.Join(ours, "\n\n")
}

// rig is a server with an in-memory network and the record of what its receivers heard.
type rig struct {
	t      *testing.T
	server *Server
	pipes  *pipeListener
	http   *http.Client

	mu       sync.Mutex
	events   []string // "open", "message hello", "closed transport close"
	sessions []*Session
	on       func(*Session, Message) // answers a message; nil echoes it
}

func newRig(t *testing.T, cfg Config) *rig {
	t.Helper()
	r := &rig{t: t, pipes: &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}}
	r.server = New(cfg, func(s *Session) Receiver {
		r.note("open")
		r.mu.Lock()
		r.sessions = append(r.sessions, s)
		r.mu.Unlock()
		return &recorder{r, s}
	})
	web := &http.Server{Handler: r.server}
	go web.Serve(r.pipes)
	transport := &http.Transport{
		DialContext:        func(context.Context, string, string) (net.Conn, error) { return r.pipes.dial() },
		DisableCompression: true,
	}
	r.http = &http.Client{Transport: transport}
	t.Cleanup(func() {
		if err := r.server.Close(context.Background()); err != nil {
			t.Errorf("Close: %v", err)
		}
		transport.CloseIdleConnections()
		web.Close()
	})
	return r
}

type recorder struct {
	r *rig
	s *Session
}

func (c *recorder) Message(m Message) {
	c.r.note("message " + string(m.Data))
	c.r.mu.Lock()
	on := c.r.on
	c.r.mu.Unlock()
	if on != nil {
		on(c.s, m)
		return
	}
	c.s.Send(NewBatch(m))
}

func (c *recorder) Closed(reason Reason, err error) { c.r.note("closed " + string(reason)) }

func (r *rig) note(event string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, event)
}

// heard compares all events since the last call.
func (r *rig) heard(want ...string) {
	r.t.Helper()
	r.mu.Lock()
	got := r.events
	r.events = nil
	r.mu.Unlock()
	if strings.Join(got, "|") != strings.Join(want, "|") {
		r.t.Errorf("the receiver heard %q, want %q", got, want)
	}
}

// last is the newest session.
func (r *rig) last() *Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sessions[len(r.sessions)-1]
}

// do sends a request with the query, to which EIO and transport are added, and gives the answer as "200 body".
func (r *rig) do(method, query, body string, header ...string) (*http.Response, string) {
	r.t.Helper()
	res, text, err := r.try(r.t.Context(), method, "EIO=4&transport=polling"+query, body, header...)
	if err != nil {
		r.t.Fatalf("%s %s: %v", method, query, err)
	}
	return res, text
}

func (r *rig) try(ctx context.Context, method, query, body string, header ...string) (*http.Response, string, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://test/engine.io/?"+query, strings.NewReader(body))
	if err != nil {
		return nil, "", err
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := r.http.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res, fmt.Sprint(res.StatusCode, " ", string(text)), err
}

func (r *rig) get(sid string) string {
	r.t.Helper()
	_, text := r.do("GET", "&sid="+sid, "")
	return text
}

func (r *rig) post(sid, body string) string {
	r.t.Helper()
	_, text := r.do("POST", "&sid="+sid, body)
	return text
}

// getLater polls without waiting for the answer.
func (r *rig) getLater(sid string) <-chan string {
	answer := make(chan string, 1)
	go func() {
		_, text, err := r.try(r.t.Context(), "GET", "EIO=4&transport=polling&sid="+sid, "")
		if err != nil {
			text = err.Error()
		}
		answer <- text
	}()
	return answer
}

// open shakes hands over polling and gives the sid.
func (r *rig) open() string {
	r.t.Helper()
	_, text := r.do("GET", "", "")
	_, rest, ok := strings.Cut(text, `"sid":"`)
	if sid, _, found := strings.Cut(rest, `"`); ok && found {
		return sid
	}
	r.t.Fatalf("handshake answered %s", text)
	return ""
}

// expect fails unless got is want.
func (r *rig) expect(what, got, want string) {
	r.t.Helper()
	if got != want {
		r.t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

const (
	unknownSession = `400 {"code":1,"message":"Session ID unknown"}`
	badRequest     = `400 {"code":3,"message":"Bad request"}`
)

// socket is a WebSocket client.
type socket struct {
	*websocket.Conn
	r *rig
}

// dial opens a WebSocket; with a sid it is an upgrade.
func (r *rig) dial(sid string) *socket {
	r.t.Helper()
	query := "EIO=4&transport=websocket"
	if sid != "" {
		query += "&sid=" + sid
	}
	s, res, err := r.tryDial(query)
	if err != nil {
		r.t.Fatalf("dial %s: %v %v", query, err, res)
	}
	return s
}

func (r *rig) tryDial(query string) (*socket, *http.Response, error) {
	dialer := websocket.Dialer{
		NetDialContext:    func(context.Context, string, string) (net.Conn, error) { return r.pipes.dial() },
		EnableCompression: true,
	}
	conn, res, err := dialer.Dial("ws://test/engine.io/?"+query, http.Header{"Origin": {"http://elsewhere"}})
	if err != nil {
		return nil, res, err
	}
	r.t.Cleanup(func() { conn.Close() })
	return &socket{conn, r}, res, nil
}

func (s *socket) send(text string) {
	s.r.t.Helper()
	if err := s.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		s.r.t.Fatalf("send %q: %v", text, err)
	}
}

// next reads a frame: its text, "b:" and hex for bytes, or "close 1005".
func (s *socket) next() string {
	kind, data, err := s.ReadMessage()
	if err != nil {
		if e, ok := err.(*websocket.CloseError); ok {
			return fmt.Sprint("close ", e.Code)
		}
		return "error " + err.Error()
	}
	if kind == websocket.BinaryMessage {
		return fmt.Sprintf("b:%x", data)
	}
	return string(data)
}

func (s *socket) expect(want string) {
	s.r.t.Helper()
	s.r.expect("WebSocket", s.next(), want)
}

// opened reads the open packet.
func (s *socket) opened() *socket {
	s.r.t.Helper()
	if got := s.next(); !strings.HasPrefix(got, `0{"sid":"`) {
		s.r.t.Fatalf("first frame is %q", got)
	}
	synctest.Wait() // the receiver exists
	return s
}

// pipeListener is a network in memory.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *pipeListener) dial() (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- ours:
		return theirs, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.IPAddr{} }

func text(s string) *Batch { return NewBatch(Message{Data: []byte(s)}) }

func repeat(s string, n int) string { return string(bytes.Repeat([]byte(s), n)) }
