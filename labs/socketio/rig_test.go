package socketio_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// pipes is a listener in memory.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 3000} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// rig is a server in memory and its clients.
type rig struct {
	*testing.T
	io    *socketio.Server
	pipes *pipes
}

// run calls fn with a server, in a bubble where time passes only when everybody
// waits. It fails if a goroutine is left.
func run(t *testing.T, cfg socketio.Config, fn func(*rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if cfg.Logger == nil {
			cfg.Logger = slog.New(slog.NewTextHandler(t.Output(), nil))
		}
		r := &rig{T: t, io: socketio.New(cfg), pipes: newPipes()}
		server := &http.Server{Handler: r.io, ReadHeaderTimeout: time.Minute}
		served := make(chan error, 1)
		go func() { served <- server.Serve(r.pipes) }()
		defer func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			if err := r.io.Close(ctx); err != nil {
				t.Errorf("Close: %v", err)
			}
			server.Close()
			if err := <-served; !errors.Is(err, http.ErrServerClosed) {
				t.Errorf("Serve: %v", err)
			}
		}()
		fn(r)
	})
}

// dial connects, and closes the connection at the end of the test.
func (r *rig) dial(o client.Options) *client.Client {
	r.Helper()
	o.Dial = r.pipes.dial
	c, err := client.Dial(r.Context(), "http://lab", o)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { c.Close() })
	return c
}

// join is a new connection that joins one namespace.
func (r *rig) join(namespace string, auth any) *client.Socket {
	r.Helper()
	return r.enter(r.dial(client.Options{}), namespace, auth)
}

func (r *rig) enter(c *client.Client, namespace string, auth any) *client.Socket {
	r.Helper()
	s, err := c.Join(r.Context(), namespace, auth)
	if err != nil {
		r.Fatalf("join %s: %v", namespace, err)
	}
	return s
}

// raw is a connection whose frames are recorded as on the wire.
type raw struct {
	*rig
	client *client.Client
	mu     sync.Mutex
	frames []string
}

func (r *rig) raw(transport string) *raw {
	r.Helper()
	w := &raw{rig: r}
	w.client = r.dial(client.Options{Transport: transport, Tap: func(f client.Frame) {
		if f.Out {
			return
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if f.Binary != nil {
			w.frames = append(w.frames, "binary "+string(f.Binary))
		} else {
			w.frames = append(w.frames, f.Text)
		}
	}})
	synctest.Wait()
	w.take()
	return w
}

// send writes text frames and gives what the server sends back at once.
func (w *raw) send(frames ...string) []string {
	w.Helper()
	list := make([]client.Frame, len(frames))
	for i, f := range frames {
		if data, ok := cutBinary(f); ok {
			list[i] = client.Frame{Binary: data}
		} else {
			list[i] = client.Frame{Text: f}
		}
	}
	if err := w.client.Write(w.Context(), list...); err != nil {
		w.Logf("write: %v", err)
	}
	synctest.Wait()
	return w.take()
}

func cutBinary(frame string) ([]byte, bool) {
	const prefix = "binary "
	if len(frame) < len(prefix) || frame[:len(prefix)] != prefix {
		return nil, false
	}
	return []byte(frame[len(prefix):]), true
}

func (w *raw) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	frames := w.frames
	w.frames = nil
	return frames
}

// closed reports whether the server has ended the connection.
func (w *raw) closed() bool {
	synctest.Wait()
	select {
	case <-w.client.Done():
		return true
	default:
		return false
	}
}

// notes is a list that handlers write and tests read.
type notes struct {
	mu   sync.Mutex
	list []string
}

func (n *notes) add(s string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, strings.TrimSpace(s))
}

// want compares all that was noted since the last call.
func (n *notes) want(t testing.TB, want ...string) {
	t.Helper()
	synctest.Wait()
	n.mu.Lock()
	defer n.mu.Unlock()
	if !slices.Equal(n.list, want) {
		t.Errorf("noted %q, want %q", n.list, want)
	}
	n.list = nil
}

// events are what a socket received, as JSON.
func events(s *client.Socket) []string {
	synctest.Wait()
	var list []string
	for _, e := range s.Drain() {
		list = append(list, e.String())
	}
	return list
}

func wantEvents(t testing.TB, s *client.Socket, want ...string) {
	t.Helper()
	if got := events(s); !slices.Equal(got, want) {
		t.Errorf("received %q, want %q", got, want)
	}
}

func wantFrames(t testing.TB, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("frames %q, want %q", got, want)
	}
}
