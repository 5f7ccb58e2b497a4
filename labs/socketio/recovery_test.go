package socketio_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// offset is what the official client keeps: the last argument of an event, if
// it is a string.
func offset(t testing.TB, e *client.Event) string {
	t.Helper()
	var text string
	if len(e.Args) == 0 || e.Args.At(len(e.Args)-1).Bind(&text) != nil {
		t.Fatalf("%s has no offset", e)
	}
	return text
}

// withoutOffset is an event as the server emitted it.
func withoutOffset(e *client.Event) string {
	copied := *e
	copied.Args = e.Args[:len(e.Args)-1]
	return copied.String()
}

// claim is what a client says that wants its session back.
func claim(pid, offset string) map[string]any {
	auth := map[string]any{"pid": pid, "name": "Bob"}
	if offset != "" {
		auth["offset"] = offset
	}
	return auth
}

// come returns with pid and offset, after a clean break.
func (r *rig) come(pid, offset string) *client.Socket {
	r.Helper()
	return r.join("/", claim(pid, offset))
}

func TestRecovery(t *testing.T) {
	run(t, socketio.Config{Recovery: &socketio.Recovery{}}, func(r *rig) {
		var n notes
		r.io.Use(func(s *socketio.Socket) error { n.add("use"); return nil })
		r.io.OnConnection(func(s *socketio.Socket) {
			n.add(fmt.Sprint("connection ", s.Recovered(), len(s.Rooms()), s.Data()))
			if !s.Recovered() {
				s.Join("red")
				s.SetData(7)
			}
			s.OnDisconnect(func(reason socketio.Reason) { n.add(string(reason)) })
		})
		bob := r.join("/", map[string]any{"name": "Bob"})
		if bob.PID() == "" || bob.PID() == bob.ID() {
			t.Fatalf("pid %q", bob.PID())
		}
		server := r.io.Socket(bob.ID())
		server.Emit("direct")
		r.io.Emit("all", []byte("bin"))
		synctest.Wait()
		server.Volatile().Emit("volatile", 1)
		synctest.Wait()
		list := bob.Drain()
		if len(list) != 3 || withoutOffset(list[0]) != `["direct"]` || withoutOffset(list[1]) != `["all",{"_placeholder":true,"num":0}]` || list[2].String() != `["volatile",1]` {
			t.Fatalf("received %v", list)
		}
		last := offset(t, list[1])
		bob.Client().Close()
		n.want(t, "use", "connection false 1 <nil>", "transport close")

		r.io.To("red").Emit("to red", "x")
		r.io.To("blue").Emit("to blue")
		r.io.Except("red").Emit("not red")
		r.io.To("red").To("blue").Emit("red or blue")
		r.io.To(bob.ID()).Emit("to him", []byte("data"))
		r.io.Volatile().Emit("lost")
		time.Sleep(time.Minute)

		w := r.raw("websocket")
		got := w.send(`40{"pid":"` + bob.PID() + `","offset":"` + last + `","name":"Bob"}`)
		want := []string{`42["to red","x","`, `42["red or blue","`, `451-["to him",{"_placeholder":true,"num":0},"`, "binary data",
			`40{"sid":"` + bob.ID() + `","pid":"` + bob.PID() + `"}`}
		if len(got) != len(want) {
			t.Fatalf("frames %q", got)
		}
		for i := range want {
			if !strings.HasPrefix(got[i], want[i]) {
				t.Errorf("frame %d is %s, want %s…", i, got[i], want[i])
			}
		}
		n.want(t, "connection true 2 7") // no middleware
		again := r.io.Socket(bob.ID())
		if !again.Recovered() || again == server || fmt.Sprint(again.Rooms()) != fmt.Sprint([]string{bob.ID(), "red"}) {
			t.Errorf("recovered %v in %q", again.Recovered(), again.Rooms())
		}
		r.io.To("red").Emit("live")
		synctest.Wait()
		if got := w.take(); len(got) != 1 || !strings.HasPrefix(got[0], `42["live","`) {
			t.Errorf("after recovery: %q", got)
		}
		// And a second time, from the same offset: everything since then.
		w.client.Close()
		synctest.Wait()
		third := r.come(bob.PID(), last)
		synctest.Wait()
		if third.ID() != bob.ID() || len(w.take()) != 0 {
			t.Error("the second recovery failed")
		}
	})
}

