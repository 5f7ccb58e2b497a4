package conformance

import (
	"net"
	"sync"
	"time"
)

// memory is a listener without a network: its connections block durably, so a
// server on it runs in a synctest bubble.
type memory struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func listen() *memory {
	return &memory{conns: make(chan net.Conn), done: make(chan struct{})}
}

func (m *memory) Accept() (net.Conn, error) {
	select {
	case conn := <-m.conns:
		return conn, nil
	case <-m.done:
		return nil, net.ErrClosed
	}
}

func (m *memory) Close() error {
	m.once.Do(func() { close(m.done) })
	return nil
}

func (m *memory) Addr() net.Addr { return loopback }

// dial returns the client's end of a new connection.
func (m *memory) dial() (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case m.conns <- buffer(server):
		return buffer(client), nil
	case <-m.done:
		return nil, net.ErrClosed
	}
}

var loopback = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}

// buffered is a net.Pipe whose writes return at once, as they do on TCP until
// the kernel's buffers are full.
type buffered struct {
	net.Conn
	mu     sync.Mutex // guards the rest
	wake   *sync.Cond
	queue  [][]byte
	closed bool
}

func buffer(conn net.Conn) *buffered {
	b := &buffered{Conn: conn}
	b.wake = sync.NewCond(&b.mu)
	go b.pump()
	return b
}

func (b *buffered) LocalAddr() net.Addr  { return loopback }
func (b *buffered) RemoteAddr() net.Addr { return loopback }

func (b *buffered) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, net.ErrClosed
	}
	b.queue = append(b.queue, append([]byte(nil), p...))
	b.wake.Signal()
	return len(p), nil
}

// Writes never wait, so their deadlines mean nothing; on TCP small ones would not wait either.
func (b *buffered) SetDeadline(t time.Time) error    { return b.Conn.SetReadDeadline(t) }
func (b *buffered) SetWriteDeadline(time.Time) error { return nil }

// Close lets what was written arrive before the other end sees the end, as TCP does.
func (b *buffered) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.wake.Signal()
	return nil
}

// pump moves what was written to the other end, and ends when the other end or
// this one is closed.
func (b *buffered) pump() {
	defer b.Conn.Close()
	for {
		b.mu.Lock()
		for len(b.queue) == 0 && !b.closed {
			b.wake.Wait()
		}
		queue := b.queue
		b.queue = nil
		b.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, p := range queue {
			if _, err := b.Conn.Write(p); err != nil {
				return
			}
		}
	}
}
