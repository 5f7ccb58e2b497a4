package engineio

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A client that stops reading is closed when too much waits for it, and nobody else notices.
func TestSlowReaderOverTheBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{MaxPending: 10_000})
		r.dial("").opened()
		slow := r.last()
		s := r.dial("").opened()
		b := text(repeat("x", 1000))
		sent := 0
		for slow.Send(b) == nil {
			sent++
			r.last().Send(b)
			s.expect("4" + repeat("x", 1000))
		}
		if sent < 9 || sent > 20 {
			t.Errorf("%d kilobytes were taken", sent)
		}
		synctest.Wait()
		r.heard("open", "open", "closed transport error")
	})
}

// A client that takes no byte for WriteTimeout is closed even if little waits for it.
func TestSlowReaderOverTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{PingInterval: time.Hour})
		r.dial("").opened()
		r.last().Send(text("x"))
		time.Sleep(20*time.Second - 1)
		synctest.Wait()
		r.heard("open")
		time.Sleep(1)
		synctest.Wait()
		r.heard("closed transport error")
	})
}

func TestPendingOverPolling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{MaxPending: 100})
		sid := r.open()
		r.last().Send(text(repeat("x", 200))) // one is always taken
		r.expect("GET", r.get(sid), "200 4"+repeat("x", 200))
		r.last().Send(text(repeat("x", 60)))
		if err := r.last().Send(text(repeat("x", 60))); err != ErrClosed {
			t.Errorf("Send over the bound: %v", err)
		}
		synctest.Wait()
		r.heard("open", "closed transport error")
	})
}

func TestTrySend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		try := func(what string, want bool) {
			t.Helper()
			if got := r.last().TrySend(text("volatile")); got != want {
				t.Errorf("%s: TrySend = %t", what, got)
			}
		}
		try("no poll", false)
		poll := r.getLater(sid)
		synctest.Wait()
		try("poll waits", true)
		r.expect("poll", <-poll, "200 4volatile")
		try("poll answered", false)
		poll = r.getLater(sid)
		synctest.Wait()
		r.last().Send(text("x"))
		try("poll taken", false)
		<-poll

		s := r.dial("").opened()
		try("WebSocket", true)
		try("write in flight", false)
		s.expect("4volatile")
		synctest.Wait()
		try("written", true)
		s.expect("4volatile")
		r.last().Close(ForcedClose)
		try("closing", false)
		s.expect("close 1005")
	})
}

// A flusher that is interrupted before it can note that its send is done keeps no volatile message from a client that
// has long received what was sent.
func TestTrySendWhileTheFlusherSleeps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		s := r.dial("").opened()
		session := r.last()
		session.mu.Lock()
		session.writing = true
		session.mu.Unlock()
		if session.TrySend(text("at once")) {
			t.Error("a volatile message was taken while a write was in flight")
		}
		time.Sleep(sendTime)
		if !session.TrySend(text("later")) {
			t.Error("a volatile message was dropped though the write must be over")
		}
		s.expect("4later")
	})
}

// tcpRig serves on a real network, where writes do not block.
func tcpRig(t testing.TB, cfg Config, open func(*Session) Receiver) (*Server, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := New(cfg, open)
	web := &http.Server{Handler: server}
	go web.Serve(l)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := server.Close(ctx); err != nil {
			t.Errorf("Close: %v", err)
		}
		web.Close()
	})
	return server, l.Addr().String()
}

// rawSocket is a WebSocket client of a few lines, which reads when told to and sees every frame.
type rawSocket struct {
	net.Conn
	r *bufio.Reader
}

