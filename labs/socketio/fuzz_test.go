package socketio_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// FuzzSession lets two clients send whatever they like to a server that does a
// little of everything. Nothing may panic outside a handler, and at the end no
// goroutine, socket or room may be left. Each line of the input is a message:
// of the polling client if it begins with p, binary if it begins with b; w waits
// a second.
func FuzzSession(f *testing.F) {
	for _, seed := range []string{
		"40\n42[\"echo\",1]\n41\n40",
		"p40\np421[\"echo\",{\"a\":[]}]\np40/slow,\nw\np42/slow,[\"ask\"]\np43/slow,0[1]",
		"40\n451-[\"echo\",{\"_placeholder\":true,\"num\":0}]\nbdata\n42[\"join\",\"r\"]\n42[\"all\",\"x\"]",
		"40{\"pid\":\"x\",\"offset\":\"y\"}\n40/dyn1,\n42/dyn1,[\"leave\"]\n42/dyn1,[\"bye\"]\n40/no,\n44",
		"40\n42[\"panic\"]\n42[\"bye all\"]\np40\n42[\"typed\",\"x\",[]]\n1\n5\n",
		"40/slow,\n40\n42[\"ask\"]\nw\nw\n430[]\n3\n2",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		if len(script) > 2000 {
			return
		}
		cfg := socketio.Config{
			Logger:                      slog.New(slog.DiscardHandler),
			Recovery:                    &socketio.Recovery{},
			CleanupEmptyChildNamespaces: true,
			MaxBacklog:                  5000,
		}
		run(t, cfg, func(r *rig) {
			everything(r.io)
			memory := r.io.Adapter().(*socketio.Memory)
			clients := []*client.Client{
				r.dial(client.Options{}),
				r.dial(client.Options{Transport: "polling"}),
			}
			for line := range bytes.SplitSeq(script, []byte("\n")) {
				if string(line) == "w" {
					time.Sleep(time.Second)
					continue
				}
				c := clients[0]
				if rest, ok := bytes.CutPrefix(line, []byte("p")); ok {
					c, line = clients[1], rest
				}
				frame := client.Frame{Text: string(line)}
				if rest, ok := bytes.CutPrefix(line, []byte("b")); ok {
					frame = client.Frame{Binary: append([]byte{}, rest...)}
				}
				ctx, cancel := context.WithTimeout(r.Context(), time.Second)
				_ = c.Write(ctx, frame)
				cancel()
			}
			synctest.Wait()
			for _, c := range clients {
				c.Close()
			}
			time.Sleep(time.Minute) // connectTimeout, pings and whoever waits
			if n := len(r.io.Sockets()); n != 0 {
				t.Errorf("%d sockets are left", n)
			}
			if rooms := memory.Rooms(); len(rooms) != 0 {
				t.Errorf("rooms %q are left", rooms)
			}
		})
	})
}

// everything serves a bit of all that a handler can do.
func everything(io *socketio.Server) {
	handlers := func(s *socketio.Socket) {
		s.OnAny(func(*socketio.Event) {})
		s.OnAnyOutgoing(func(string, socketio.Args) {})
		s.On("echo", func(e *socketio.Event) {
			s.Emit("echo", e.Args...)
			e.Ack(e.Args...)
		})
		s.On("typed", socketio.Args2(func(text string, list []any) { s.Emit("typed", text, list) }))
		s.On("any", socketio.Args1(func(v any) { s.Emit("any", v) }))
		s.On("join", socketio.Args1(func(room string) { s.Join(room) }))
		s.On("leave", socketio.Args1(func(room string) { s.Leave(room) }))
		s.On("all", func(e *socketio.Event) { s.Namespace().To("r").Emit("all", e.Args...) })
		s.On("ask", socketio.Args0(func() {
			answer, err := s.Timeout(3*time.Second).EmitWithAck(s.Context(), "ask")
			if err == nil {
				s.Emit("answered", answer...)
			}
		}))
		s.On("panic", socketio.Args0(func() { panic("panic") }))
		s.On("bye", socketio.Args0(func() { s.Disconnect(false) }))
		s.On("bye all", socketio.Args0(func() { s.Disconnect(true) }))
		s.OnDisconnecting(func(socketio.Reason) { s.To(s.Rooms()...).Emit("left") })
	}
	io.OnConnection(handlers)
	slow := io.Of("/slow")
	slow.Use(func(*socketio.Socket) error { time.Sleep(time.Second); return nil })
	slow.OnConnection(handlers)
	io.Of("/no").Use(func(*socketio.Socket) error { return errors.New("no") })
	dynamic := io.OfFunc(func(name string, _ socketio.Auth) bool { return len(name) < 6 })
	dynamic.OnConnection(handlers)
}