// What is not recovered is a plain new session, and no error.
func TestRecoveryRefused(t *testing.T) {
	cfg := socketio.Config{Recovery: &socketio.Recovery{MaxDisconnectionDuration: time.Minute, MaxBytes: 2000}}
	cases := map[string]struct {
		leave   func(bob *client.Socket, server *socketio.Socket)
		pid     string // "" is the right one
		offset  string // "" is the right one
		recover bool
	}{
		"close":             {recover: true},
		"unknown pid":       {pid: "nobody"},
		"unknown offset":    {offset: "abc"},
		"future offset":     {offset: "future"},
		"client disconnect": {leave: func(bob *client.Socket, _ *socketio.Socket) { bob.Disconnect(); synctest.Wait(); bob.Client().Close() }},
		"server disconnect": {leave: func(_ *client.Socket, s *socketio.Socket) { s.Disconnect(true) }},
		"parse error": {leave: func(bob *client.Socket, _ *socketio.Socket) {
			bob.Client().Write(t.Context(), client.Frame{Text: "abc"})
		}},
		"forced close": {recover: true, leave: func(bob *client.Socket, _ *socketio.Socket) {
			bob.Client().Write(t.Context(), client.Frame{Text: "4abc"})
		}},
		"expired": {leave: func(bob *client.Socket, _ *socketio.Socket) { bob.Client().Close(); time.Sleep(61 * time.Second) }},
		"in time": {recover: true, leave: func(bob *client.Socket, _ *socketio.Socket) { bob.Client().Close(); time.Sleep(59 * time.Second) }},
		"forgotten": {leave: func(bob *client.Socket, s *socketio.Socket) {
			bob.Client().Close()
			synctest.Wait()
			for range 100 {
				s.Namespace().Emit("x", strings.Repeat("x", 100))
			}
		}},
		"still there": {leave: func(*client.Socket, *socketio.Socket) {}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			run(t, cfg, func(r *rig) {
				bob := r.join("/", nil)
				server := r.io.Socket(bob.ID())
				server.Emit("x")
				e, err := bob.Receive(r.Context())
				if err != nil {
					t.Fatal(err)
				}
				pid, last := bob.PID(), offset(t, e)
				if tc.leave != nil {
					tc.leave(bob, server)
				} else {
					bob.Client().Close()
				}
				synctest.Wait()
				if tc.pid != "" {
					pid = tc.pid
				}
				switch tc.offset {
				case "":
				case "future":
					last = last[:len(last)-1] + "z"
				default:
					last = tc.offset
				}
				again := r.come(pid, last)
				if got := again.ID() == bob.ID(); got != tc.recover {
					t.Errorf("recovered %v, want %v", got, tc.recover)
				}
				if !tc.recover && (again.PID() == "" || again.PID() == bob.PID()) {
					t.Errorf("new pid %q", again.PID())
				}
				// The new socket works either way.
				r.io.To(again.ID()).Emit("hello")
				synctest.Wait()
				list := again.Drain()
				if len(list) == 0 || withoutOffset(list[len(list)-1]) != `["hello"]` {
					t.Errorf("received %v", list)
				}
			})
		})
	}
}

// Claims that are not strings are the application's own data.
func TestRecoveryOddClaims(t *testing.T) {
	run(t, socketio.Config{Recovery: &socketio.Recovery{}}, func(r *rig) {
		for _, auth := range []string{`{"pid":5}`, `{"pid":"x","offset":[1]}`, `{"pid":null,"offset":null}`, `{"pid":{"a":1}}`} {
			w := r.raw("websocket")
			if got := w.send("40" + auth); len(got) != 1 || !strings.HasPrefix(got[0], `40{"sid":"`) {
				t.Errorf("%s: %q", auth, got)
			}
		}
	})
	// Without recovery the claim is ignored and there is no pid.
	run(t, socketio.Config{}, func(r *rig) {
		w := r.raw("websocket")
		if got := w.send(`40{"pid":"x","offset":"y"}`); len(got) != 1 || strings.Contains(got[0], "pid") {
			t.Errorf("%q", got)
		}
	})
}

// Where the official server has bugs: a session that never received an event is
// recovered, and a volatile event whose last argument is a string does not ruin
// the client's offset. A quiet session outlives the packets of the others.
func TestRecoverySane(t *testing.T) {
	run(t, socketio.Config{Recovery: &socketio.Recovery{MaxDisconnectionDuration: time.Minute}}, func(r *rig) {
		quiet := r.join("/", nil)
		r.io.Except(quiet.ID()).Emit("for others")
		for range 5 {
			time.Sleep(time.Minute)
			r.io.To("nowhere").Emit("noise")
		}
		quiet.Client().Close()
		synctest.Wait()
		r.io.Emit("first")
		again := r.come(quiet.PID(), "")
		synctest.Wait()
		list := again.Drain()
		if again.ID() != quiet.ID() || len(list) != 1 || withoutOffset(list[0]) != `["first"]` {
			t.Fatalf("recovered %v, received %v", again.ID() == quiet.ID(), list)
		}
		synctest.Wait()
		r.io.Volatile().Emit("v", "a string")
		synctest.Wait()
		list = again.Drain()
		if len(list) != 1 || withoutOffset(list[0]) != `["v","a string"]` {
			t.Fatalf("received %v", list)
		}
		last := offset(t, list[0])
		for range 5 {
			time.Sleep(time.Minute)
			r.io.To("nowhere").Emit("noise")
		}
		again.Client().Close()
		synctest.Wait()
		r.io.Emit("second")
		if third := r.come(again.PID(), last); third.ID() != quiet.ID() {
			t.Error("a volatile event spoilt recovery")
		} else if e, err := third.Receive(r.Context()); err != nil || withoutOffset(e) != `["second"]` {
			t.Errorf("received %v, %v", e, err)
		}
	})
}

