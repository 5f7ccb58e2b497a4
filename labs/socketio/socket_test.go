package socketio_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketlab/labs/engineio"
	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// The reasons of a disconnection, and what disconnecting and disconnect see.
func TestDisconnect(t *testing.T) {
	engine := engineio.Config{PingInterval: 10 * time.Second, PingTimeout: 5 * time.Second}
	cases := []struct {
		want string
		do   func(c *raw, s *socketio.Socket)
	}{
		{"client namespace disconnect", func(c *raw, s *socketio.Socket) { c.send("41") }},
		{"server namespace disconnect", func(c *raw, s *socketio.Socket) { s.Disconnect(false) }},
		{"server namespace disconnect", func(c *raw, s *socketio.Socket) { s.Disconnect(true) }},
		{"transport close", func(c *raw, s *socketio.Socket) { c.client.Close() }},
		{"ping timeout", func(c *raw, s *socketio.Socket) { time.Sleep(time.Minute) }},
		{"parse error", func(c *raw, s *socketio.Socket) { c.send("abc") }},
		{"transport error", func(c *raw, s *socketio.Socket) { c.send("2") }},
		{"forced close", func(c *raw, s *socketio.Socket) { c.send("4abc") }},
		{"server shutting down", func(c *raw, s *socketio.Socket) { s.Namespace().Server().Close(context.Background()) }},
	}
	for i, tc := range cases {
		t.Run(fmt.Sprint(i, tc.want), func(t *testing.T) {
			run(t, socketio.Config{Engine: engine}, func(r *rig) {
				var n notes
				var ctx context.Context
				r.io.OnConnection(func(s *socketio.Socket) {
					s.Join("red")
					ctx = s.Context()
					s.OnDisconnecting(func(reason socketio.Reason) {
						n.add(fmt.Sprint("disconnecting: ", reason, " ", len(s.Rooms())))
						r.io.To("red").Emit("left")
					})
					s.OnDisconnect(func(reason socketio.Reason) {
						s.Join("blue") // too late
						n.add(fmt.Sprint("disconnect: ", reason, " ", len(s.Rooms())))
					})
				})
				c := &raw{rig: r, client: r.dial(client.Options{Mute: tc.want == "ping timeout"})}
				c.send("40")
				n.want(t)
				s := r.io.Sockets()[0]
				tc.do(c, s)
				n.want(t, "disconnecting: "+tc.want+" 2", "disconnect: "+tc.want+" 0")
				if s.Connected() || len(r.io.Sockets()) != 0 || ctx.Err() == nil || context.Cause(ctx) != socketio.ErrDisconnected {
					t.Errorf("connected %v, %d sockets, context %v", s.Connected(), len(r.io.Sockets()), ctx.Err())
				}
				if rooms := r.io.Adapter().(*socketio.Memory).Rooms(); len(rooms) != 0 {
					t.Errorf("rooms %q are left", rooms)
				}
				if _, err := s.EmitWithAck(context.Background(), "x"); !errors.Is(err, socketio.ErrDisconnected) {
					t.Errorf("EmitWithAck = %v", err)
				}
			})
		})
	}
}

// disconnect(true) says goodbye in every namespace, then closes.
func TestDisconnectAll(t *testing.T) {
	for _, transport := range []string{"websocket", "polling"} {
		run(t, socketio.Config{}, func(r *rig) {
			r.io.Of("/admin")
			w := r.raw(transport)
			w.send("40")
			w.send("40/admin,")
			s := r.io.Sockets()[0]
			s.Emit("bye")
			s.Disconnect(true)
			synctest.Wait()
			got := w.take()
			if transport == "polling" && len(got) > 0 && (got[len(got)-1] == "1") {
				got = got[:len(got)-1]
			}
			got = slices.DeleteFunc(got, func(f string) bool { return f == "6" })
			wantFrames(t, got, `42["bye"]`, "41", "41/admin,")
			if !w.closed() {
				t.Error("the connection is open")
			}
		})
	}
}

