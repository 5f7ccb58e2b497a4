package engineio

import (
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// vanish takes a client off the net without a word: nobody hears a FIN, and what is sent to it goes nowhere.
func vanish(conn net.Conn) { go io.Copy(io.Discard, conn) }

// A client that vanishes, whatever it was doing, is given up in the time of the heartbeat, and nothing of it stays.
func TestVanished(t *testing.T) {
	tests := []struct {
		name   string
		do     func(r *rig)
		within time.Duration // from the opening until no goroutine of ours is left
		reason string
	}{
		{"WebSocket", func(r *rig) { vanish(r.dial("").opened().NetConn()) }, 45*time.Second + closeGrace, "ping timeout"},
		{"between polls", func(r *rig) { r.open() }, 45 * time.Second, "ping timeout"},
		{"while polling", func(r *rig) { r.begin("GET", r.open(), "") }, 45 * time.Second, "ping timeout"},
		{"in a POST", func(r *rig) { r.begin("POST", r.open(), "Content-Length: 7\r\n\r\n4he") }, 45 * time.Second, "ping timeout"},
		{"in a POST in chunks", func(r *rig) {
			r.begin("POST", r.open(), "Transfer-Encoding: chunked\r\n\r\n7\r\n4he")
		}, 45 * time.Second, "ping timeout"},
		{"before the upgrade", func(r *rig) { vanish(r.dial(r.open()).NetConn()) }, 45 * time.Second, "ping timeout"},
		{"after the probe", func(r *rig) {
			s := r.dial(r.open())
			s.send("2probe")
			s.expect("3probe")
			vanish(s.NetConn())
		}, 45 * time.Second, "ping timeout"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, Config{})
				began := time.Now()
				test.do(r)
				other := r.dial("").opened()
				r.heard("open", "open")
				go func() {
					for other.next() == "2" {
						other.send("3")
					}
				}()
				time.Sleep(test.within - time.Since(began) + time.Millisecond)
				synctest.Wait()
				r.heard("closed " + test.reason)
				r.server.mu.Lock()
				sessions, wires := len(r.server.sessions), len(r.server.wires)
				r.server.mu.Unlock()
				if sessions != 1 || wires != 1 {
					t.Errorf("%d sessions and %d WebSockets are left, want those of the other client", sessions, wires)
				}
				r.server.handlers.Wait() // no request is being answered, or synctest reports a deadlock
				other.Close()
				r.server.own.Wait()
				if d := time.Since(began); d > test.within+time.Millisecond {
					t.Errorf("a goroutine stayed for %v", d)
				}
			})
		})
	}
}

// A client that announces a long POST and sends little of it costs little.
func TestAnnouncedPostsCostLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		const n = 100
		sids := make([]string, n)
		for i := range sids {
			sids[i] = r.open()
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for _, sid := range sids {
			r.begin("POST", sid, "Content-Length: 1000000\r\n\r\n4he")
		}
		synctest.Wait()
		runtime.ReadMemStats(&after)
		if each := (after.TotalAlloc - before.TotalAlloc) / n; each > 50_000 {
			t.Errorf("%d bytes for each", each)
		}
		r.server.Close(t.Context())
		time.Sleep(time.Second) // net/http lingers on connections that it has to break off
	})
}

// begin sends the beginning of a request, after which the client vanishes.
func (r *rig) begin(method, sid, rest string) {
	r.t.Helper()
	conn, err := r.pipes.dial()
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close() })
	if rest == "" {
		rest = "\r\n"
	}
	head := method + " /?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\r\nHost: test\r\n"
	if _, err := io.Copy(conn, strings.NewReader(head+rest)); err != nil {
		r.t.Fatal(err)
	}
	vanish(conn)
}

// A connection is cut while the reader still has a close frame of the client before it: nobody is left to answer that.
func TestCutWithACloseFrameUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		r.on = func(s *Session, m Message) { s.fail(TransportError, errSlow, ending{abort: true}) }
		s := r.dial("").opened()
		masked := []byte{0x81, 0x82, 0, 0, 0, 0, '4', 'x', 0x88, 0x80, 0, 0, 0, 0}
		s.NetConn().Write(masked)
		synctest.Wait()
		r.heard("open", "message x", "closed transport error")
		r.server.own.Wait() // or synctest reports a deadlock
	})
}
