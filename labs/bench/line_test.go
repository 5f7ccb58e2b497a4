package bench

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// wire is a WebSocket by hand: text frames of less than 64 KB.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
}

func shake(t *testing.T, conn net.Conn, path string) *wire {
	t.Helper()
	fmt.Fprintf(conn, "GET %s&EIO=4&transport=websocket HTTP/1.1\r\nHost: labs.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n\r\n", path)
	w := &wire{conn, bufio.NewReader(conn)}
	res, err := http.ReadResponse(w.in, nil)
	if err != nil || res.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("no WebSocket: %v %v", res, err)
	}
	return w
}

func (w *wire) send(text string) {
	frame := []byte{0x81, 0x80 | 126, 0, 0, 0, 0, 0, 0}
	binary.BigEndian.PutUint16(frame[2:], uint16(len(text)))
	_, _ = w.conn.Write(append(frame, text...)) // a mask of zeros changes nothing; a broken line is seen when reading
}

// take is the next text frame, or the error in its place.
func (w *wire) take() string {
	head := make([]byte, 2)
	if _, err := io.ReadFull(w.in, head); err != nil {
		return err.Error()
	}
	n := int(head[1])
	if n == 126 {
		long := make([]byte, 2)
		if _, err := io.ReadFull(w.in, long); err != nil {
			return err.Error()
		}
		n = int(binary.BigEndian.Uint16(long))
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(w.in, text); err != nil {
		return err.Error()
	}
	if head[0] == 0x88 {
		return "close frame"
	}
	return string(text)
}

// bob connects over a WebSocket, on a line with his name.
func (r *rig) bob(v visit) *wire {
	r.t.Helper()
	conn, err := r.listener.dial(r.t.Context(), "", "")
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close() })
	w := shake(r.t, conn, v.Socket+"?line=bob")
	w.take()
	w.send(`40{"name":"Bob"}`)
	if got := w.take(); !strings.HasPrefix(got, "40") {
		r.t.Fatalf("bob is not connected: %q", got)
	}
	return w
}

func (r *rig) plug(v visit, line, wish string) {
	r.t.Helper()
	if status, body := r.do("POST", "/lab/"+v.Session+"/lines/"+line, wish); status != http.StatusOK {
		r.t.Fatalf("plug %s: %d %s", wish, status, body)
	}
}

func TestADelayedLineIsLateBothWays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("all")
		facts := r.read(v.Facts)
		bob := r.bob(v)
		r.plug(v, "bob", `{"state":"delay","ms":500}`)
		start := time.Now()
		for _, text := range []string{"a", "b"} {
			bob.send(fmt.Sprintf(`42["say",%q]`, text))
			time.Sleep(100 * time.Millisecond)
		}
		for i, want := range []string{`42["said","a"]`, `42["said","b"]`} {
			if got, took := bob.take(), time.Since(start); got != want || took != time.Second+time.Duration(i)*100*time.Millisecond {
				t.Errorf("%q came after %v, want %q half a second there and half a second back", got, took, want)
			}
		}
		bob.send(`42["say","c"]`)
		synctest.Wait()
		r.plug(v, "bob", `{"state":"open"}`) // what is on its way need not wait any longer
		if got := bob.take(); got != `42["said","c"]` || time.Since(start) > 1100*time.Millisecond {
			t.Errorf("%q after %v", got, time.Since(start))
		}
		if got := facts.until("plug bob open"); !slices.Contains(got, "plug bob delay 500 ms") {
			t.Errorf("facts: %q", got)
		}
	})
}

func TestOnAMutedLineOnlyTheHeartbeatNotices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("all")
		facts := r.read(v.Facts)
		alice, bob := r.connect(v, "Alice"), r.bob(v)

		r.plug(v, "bob", `{"state":"mute"}`)
		bob.send(`42["say","from bob"]`)
		alice.send(`42["say","from alice"]`)
		time.Sleep(5 * time.Second)
		r.plug(v, "bob", `{"state":"open"}`)
		for _, want := range []string{`42["said","from alice"]`, `42["said","from bob"]`} {
			if got := bob.take(); got != want {
				t.Errorf("in time again, bob got %q, want %q", got, want)
			}
		}

		r.plug(v, "bob", `{"state":"mute"}`)
		muted := time.Now()
		bob.conn.Close() // the server does not hear of that either
		facts.until("close line 2 ping timeout")
		if took := time.Since(muted); took < 20*time.Second || took > 45*time.Second {
			t.Errorf("noticed after %v, want between one ping timeout and an interval more", took)
		}
		facts.until("disconnect bob ping timeout")
	})
}

func TestACutLineIsCutUntilItIsOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("all")
		facts := r.read(v.Facts)
		carol := r.connect(v, "Carol")
		bob := r.bob(v)
		v.Socket += "?line=alice"
		alice := r.connect(visit{v.Session, v.Socket, v.Facts}, "Alice")
		polled := make(chan error, 1)
		go func() { polled <- r.broken("GET", alice.url, "") }()
		synctest.Wait()

		r.plug(v, "bob", `{"state":"cut"}`)
		if got := bob.take(); got != io.EOF.Error() {
			t.Errorf("bob was told %q, want nothing at all", got)
		}
		facts.until("disconnect bob transport close")
		r.plug(v, "alice", `{"state":"cut"}`)
		if err := <-polled; err == nil {
			t.Error("alice's poll was answered")
		}
		if got := facts.until("disconnect alice"); !slices.Contains(got, "disconnect alice transport error") {
			t.Errorf("alice's end was seen as %q", got)
		}
		for _, method := range []string{"GET", "POST"} {
			if err := r.broken(method, v.Socket+"&EIO=4&transport=polling", ""); err == nil {
				t.Errorf("%s on a cut line was answered", method)
			}
		}
		carol.send(`42["say","still here"]`)
		if got := carol.take(); got != `42["said","still here"]` {
			t.Errorf("carol, whose line is whole, got %q", got)
		}

		r.plug(v, "alice", `{"state":"open"}`)
		r.connect(v, "Alice").send(`42["say","back"]`)
		facts.until(`event say alice ["back"]`)
	})
}

func TestPollingIsHeldToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("all")
		v.Socket += "?line=alice"
		alice := r.connect(v, "Alice")
		r.plug(v, "alice", `{"state":"delay","ms":300}`)
		start := time.Now()
		alice.send(`42["say","hi"]`)
		if took := time.Since(start); took != 600*time.Millisecond {
			t.Errorf("a request took %v, want there and back", took)
		}
		if got, took := alice.take(), time.Since(start); got != `42["said","hi"]` || took != 1200*time.Millisecond {
			t.Errorf("got %q after %v", got, took)
		}
		r.plug(v, "alice", `{"state":"mute"}`)
		start = time.Now()
		opened := make(chan struct{})
		time.AfterFunc(7*time.Second, func() {
			defer close(opened)
			r.plug(v, "alice", `{"state":"open"}`)
		})
		alice.send("3")
		<-opened
		if took := time.Since(start); took != 7*time.Second {
			t.Errorf("on a muted line a request took %v", took)
		}
	})
}

func TestASessionEndsWithItsLinesMuted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("all")
		bob := r.bob(v)
		r.plug(v, "bob", `{"state":"mute"}`)
		if status, _ := r.do("DELETE", "/lab/"+v.Session, ""); status != http.StatusNoContent {
			t.Errorf("delete: %d", status)
		}
		for last := ""; last != io.EOF.Error(); last = bob.take() {
			if strings.HasPrefix(last, "42") {
				t.Errorf("got %q", last)
			}
		}
	})
}

func TestWishesForLinesAreChecked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("all")
		for _, c := range []struct {
			line, wish string
			status     int
		}{
			{"bob", `{"state":"burn"}`, 400},
			{"bob", `{"state":"delay"}`, 400},
			{"bob", `{"state":"delay","ms":3600000}`, 400},
			{"bob", `{"state":"delay","ms":-1}`, 400},
			{"bob", `cut`, 400},
			{"Bob!", `{"state":"cut"}`, 400},
			{strings.Repeat("b", 17), `{"state":"cut"}`, 400},
		} {
			status, body := r.do("POST", "/lab/"+v.Session+"/lines/"+c.line, c.wish)
			if status != c.status || code(t, body) == "" {
				t.Errorf("%s %s: %d %s", c.line, c.wish, status, body)
			}
		}
		for i := range maxLines {
			r.plug(v, strings.Repeat("x", i+1), `{"state":"open"}`)
		}
		if status, _ := r.do("POST", "/lab/"+v.Session+"/lines/onemore", `{"state":"open"}`); status != http.StatusBadRequest {
			t.Errorf("one line more than there may be: %d", status)
		}
		if status, body := r.do("POST", "/lab/nobody/lines/bob", `{"state":"cut"}`); status != 404 || code(t, body) != "no-session" {
			t.Errorf("no session: %d", status)
		}
	})
}

// On real connections a cut is a reset, which the client's system reports as an error.
func TestACutResetsTheConnection(t *testing.T) {
	b := New(Config{Labs: echoLab()})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: b}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Close()
		<-served
		if err := b.Close(t.Context()); err != nil && !errors.Is(err, t.Context().Err()) {
			t.Error(err)
		}
	})
	s, p := b.create(b.cfg.Labs[0], b.cfg.Labs[0].Modes[0])
	if p != nil {
		t.Fatal(p.Message)
	}
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	w := shake(t, conn, "/lab/"+s.id+"/socket.io/?line=bob")
	if got := w.take(); !strings.HasPrefix(got, `0{"sid"`) {
		t.Fatalf("got %q", got)
	}
	s.lines.get("bob").set(lineCut, 0)
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client's system says %v, want a reset", err)
	}
}