// After disconnect() the connection stays, emit still writes, and the client's
// late packets for the namespace close it as an invalid state.
func TestAfterDisconnect(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		w := r.raw("websocket")
		w.send("40")
		s := r.io.Sockets()[0]
		s.Disconnect(false)
		s.Join("x")
		if rooms := s.Rooms(); len(rooms) != 0 {
			t.Errorf("in rooms %q after Disconnect", rooms)
		}
		s.Disconnect(false)
		s.Disconnect(true)
		s.Emit("ghost")
		synctest.Wait()
		wantFrames(t, w.take(), "41", `42["ghost"]`)
		if w.closed() {
			t.Error("the connection is closed")
		}
		if got := w.send("40"); len(got) != 1 {
			t.Errorf("joining again: %q", got)
		}
	})
}

// Close disconnects everybody without a 41 and waits for handlers.
func TestClose(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.OnConnection(func(s *socketio.Socket) {
			s.OnDisconnect(func(reason socketio.Reason) {
				time.Sleep(time.Second)
				n.add(string(reason))
			})
		})
		w, p := r.raw("websocket"), r.raw("polling")
		w.send("40")
		p.send("40")
		ctx, cancel := context.WithTimeout(r.Context(), 10*time.Millisecond)
		defer cancel()
		if err := r.io.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close before the handlers are done: %v", err)
		}
		if err := r.io.Close(r.Context()); err != nil {
			t.Error(err)
		}
		n.want(t, "server shutting down", "server shutting down")
		wantFrames(t, w.take())
		wantFrames(t, p.take(), "1")
		if _, err := client.Dial(r.Context(), "http://lab", client.Options{Dial: r.pipes.dial}); err == nil {
			t.Error("a closed server took a client")
		}
	})
}

// Close keeps to its time although a handler blocks and its client floods.
func TestCloseInTime(t *testing.T) {
	run(t, socketio.Config{MaxBacklog: 1000}, func(r *rig) {
		release := make(chan struct{})
		r.io.OnConnection(func(s *socketio.Socket) {
			s.On("x", socketio.Args0(func() { <-release }))
		})
		defer close(release)
		s := r.join("/", nil)
		go func() {
			for s.Emit("x", strings.Repeat("x", 100)) == nil {
			}
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(r.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if err := r.io.Close(ctx); err != context.DeadlineExceeded || time.Since(began) != time.Second {
			t.Errorf("Close: %v after %v", err, time.Since(began))
		}
	})
}

// Handlers of one client run one at a time and in order, also while one blocks;
// the connection handler comes before all; other clients are not kept waiting.
func TestOrder(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.OnConnection(func(s *socketio.Socket) {
			time.Sleep(time.Second) // the client's first events wait
			s.On("slow", socketio.Args1(func(who string) {
				n.add(who + " begins")
				time.Sleep(time.Second)
				n.add(who + " ends")
			}))
			s.On("fast", socketio.Args1(func(who string) { n.add(who + " fast") }))
		})
		alice, bob := r.join("/", nil), r.join("/", nil)
		for range 2 {
			alice.Emit("slow", "alice")
		}
		alice.Emit("fast", "alice")
		time.Sleep(1500 * time.Millisecond)
		bob.Emit("fast", "bob")
		n.want(t, "alice begins", "bob fast")
		time.Sleep(time.Minute)
		n.want(t, "alice ends", "alice begins", "alice ends", "alice fast")
	})
}

// A handler may ask its own client and wait: the answer is not behind it.
func TestEmitWithAckInHandler(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.OnConnection(func(s *socketio.Socket) {
			s.On("go", socketio.Args0(func() {
				args, err := s.EmitWithAck(s.Context(), "ask", 1)
				n.add(fmt.Sprint(args, err))
			}))
			s.On("after", socketio.Args0(func() { n.add("after") }))
		})
		s := r.join("/", nil)
		s.Emit("go")
		s.Emit("after")
		n.want(t)
		e, _ := s.Receive(r.Context())
		e.Ack("yes", 2)
		e.Ack("again") // silent
		n.want(t, `["yes" 2] <nil>`, "after")

		s.Emit("go")
		e, _ = s.Receive(r.Context())
		s.Client().Close() // and the waiting handler is released
		n.want(t, "[] "+socketio.ErrDisconnected.Error())

		late := r.join("/", nil)
		server := r.io.Socket(late.ID())
		if _, err := server.Timeout(time.Second).EmitWithAck(r.Context(), "ask"); err != socketio.ErrTimeout {
			t.Errorf("no answer: %v", err)
		}
		e, _ = late.Receive(r.Context())
		e.Ack("late")
		synctest.Wait()
		if late.Client().Err() != nil {
			t.Error("a late answer did harm")
		}
	})
}

