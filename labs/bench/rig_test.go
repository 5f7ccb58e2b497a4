package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"socketlab/labs"
	"socketlab/labs/socketio"
)

// rig is a bench behind a real HTTP server on connections in memory, so that it runs inside a synctest bubble.
type rig struct {
	t      *testing.T
	bench  *Bench
	client *http.Client

	listener *pipes
}

func newRig(t *testing.T, cfg Config) *rig {
	t.Helper()
	if cfg.Labs == nil {
		cfg.Labs = echoLab()
	}
	listener := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	r := &rig{t: t, bench: New(cfg), listener: listener}
	server := &http.Server{Handler: r.bench}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	transport := &http.Transport{DialContext: listener.dial}
	r.client = &http.Client{Transport: transport}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := r.bench.Close(ctx); err != nil {
			t.Errorf("bench did not close: %v", err)
		}
		transport.CloseIdleConnections()
		server.Close()
		<-served
		time.Sleep(time.Second) // what net/http itself gives a connection that it ends
	})
	return r
}

func echoLab() []labs.Lab {
	return []labs.Lab{{Name: "echo", Modes: []labs.Mode{{Name: "all", Serve: serveEcho}, {Name: "doors", Serve: serveDoors}}}}
}

// serveEcho tells everybody what anybody says, lets clients join rooms, and answers.
func serveEcho(io *socketio.Server) {
	io.OnConnection(func(s *socketio.Socket) {
		s.On("say", socketio.Args1(func(text string) { io.Emit("said", text) }))
		s.On("join", socketio.Args2(func(room string, ack socketio.Ack) {
			s.Join(room)
			ack("in " + room)
		}))
	})
}

// serveDoors lets into /staff whoever has the token, and asks them there whether they are awake.
func serveDoors(io *socketio.Server) {
	staff := io.Of("/staff")
	staff.Use(func(s *socketio.Socket) error {
		if s.Handshake().Auth.String("token") != "key" {
			return &socketio.Error{Message: "not authorized"}
		}
		return nil
	})
	staff.OnConnection(func(s *socketio.Socket) {
		s.On("wake", socketio.Args1(func(n int) { _, _ = s.EmitWithAck(s.Context(), "awake?", n) }))
	})
}

type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.done)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.IPAddr{} }

// do makes a request and returns the status and the whole body.
func (r *rig) do(method, path, body string, header ...string) (int, string) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Hour) // of the bubble's time
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, "http://labs.example"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := r.client.Do(req)
	if err != nil {
		r.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatalf("%s %s: %v", method, path, err)
	}
	return res.StatusCode, string(data)
}

// broken makes a request that should come to nothing, and returns why.
func (r *rig) broken(method, path, body string) error {
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://labs.example"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	res, err := r.client.Do(req)
	if err == nil {
		res.Body.Close()
	}
	return err
}

// visit is the answer to the request for a session.
type visit struct{ Session, Socket, Facts string }

func (r *rig) visit(mode string) visit {
	r.t.Helper()
	status, body := r.do("POST", "/lab/sessions", fmt.Sprintf(`{"lab":"echo","mode":%q}`, mode))
	var v visit
	if err := json.Unmarshal([]byte(body), &v); err != nil || status != http.StatusCreated {
		r.t.Fatalf("no session: %d %s", status, body)
	}
	return v
}

// code is the code of a JSON error.
func code(t *testing.T, body string) string {
	t.Helper()
	var e struct {
		Error struct{ Code, Message string }
	}
	if err := json.Unmarshal([]byte(body), &e); err != nil || e.Error.Message == "" {
		t.Errorf("no JSON error with a message: %q", body)
	}
	return e.Error.Code
}

// poller is a Socket.IO client by hand: long polling, one packet at a time.
type poller struct {
	rig *rig
	url string
}

func (r *rig) connect(v visit, name string) *poller {
	r.t.Helper()
	p := r.dial(v)
	p.send(fmt.Sprintf(`40{"name":%q}`, name))
	if got := p.take(); !strings.HasPrefix(got, `40{"sid":`) {
		r.t.Fatalf("not connected: %q", got)
	}
	return p
}

// dial opens a low-level connection and asks for no namespace yet.
func (r *rig) dial(v visit) *poller {
	r.t.Helper()
	sign := "?"
	if strings.Contains(v.Socket, "?") {
		sign = "&"
	}
	p := &poller{r, v.Socket + sign + "EIO=4&transport=polling"}
	status, body := r.do("GET", p.url, "")
	var open struct{ Sid string }
	if err := json.Unmarshal([]byte(strings.TrimPrefix(body, "0")), &open); err != nil || status != http.StatusOK {
		r.t.Fatalf("no handshake: %d %s", status, body)
	}
	p.url += "&sid=" + open.Sid
	return p
}

func (p *poller) send(packets ...string) {
	p.rig.t.Helper()
	if status, body := p.rig.do("POST", p.url, strings.Join(packets, "\x1e")); status != http.StatusOK {
		p.rig.t.Fatalf("send %q: %d %s", packets, status, body)
	}
}

func (p *poller) take() string {
	p.rig.t.Helper()
	_, body := p.rig.do("GET", p.url, "")
	return body
}

// reader takes a stream of facts as it comes.
type reader struct {
	t      *testing.T
	body   io.ReadCloser
	events chan event
	lastID string
}

// event is the text of a fact, or "name: data" of another event.
type event struct{ id, text string }

// open begins to read facts, and leaves it at that.
func (r *rig) open(path string, header ...string) io.ReadCloser {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 3*time.Hour) // of the bubble's time
	r.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", "http://labs.example"+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := r.client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != "text/event-stream" {
		r.t.Fatalf("facts: %d, %s", res.StatusCode, got)
	}
	r.t.Cleanup(func() { res.Body.Close() })
	return res.Body
}

func (r *rig) read(path string, header ...string) *reader {
	r.t.Helper()
	out := &reader{t: r.t, body: r.open(path, header...), events: make(chan event, 10_000)}
	go func() {
		defer close(out.events)
		var e event
		name := ""
		for lines := bufio.NewScanner(out.body); lines.Scan(); {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch {
			case field == "id":
				e.id = value
			case field == "event":
				name = value + ": "
			case field == "data" && name != "":
				e.text = name + value
			case field == "data":
				var fact struct{ Text string }
				if err := json.Unmarshal([]byte(value), &fact); err != nil {
					e.text = "no JSON: " + value
					break
				}
				e.text = fact.Text
			case field == "" && e.text != "": // the empty line that ends an event
				out.events <- e
				e, name = event{}, ""
			}
		}
	}()
	return out
}

// next is the text of the next event; "" at the end of the stream.
func (r *reader) next() string {
	e := <-r.events
	if e.id != "" {
		r.lastID = e.id
	}
	return e.text
}

// until reads up to the fact that begins with prefix, and returns all that it read.
func (r *reader) until(prefix string) []string {
	r.t.Helper()
	var all []string
	for {
		fact := r.next()
		all = append(all, fact)
		if strings.HasPrefix(fact, prefix) {
			return all
		}
		if fact == "" {
			r.t.Fatalf("the stream ended before %q; it had %q", prefix, all)
		}
	}
}
