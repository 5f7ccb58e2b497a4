package engineio

import (
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

func TestWebSocketMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		s := r.dial("").opened()
		s.send("4hello")
		s.expect("4hello")
		s.WriteMessage(websocket.BinaryMessage, []byte{1, 2, 3})
		s.expect("b:010203")
		for _, n := range []int{0, 1, 124, 125, 126, 511, 512, 513, 65534, 65535, 65536, 200_000} {
			s.send("4" + repeat("x", n))
			s.expect("4" + repeat("x", n))
		}
		s.send("0")
		s.send("3")
		s.send("3probe")
		s.send("5")
		s.send("6")
		s.send("4still here")
		s.expect("4still here")
	})
}

func TestWebSocketEnds(t *testing.T) {
	tests := []struct {
		name   string
		do     func(s *socket)
		want   string
		reason string
	}{
		{"goodbye", func(s *socket) { s.send("1") }, "close 1005", "transport close"},
		{"no packet", func(s *socket) { s.send("abc") }, "close 1005", "parse error"},
		{"empty", func(s *socket) { s.send("") }, "close 1005", "parse error"},
		{"type 7", func(s *socket) { s.send("7") }, "close 1005", "parse error"},
		{"space", func(s *socket) { s.send(" 4") }, "close 1005", "parse error"},
		{"ping", func(s *socket) { s.send("2") }, "close 1005", "transport error"},
		{"probe", func(s *socket) { s.send("2probe") }, "close 1005", "transport error"},
		{"too large", func(s *socket) { s.send("4" + repeat("x", 1000)) }, "close 1009", "transport error"},
		{"not UTF-8", func(s *socket) { s.send("4\xff") }, "close 1007", "transport error"},
		{"bad frame", func(s *socket) { s.NetConn().Write([]byte{0xf1, 0x80, 0, 0, 0, 0}) }, "close 1002", "transport error"},
		{"no mask", func(s *socket) { s.NetConn().Write([]byte{0x81, 0x01, '4'}) }, "close 1002", "transport error"},
		{"empty close frame", func(s *socket) { s.WriteMessage(websocket.CloseMessage, nil) }, "close 1005", "transport close"},
		{"close frame", func(s *socket) {
			s.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(4321, "bye"))
		}, "close 4321", "transport close"},
		{"the receiver closes", func(s *socket) { s.r.last().Close(ForcedServerClose) }, "close 1005", "forced server close"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, Config{MaxHTTPBufferSize: 1000})
				s := r.dial("").opened()
				go test.do(s)
				s.expect(test.want)
				synctest.Wait()
				r.heard("open", "closed "+test.reason)
				if n := r.server.ClientsCount(); n != 0 {
					t.Errorf("%d clients", n)
				}
			})
		})
	}
}

func TestWebSocketGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		s := r.dial("").opened()
		s.NetConn().Close()
		synctest.Wait()
		r.heard("open", "closed transport close")
	})
}

func TestPingFrameIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		candidate := r.dial(sid)
		for _, s := range []*socket{r.dial("").opened(), candidate} {
			got := ""
			s.SetPongHandler(func(data string) error { got = data; return nil })
			go func() {
				s.WriteControl(websocket.PingMessage, []byte("hi"), time.Time{})
				s.send("2probe")
			}()
			s.next()
			r.expect("pong", got, "hi")
		}
	})
}

func TestReceiverMayCloseItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		r.on = func(s *Session, m Message) {
			s.Send(text("bye"))
			s.Close(ForcedClose)
			s.Close(PingTimeout) // too late
			if err := s.Send(text("more")); err != ErrClosed {
				t.Errorf("Send gives %v", err)
			}
		}
		s := r.dial("").opened()
		s.send("4x")
		s.expect("4bye")
		s.expect("close 1005")
		synctest.Wait()
		r.heard("open", "message x", "closed forced close")
	})
}