// A flood waits on its own connection and costs no memory; when a handler waits
// for that client's answer reading goes on, up to a limit.
func TestBacklog(t *testing.T) {
	run(t, socketio.Config{MaxBacklog: 10_000}, func(r *rig) {
		release := make(chan struct{})
		handled := 0
		r.io.OnConnection(func(s *socketio.Socket) {
			s.On("x", socketio.Args0(func() { <-release; handled++ }))
			s.On("ask", socketio.Args0(func() { s.EmitWithAck(s.Context(), "ask") }))
			s.OnDisconnect(func(reason socketio.Reason) { handled = -handled })
		})
		s := r.join("/", nil)
		sent := make(chan int)
		go func() {
			n := 0
			for range 1000 {
				if s.Emit("x", strings.Repeat("x", 100)) == nil {
					n++
				}
			}
			sent <- n
		}()
		synctest.Wait()
		select {
		case n := <-sent:
			t.Fatalf("%d events were taken while none was handled", n)
		default:
		}
		close(release)
		if n := <-sent; n != 1000 {
			t.Errorf("%d events sent", n)
		}
		synctest.Wait()
		if handled != 1000 {
			t.Errorf("%d events handled, want all", handled)
		}

		// The same with a handler that waits for an answer which is behind.
		s.Emit("ask")
		e, err := s.Receive(r.Context())
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			s.Emit("x", strings.Repeat("x", 100))
		}
		e.Ack()
		synctest.Wait()
		if handled != 1060 {
			t.Errorf("%d events handled, want 1060", handled)
		}
		s.Emit("ask")
		for range 1000 {
			if s.Emit("x", strings.Repeat("x", 100)) != nil {
				break
			}
		}
		synctest.Wait()
		if s.Client().Err() == nil {
			t.Error("a client that floods a waiting handler is still there")
		}
	})
}

// A client whose handler never returns is closed when it keeps sending; the
// others notice nothing.
func TestStall(t *testing.T) {
	run(t, socketio.Config{MaxBacklog: 1000, StallTimeout: 5 * time.Second}, func(r *rig) {
		release := make(chan struct{})
		r.io.OnConnection(func(s *socketio.Socket) {
			s.On("x", socketio.Args0(func() { <-release }))
		})
		s, other := r.join("/", nil), r.join("/", nil)
		go func() {
			for s.Emit("x") == nil {
			}
		}()
		time.Sleep(4 * time.Second)
		if s.Client().Err() != nil {
			t.Error("closed too early")
		}
		r.io.Emit("hello")
		wantEvents(t, other, `["hello"]`)
		time.Sleep(2 * time.Second)
		if s.Client().Err() == nil {
			t.Error("a stalled client is still there")
		}
		close(release)
	})
}

// A panicking handler is reported and harms nothing.
func TestPanic(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.OnConnection(func(s *socketio.Socket) {
			s.OnError(func(err error) {
				if p, ok := errors.AsType[*socketio.PanicError](err); ok {
					n.add(fmt.Sprint(p.Value, " ", strings.Contains(string(p.Stack), "TestPanic")))
				}
				panic("in OnError")
			})
			s.On("boom", socketio.Args0(func() { panic("boom") }))
			s.OnDisconnecting(func(socketio.Reason) { panic("disconnecting") })
			s.OnDisconnect(func(socketio.Reason) { panic("disconnect") })
			panic("connection")
		})
		s := r.join("/", nil)
		n.want(t, "connection true")
		s.Emit("boom")
		s.Emit("boom")
		n.want(t, "boom true", "boom true")
		s.Disconnect()
		n.want(t, "disconnecting true", "disconnect true")
		if s.Client().Err() != nil {
			t.Error("a panic closed the connection")
		}
	})
}
