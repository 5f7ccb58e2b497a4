package engineio

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

func TestUpgrade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		s := r.dial(sid)
		waiting := r.getLater(sid)
		synctest.Wait()
		start := time.Now()
		s.send("2probe")
		s.expect("3probe")
		r.expect("waiting GET", <-waiting, "200 6")
		at(t, start, 100*time.Millisecond)
		r.expect("later GET", r.get(sid), "200 6")
		at(t, start, 200*time.Millisecond)

		r.last().Send(text("while upgrading"))
		r.last().Send(text("and more"))
		s.send("5")
		s.expect("4while upgrading")
		s.expect("4and more")
		s.send("4hello")
		s.expect("4hello")
		r.expect("GET after the upgrade", r.get(sid), badRequest)
		r.expect("POST after the upgrade", r.post(sid, "4x"), badRequest)
		r.expect("Transport", r.last().Transport(), "websocket")
		r.dial(sid).expect("close 1005")
		s.send("4still here")
		s.expect("4still here")
		r.heard("open", "message hello", "message still here")
	})
}

// What is sent between the probe and the upgrade goes where a poll waits, and in order.
func TestUpgradeKeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		s := r.dial(sid)
		s.send("2probe")
		s.expect("3probe")
		waiting := r.getLater(sid)
		synctest.Wait()
		r.last().Send(text("first"))
		r.expect("waiting GET", <-waiting, "200 4first")
		r.last().Send(text("second"))
		r.expect("POST", r.post(sid, "4third"), "200 ok")
		s.send("5")
		s.expect("4second")
		s.expect("4third")
	})
}

func TestUpgradeMeetsAPoll(t *testing.T) {
	for _, test := range []struct {
		name   string
		before bool // the poll comes before the probe
		want   string
	}{
		{"from before the probe", true, "200 1"},
		{"from after the probe", false, badRequest},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, Config{})
				sid := r.open()
				s := r.dial(sid)
				var poll <-chan string
				if test.before {
					poll = r.getLater(sid)
					synctest.Wait()
				}
				s.send("2probe")
				s.expect("3probe")
				if !test.before {
					poll = r.getLater(sid)
					synctest.Wait()
				}
				s.send("5")
				r.expect("poll", <-poll, test.want)
				s.send("4x")
				s.expect("4x")
			})
		})
	}
}

// A client may skip the probe, as the official server allows.
func TestUpgradeWithoutProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		s := r.dial(r.open())
		s.send("5")
		s.send("4x")
		s.expect("4x")
	})
}

func TestCandidateIsDropped(t *testing.T) {
	tests := []struct {
		name string
		do   func(r *rig, s *socket)
		want string
		last bool // the session ends too
	}{
		{"timeout", func(r *rig, s *socket) { time.Sleep(10 * time.Second) }, "close 1005", false},
		{"timeout after the probe", func(r *rig, s *socket) {
			s.send("2probe")
			s.expect("3probe")
		}, "close 1005", false},
		{"message", func(r *rig, s *socket) { s.send("4x") }, "close 1005", false},
		{"other ping", func(r *rig, s *socket) { s.send("2") }, "close 1005", false},
		{"binary", func(r *rig, s *socket) { s.WriteMessage(websocket.BinaryMessage, []byte("5")) }, "close 1005", false},
		{"too large", func(r *rig, s *socket) { s.send("5" + repeat("x", 2000)) }, "close 1009", false},
		{"session closed", func(r *rig, s *socket) { r.last().Close(ForcedClose); r.get(r.last().ID()) }, "close 1005", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, Config{MaxHTTPBufferSize: 1000})
				sid := r.open()
				s := r.dial(sid)
				go test.do(r, s)
				synctest.Wait()
				s.expect(test.want)
				if test.last {
					return
				}
				r.expect("POST", r.post(sid, "4still polling"), "200 ok")
				r.expect("GET", r.get(sid), "200 4still polling")
				again := r.dial(sid)
				again.send("2probe")
				again.expect("3probe")
				again.send("5")
				again.send("4x")
				again.expect("4x")
			})
		})
	}
}

func TestCandidateGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		s := r.dial(sid)
		s.send("2probe")
		s.expect("3probe")
		s.Close()
		synctest.Wait()
		r.post(sid, "4x")
		r.expect("GET", r.get(sid), "200 4x")
		second := r.dial(sid)
		second.send("2probe")
		second.expect("3probe")
	})
}

func TestSecondWebSocketWhileProbing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		first := r.dial(sid)
		first.send("2probe")
		first.expect("3probe")
		r.dial(sid).expect("close 1005")
		first.send("5")
		first.send("4x")
		first.expect("4x")
	})
}

// A second WebSocket on a session that was born on one is a candidate until the timeout, as in the official server.
func TestSecondWebSocketOfAWebSocketSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		first := r.dial("").opened()
		start := time.Now()
		second := r.dial(r.last().ID())
		second.send("2probe")
		second.expect("3probe")
		second.expect("close 1005")
		at(t, start, 10*time.Second)
		first.send("4x")
		first.expect("4x")
	})
}

// A closing session that is still upgraded sends all it has and then closes.
func TestCloseWhileUpgrading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		s := r.dial(sid)
		s.send("2probe")
		s.expect("3probe")
		r.last().Send(text("last words"))
		r.last().Close(ForcedClose)
		s.send("5")
		s.expect("4last words")
		s.expect("close 1005")
		synctest.Wait()
		r.heard("open", "closed forced close")
	})
}