// With RunMiddlewares they see a recovered socket, and may refuse it.
func TestRecoveryRunsMiddlewares(t *testing.T) {
	run(t, socketio.Config{Recovery: &socketio.Recovery{RunMiddlewares: true}}, func(r *rig) {
		var n notes
		r.io.Use(func(s *socketio.Socket) error {
			n.add(fmt.Sprintln(s.Recovered(), s.Data()))
			if s.Data() == "banned" {
				return errors.New("banned")
			}
			return nil
		})
		bob := r.join("/", nil)
		r.io.Socket(bob.ID()).SetData("data")
		bob.Client().Close()
		synctest.Wait()
		again := r.come(bob.PID(), "")
		if again.ID() != bob.ID() {
			t.Error("not recovered")
		}
		n.want(t, "false <nil>", "true data")
		r.io.Socket(bob.ID()).SetData("banned")
		again.Client().Close()
		synctest.Wait()
		if _, err := r.dial(client.Options{}).Join(r.Context(), "/", map[string]any{"pid": bob.PID()}); err == nil || err.Error() != "banned" {
			t.Errorf("join = %v", err)
		}
	})
}

// A client that is back before the handlers of its lost connection are done
// waits for them: what they do to its rooms counts.
func TestRecoveryWaitsForHandlers(t *testing.T) {
	run(t, socketio.Config{Recovery: &socketio.Recovery{}}, func(r *rig) {
		r.io.OnConnection(func(s *socketio.Socket) {
			s.On("join", socketio.Args1(func(room string) {
				time.Sleep(time.Second)
				s.Join(room)
			}))
		})
		bob := r.join("/", nil)
		bob.Emit("join", "red")
		synctest.Wait()
		bob.Client().Close()
		synctest.Wait() // until the server knows
		again := r.come(bob.PID(), "")
		if again.ID() != bob.ID() || len(r.io.Socket(bob.ID()).Rooms()) != 2 {
			t.Errorf("recovered %v", again.ID() == bob.ID())
		}
	})
}

// Clients that are cut at random, again and again, in the middle of what they
// are sent too, have each event once and in order, over both transports.
func TestRecoveryUnderCuts(t *testing.T) {
	const clients, cuts = 200, 26 // of each
	run(t, socketio.Config{Recovery: &socketio.Recovery{}}, func(r *rig) {
		r.io.OnConnection(func(s *socketio.Socket) {
			if !s.Recovered() {
				s.Join("red")
			}
		})
		stop := make(chan struct{})
		var emitting, reading sync.WaitGroup
		emitting.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				case <-time.After(time.Duration(rand.IntN(16)) * time.Millisecond):
					r.io.To("red").Emit("n", n)
				}
			}
		})
		var events, anew atomic.Int32
		for i := range clients {
			reading.Go(func() {
				how := client.Options{Transport: "websocket"}
				if i%5 == 0 {
					how.Transport = "polling"
				}
				s := r.enter(r.dial(how), "/", nil)
				last, before := "", -1
				drain := func() {
					for _, e := range s.Drain() {
						var n int
						e.Args.Bind(&n)
						if before >= 0 && n != before+1 {
							t.Errorf("client %d: %d after %d", i, n, before)
						}
						before, last = n, offset(t, e)
						events.Add(1)
					}
				}
				for range cuts {
					time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond)
					s.Client().Close()
					drain()
					time.Sleep(time.Duration(1+rand.IntN(50)) * time.Millisecond)
					id := s.ID()
					s = r.enter(r.dial(how), "/", claim(s.PID(), last))
					if s.ID() == id {
						continue
					}
					// Between two polls nobody hears of a cut. To the server the
					// client is still there, so this one starts anew.
					if last, before = "", -1; how.Transport == "websocket" {
						t.Errorf("client %d was not recovered", i)
					}
					anew.Add(1)
				}
				time.Sleep(100 * time.Millisecond)
				drain()
			})
		}
		reading.Wait()
		close(stop)
		emitting.Wait()
		t.Logf("%d clients, %d cuts, %d sessions began anew, %d events", clients, clients*cuts, anew.Load(), events.Load())
		if anew.Load() > clients*cuts/5/2 || events.Load() < clients*cuts {
			t.Error("too few were recovered, or nearly nothing was sent")
		}
	})
}
