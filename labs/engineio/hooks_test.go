package engineio

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
)

func TestHooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var seen []string
		note := func(format string, args ...any) {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, fmt.Sprintf(format, args...))
		}
		r := newRig(t, Config{Hooks: &Hooks{
			Open:      func(s *Session) { note("open %s", s.Transport()) },
			Upgrade:   func(s *Session) { note("upgrade %s", s.Transport()) },
			Close:     func(s *Session, reason Reason, err error) { note("close %s, %v", reason, err) },
			PacketIn:  func(_ *Session, transport string, p Packet) { note("> %s %s %s", transport, p.Type, p.Data) },
			PacketOut: func(_ *Session, transport string, p Packet) { note("< %s %s %.5s", transport, p.Type, p.Data) },
		}})
		sid := r.open()
		r.post(sid, "4hello")
		r.get(sid)
		s := r.dial(sid)
		s.send("2probe")
		s.expect("3probe")
		s.send("5")
		s.send("4again")
		s.expect("4again")
		s.send("2")
		s.expect("close 1005")
		synctest.Wait()
		want := []string{"open polling", `< polling open {"sid`, "> polling message hello", "< polling message hello",
			"> websocket ping probe", "< websocket pong probe", "> websocket upgrade ", "upgrade websocket",
			"> websocket message again", "< websocket message again", "> websocket ping ", "close transport error, invalid heartbeat direction"}
		mu.Lock()
		defer mu.Unlock()
		if !slices.Equal(seen, want) {
			t.Errorf("the hooks saw %q,\nwant %q", seen, want)
		}
	})
}
