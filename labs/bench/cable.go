package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

const (
	chunk      = 4 << 10
	heldChunks = 64 // that a cable holds in each direction; whoever sends more has to wait
)

// sever ends the connection of a request as a broken cable does: reset, without an answer.
func sever(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // HTTP/2: only this stream can be broken off
	}
	reset(conn)
}

// reset closes a connection with RST where there is TCP below: nothing more is sent, and the other end is told of an error.
func reset(conn net.Conn) {
	under := conn
	if secured, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		under = secured.NetConn()
	}
	if tcp, ok := under.(interface{ SetLinger(int) error }); ok {
		_ = tcp.SetLinger(0) // a connection that is gone already needs no breaking
	}
	under.Close()
}

// heldAnswer keeps the answer to a polling request, which is never long, until the line lets it pass.
type heldAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *heldAnswer) Header() http.Header         { return a.header }
func (a *heldAnswer) WriteHeader(status int)      { a.status = status }
func (a *heldAnswer) Write(p []byte) (int, error) { return a.body.Write(p) }

func (a *heldAnswer) release(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	_, _ = a.body.WriteTo(w) // the client has gone: nobody to tell
}

// socketEnd gives the engine its end of a cable instead of the connection itself, once that becomes a WebSocket.
type socketEnd struct {
	http.ResponseWriter
	lines  *lines
	line   *line
	number int
}

func (e *socketEnd) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(e.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if rw.Reader.Buffered() > 0 {
		conn.Close()
		return nil, nil, errors.New("the client sent data before the handshake was complete")
	}
	near, ok := e.lines.plug(e.line, e.number, conn)
	if !ok {
		return nil, nil, net.ErrClosed
	}
	return near, bufio.NewReadWriter(bufio.NewReader(near), bufio.NewWriter(near)), nil
}

// end is the engine's end of a cable: a pipe in memory with the addresses of the real connection.
type end struct {
	net.Conn
	real net.Conn
}

func (e end) LocalAddr() net.Addr  { return e.real.LocalAddr() }
func (e end) RemoteAddr() net.Addr { return e.real.RemoteAddr() }

// plug lays a cable over the line: what either end sends arrives at the other when, and if, the line lets it.
//
//	engine ── near ═ far ──► pump ──► conn ── client
//	                     ◄── pump ◄──
func (ls *lines) plug(l *line, number int, conn net.Conn) (net.Conn, bool) {
	near, far := net.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	forget := l.whenCut(number, func() {
		reset(conn)
		far.Close()
		cancel()
	})
	out, in := make(chan parcel, heldChunks), make(chan parcel, heldChunks)
	started := ls.start(
		func() { take(ctx, far, out) },
		func() { give(ctx, l, number, out, conn); far.Close() },
		func() { take(ctx, conn, in) },
		func() {
			give(ctx, l, number, in, far)
			forget()
			// The client has gone: what the engine still sends has nowhere to go.
			conn.Close()
			cancel()
		},
	)
	if !started {
		forget()
		cancel()
		conn.Close()
		far.Close()
		return nil, false
	}
	return end{near, conn}, true
}

// parcel is what was read at a time.
type parcel struct {
	data []byte
	sent time.Time
}

// take reads until there is nothing more to read. The end of the reading is the end of the channel.
func take(ctx context.Context, from net.Conn, to chan<- parcel) {
	defer close(to)
	for {
		buf := make([]byte, chunk)
		n, err := from.Read(buf)
		if n > 0 {
			select {
			case to <- parcel{buf[:n], time.Now()}:
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// give writes what was taken, each parcel when the line lets it pass, then closes the other end, which passes the line
// like everything else: who is not reached does not hear of a goodbye either.
func give(ctx context.Context, l *line, number int, from <-chan parcel, to io.WriteCloser) {
	defer to.Close()
	for p := range from {
		if !l.pass(ctx, p.sent, number) {
			return
		}
		if _, err := to.Write(p.data); err != nil {
			return
		}
	}
	l.pass(ctx, time.Now(), number)
}