func TestCloseOverPolling(t *testing.T) {
	tests := []struct {
		name    string
		waiting bool
		send    bool
		polls   []string // the waiting one first
	}{
		{"poll waits", true, false, []string{"200 1", unknownSession}},
		{"no poll", false, false, []string{"200 6\x1e1", unknownSession}},
		{"message queued", false, true, []string{"200 4bye", "200 6\x1e1", unknownSession}},
		{"message for the poll", true, true, []string{"200 4bye", "200 6\x1e1", unknownSession}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, Config{})
				sid := r.open()
				var first <-chan string
				if test.waiting {
					first = r.getLater(sid)
					synctest.Wait()
				}
				if test.send {
					r.last().Send(text("bye"))
				}
				r.last().Close(ForcedClose)
				for i, want := range test.polls {
					if i == 0 && test.waiting {
						r.expect("waiting poll", <-first, want)
					} else {
						r.expect("poll", r.get(sid), want)
					}
				}
				synctest.Wait()
				r.heard("open", "closed forced close")
			})
		})
	}
}

func TestCloseOverPollingWithoutPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		r.open()
		r.last().Close(ForcedClose)
		time.Sleep(orderlyClose - 1)
		synctest.Wait()
		r.heard("open")
		time.Sleep(1)
		synctest.Wait()
		r.heard("closed forced close")
	})
}

func TestServerClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		poll := r.getLater(sid)
		s := r.dial("").opened()
		synctest.Wait()
		r.last().Send(text("bye"))
		closed := make(chan error)
		go func() { closed <- r.server.Close(t.Context()) }()
		r.expect("poll", <-poll, "200 1")
		s.expect("4bye")
		s.expect("close 1005")
		if err := <-closed; err != nil {
			t.Errorf("Close: %v", err)
		}
		r.heard("open", "open", "closed server shutting down", "closed server shutting down")
		r.expect("GET", r.get(""), "503 ")
		if _, _, err := r.tryDial("EIO=4&transport=websocket"); err == nil {
			t.Error("a closed server accepts")
		}
	})
}

// A client that does not answer is cut when the time of Close is over.
func TestServerCloseCutsTheDeaf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		r.dial("").opened()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := r.server.Close(ctx); err != context.DeadlineExceeded {
			t.Errorf("Close: %v", err)
		}
		r.heard("open", "closed server shutting down")
	})
}

func TestPerMessageDeflate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{PerMessageDeflate: true, MaxHTTPBufferSize: 10_000})
		s, res, err := r.tryDial("EIO=4&transport=websocket")
		if err != nil {
			t.Fatal(err)
		}
		r.expect("extension", res.Header.Get("Sec-Websocket-Extensions"),
			"permessage-deflate; server_no_context_takeover; client_no_context_takeover")
		s.opened()
		for _, n := range []int{5, 1023, 1024, 9000} {
			s.send("4" + repeat("x", n))
			s.expect("4" + repeat("x", n))
		}
		s.WriteMessage(websocket.BinaryMessage, make([]byte, 5000))
		if got := s.next(); got != "b:"+repeat("00", 5000) {
			t.Errorf("got %.20s…", got)
		}
		s.send("4" + repeat("x", 10_000)) // small on the wire
		s.expect("close 1009")
	})
}

// What says so itself is not compressed, whatever was agreed on.
func TestUncompressed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{PerMessageDeflate: true})
		s := r.dial("").opened()
		long := repeat("x", 2000)
		for _, test := range []struct {
			batch *Batch
			first byte // of the frame
		}{
			{text(long), 0xc1},
			{text(long).Uncompressed(), 0x81},
		} {
			r.last().Send(test.batch)
			head := make([]byte, 1)
			s.NetConn().Read(head)
			if head[0] != test.first {
				t.Errorf("the frame begins with %#x, want %#x", head[0], test.first)
			}
			io.CopyN(io.Discard, s.NetConn(), int64(len(test.batch.webSocketFrames(true))-1))
		}

		sid := r.open()
		for _, test := range []struct {
			batches []*Batch
			want    string
		}{
			{[]*Batch{text(long).Uncompressed()}, ""},
			{[]*Batch{text(long).Uncompressed(), text("and this")}, "gzip"},
		} {
			for _, b := range test.batches {
				r.last().Send(b)
			}
			res, _ := r.do("GET", "&sid="+sid, "", "Accept-Encoding", "gzip")
			r.expect("Content-Encoding", res.Header.Get("Content-Encoding"), test.want)
		}
	})
}

func TestNoDeflateUnlessAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		_, res, err := r.tryDial("EIO=4&transport=websocket")
		if err != nil {
			t.Fatal(err)
		}
		r.expect("extension", res.Header.Get("Sec-Websocket-Extensions"), "")
	})
}