func dialRaw(t testing.TB, addr string) *rawSocket {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	fmt.Fprintf(conn, "GET /?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	s := &rawSocket{conn, bufio.NewReaderSize(conn, 4096)}
	if _, err := http.ReadResponse(s.r, nil); err != nil {
		t.Fatal(err)
	}
	if frame, err := s.frame(); err != nil || !bytes.HasPrefix(frame, []byte("0{")) {
		t.Fatalf("first frame: %q %v", frame, err)
	}
	return s
}

// frame reads one text frame.
func (s *rawSocket) frame() ([]byte, error) {
	var h [8]byte
	if _, err := io.ReadFull(s.r, h[:2]); err != nil {
		return nil, err
	}
	n := uint64(h[1])
	switch n {
	case 126:
		io.ReadFull(s.r, h[:2])
		n = uint64(binary.BigEndian.Uint16(h[:2]))
	case 127:
		io.ReadFull(s.r, h[:8])
		n = binary.BigEndian.Uint64(h[:])
	}
	data := make([]byte, n)
	_, err := io.ReadFull(s.r, data)
	return data, err
}

type quiet struct{}

func (quiet) Message(Message)      {}
func (quiet) Closed(Reason, error) {}

// What the network does not take at once is written later, whole and in order; meanwhile others are served.
func TestBlockedClientCatchesUp(t *testing.T) {
	sessions := make(chan *Session, 2)
	_, addr := tcpRig(t, Config{MaxPending: 1 << 30}, func(s *Session) Receiver {
		sessions <- s
		return quiet{}
	})
	blocked := dialRaw(t, addr)
	a := <-sessions
	other := dialRaw(t, addr)
	b := <-sessions

	const n = 16_000 // 16 MB, more than the buffers of the system
	pad := repeat("x", 1000)
	for i := range n {
		msg := text(fmt.Sprintf("%d %s", i, pad))
		send := a.Send
		if i%2 == 0 {
			send = a.Answer
		}
		if err := send(msg); err != nil {
			t.Fatal(err)
		}
		if i%1000 == 0 {
			b.Send(msg)
			if frame, err := other.frame(); err != nil || string(frame) != fmt.Sprintf("4%d %s", i, pad) {
				t.Fatalf("the other got %.20q %v", frame, err)
			}
		}
	}
	for i := range n {
		frame, err := blocked.frame()
		if want := fmt.Sprintf("4%d %s", i, pad); err != nil || string(frame) != want {
			t.Fatalf("frame %d: %.20q %v", i, frame, err)
		}
	}
}

// Many sessions, many senders, each way of sending: every session gets each sender's messages once and in order.
func TestFanOutKeepsOrder(t *testing.T) {
	const clients, senders, each = 50, 4, 100
	var mu sync.Mutex
	var sessions []*Session
	server, addr := tcpRig(t, Config{}, func(s *Session) Receiver {
		mu.Lock()
		defer mu.Unlock()
		sessions = append(sessions, s)
		return quiet{}
	})
	var sockets []*rawSocket
	for range clients {
		sockets = append(sockets, dialRaw(t, addr))
	}
	for server.ClientsCount() < clients {
		time.Sleep(time.Millisecond)
	}
	mu.Lock()
	all := append([]*Session(nil), sessions...)
	mu.Unlock()
	for len(all) < clients { // the last open has not returned yet
		time.Sleep(time.Millisecond)
		mu.Lock()
		all = append(all[:0], sessions...)
		mu.Unlock()
	}
	var wg sync.WaitGroup
	for k := range senders {
		wg.Go(func() {
			for i := range each {
				b, round := text(fmt.Sprintf("%d %d", k, i)), NewRound()
				for _, s := range all {
					switch (k + i) % 3 {
					case 0:
						s.Send(b)
					case 1:
						s.Answer(b)
					case 2:
						round.Send(s, b)
					}
				}
				round.End()
			}
		})
	}
	for _, s := range sockets {
		wg.Go(func() {
			var next [senders]int
			for range senders * each {
				frame, err := s.frame()
				var k, i int
				if _, scanErr := fmt.Sscanf(string(frame), "4%d %d", &k, &i); err != nil || scanErr != nil || next[k] != i {
					t.Errorf("got %q %v, want %v", frame, err, next)
					return
				}
				next[k]++
			}
		})
	}
	wg.Wait()
}

// All clients leave at once.
func TestExodus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 2000
		var closed atomic.Int32
		r := newRig(t, Config{Hooks: &Hooks{Close: func(*Session, Reason, error) { closed.Add(1) }}})
		var sockets []*socket
		for range n {
			s := r.dial("")
			s.next()
			sockets = append(sockets, s)
		}
		synctest.Wait()
		b := text(repeat("x", 100))
		r.mu.Lock()
		for i, s := range r.sessions {
			s.Send(b)
			go sockets[i].NetConn().Close()
		}
		r.mu.Unlock()
		synctest.Wait()
		if got := closed.Load(); got != n || r.server.ClientsCount() != 0 {
			t.Errorf("%d closed, %d stayed", got, r.server.ClientsCount())
		}
	})
}
