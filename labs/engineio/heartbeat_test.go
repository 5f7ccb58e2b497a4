package engineio

import (
	"testing"
	"testing/synctest"
	"time"
)

var beats = Config{PingInterval: 300 * time.Millisecond, PingTimeout: 200 * time.Millisecond}

// at compares the time since the start of the bubble.
func at(t *testing.T, start time.Time, want time.Duration) {
	t.Helper()
	if got := time.Since(start); got != want {
		t.Errorf("it is %v, want %v", got, want)
	}
}

func TestHeartbeatPolling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, beats)
		start := time.Now()
		sid := r.open()
		for i := range 3 {
			r.expect("GET", r.get(sid), "200 2")
			at(t, start, time.Duration(i+1)*300*time.Millisecond)
			r.expect("POST", r.post(sid, "3"), "200 ok")
		}
		r.heard("open")
	})
}

func TestHeartbeatPollingTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, beats)
		sid := r.open()
		time.Sleep(500 * time.Millisecond) // exactly interval plus timeout
		r.expect("GET", r.get(sid), unknownSession)
		r.heard("open", "closed ping timeout")
	})
}

func TestHeartbeatPollingTimeoutEndsAPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, beats)
		start := time.Now()
		sid := r.open()
		r.expect("GET", r.get(sid), "200 2")
		r.expect("next GET", r.get(sid), "200 1")
		at(t, start, 500*time.Millisecond)
	})
}

func TestHeartbeatWebSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, beats)
		start := time.Now()
		s := r.dial("").opened()
		for i := range 3 {
			s.expect("2")
			at(t, start, time.Duration(i+1)*300*time.Millisecond)
			s.send("3")
		}
		s.expect("2")
		s.expect("close 1005")
		at(t, start, (4*300+200)*time.Millisecond)
		synctest.Wait()
		r.heard("open", "closed ping timeout")
	})
}

// A packet that comes while the pong is due gives the client one more timeout, and only one.
func TestHeartbeatIsProlongedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, beats)
		start := time.Now()
		s := r.dial("").opened()
		s.expect("2")
		time.Sleep(150 * time.Millisecond)
		s.send("4a")
		s.expect("4a")
		time.Sleep(150 * time.Millisecond)
		s.send("4b")
		s.expect("4b")
		s.expect("close 1005")
		at(t, start, (300+150+200)*time.Millisecond)
	})
}

// A ping that went out over polling need not be answered after the upgrade; the next one must.
func TestHeartbeatAcrossAnUpgrade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, beats)
		start := time.Now()
		sid := r.open()
		r.expect("GET", r.get(sid), "200 2")
		s := r.dial(sid)
		s.send("2probe")
		s.expect("3probe")
		s.send("5")
		s.expect("2")
		at(t, start, 600*time.Millisecond)
		s.expect("close 1005")
		at(t, start, 800*time.Millisecond)
	})
}
