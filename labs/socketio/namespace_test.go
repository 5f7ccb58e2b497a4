package socketio_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// Middlewares run in order, each namespace its own, once for each join; the
// first error refuses, with its data; the connection stays and may try again.
func TestMiddleware(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.Use(func(s *socketio.Socket) error { n.add("main"); return nil })
		admin := r.io.Of("/admin")
		admin.Use(func(s *socketio.Socket) error {
			n.add("first " + s.Handshake().Auth.String("token"))
			if s.Connected() {
				t.Error("connected before the middlewares decided")
			}
			s.Join("early")
			s.Emit("from middleware")
			return nil
		})
		admin.Use(func(s *socketio.Socket) error {
			switch s.Handshake().Auth.String("token") {
			case "":
				return &socketio.Error{Message: "not authorized", Data: map[string]any{"content": "<b>"}}
			case "panic":
				panic("secret")
			case "plain":
				return fmt.Errorf("wrapped: %w", errors.New("plain"))
			}
			return nil
		})
		admin.Use(func(*socketio.Socket) error { n.add("third"); return nil })
		admin.OnConnection(func(s *socketio.Socket) { n.add(fmt.Sprint("connection ", len(s.Rooms()))) })

		w := r.raw("websocket")
		early := `42/admin,["from middleware"]`
		wantFrames(t, w.send("40/admin,"), early, `44/admin,{"message":"not authorized","data":{"content":"<b>"}}`)
		wantFrames(t, w.send(`40/admin,{"token":"plain"}`), early, `44/admin,{"message":"wrapped: plain"}`)
		wantFrames(t, w.send(`40/admin,{"token":"panic"}`), early, `44/admin,{"message":"internal server error"}`)
		n.want(t, "first", "first plain", "first panic")
		if rooms := admin.Adapter().(*socketio.Memory).Rooms(); len(rooms) != 0 {
			t.Errorf("refused sockets left rooms %q", rooms)
		}
		got := w.send(`40/admin,{"token":"x"}`)
		if len(got) != 2 || got[0] != early || !strings.HasPrefix(got[1], `40/admin,{"sid"`) {
			t.Errorf("what a middleware emits comes before the reply: %q", got)
		}
		n.want(t, "first x", "third", "connection 2")
		w.send("40")
		n.want(t, "main")
	})
}

// While a middleware takes its time, the client's other namespaces go on; an
// event for the pending one, or a second CONNECT, ends the connection.
func TestPendingMiddleware(t *testing.T) {
	slow := func(r *rig) {
		r.io.OnConnection(func(s *socketio.Socket) {
			s.On("hi", func(e *socketio.Event) { e.Ack() })
		})
		r.io.Of("/slow").Use(func(*socketio.Socket) error { time.Sleep(time.Second); return nil })
	}
	run(t, socketio.Config{}, func(r *rig) {
		slow(r)
		w := r.raw("websocket")
		w.send("40/slow,")
		if got := w.send("40"); len(got) != 1 {
			t.Errorf("the main namespace waits for another: %q", got)
		}
		wantFrames(t, w.send(`421["hi"]`), "431[]")
		time.Sleep(time.Second)
		synctest.Wait()
		if got := w.take(); len(got) != 1 || !strings.HasPrefix(got[0], "40/slow,") {
			t.Errorf("after a second: %q", got)
		}
	})
	for _, frame := range []string{`42/slow,["x"]`, `43/slow,1[]`, "41/slow,", "40/slow,"} {
		run(t, socketio.Config{}, func(r *rig) {
			slow(r)
			var n notes
			r.io.Of("/slow").OnConnection(func(*socketio.Socket) { n.add("connection") })
			w := r.raw("websocket")
			w.send("40/slow,")
			w.send(frame)
			if !w.closed() {
				t.Errorf("%s while pending: still open", frame)
			}
			time.Sleep(2 * time.Second)
			n.want(t)
			if len(r.io.Of("/slow").Sockets()) != 0 {
				t.Error("a socket of a closed connection was admitted")
			}
		})
	}
}

// A middleware can see that its client is gone.
func TestMiddlewareContext(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.Use(func(s *socketio.Socket) error {
			<-s.Context().Done()
			n.add("released")
			return nil
		})
		w := r.raw("websocket")
		w.send("40")
		n.want(t)
		w.client.Close()
		n.want(t, "released")
	})
}

// Dynamic namespaces: parents are asked in order, for new names only; children
// get the parent's middlewares and handlers; rooms stay apart.
func TestDynamicNamespaces(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.OnNewNamespace(func(ns *socketio.Namespace) { n.add("new " + ns.Name()) })
		r.io.Of("/tenant-static").OnConnection(func(*socketio.Socket) { n.add("static") })
		tenants := r.io.OfRegexp(regexp.MustCompile(`^/tenant-\w+$`))
		tenants.Use(func(s *socketio.Socket) error { n.add("use " + s.Namespace().Name()); return nil })
		tenants.OnConnection(func(s *socketio.Socket) {
			n.add("connection " + s.Namespace().Name())
			s.Join("red")
		})
		asked := 0
		r.io.OfFunc(func(name string, auth socketio.Auth) bool {
			asked++
			return auth.String("token") == "abc"
		})

		acme := r.join("/tenant-acme", nil)
		n.want(t, "new /tenant-static", "new /tenant-acme", "use /tenant-acme", "connection /tenant-acme")
		zeta := r.join("/tenant-zeta", nil)
		n.want(t, "new /tenant-zeta", "use /tenant-zeta", "connection /tenant-zeta")
		r.join("/tenant-acme", nil)
		n.want(t, "use /tenant-acme", "connection /tenant-acme")
		r.join("/tenant-static", nil)
		n.want(t, "static")

		r.io.Of("/tenant-acme").To("red").Emit("only acme")
		wantEvents(t, acme, `["only acme"]`)
		wantEvents(t, zeta)
		if err := tenants.To("red").Emit("all tenants", []byte("x")); err != nil {
			t.Error(err)
		}
		wantEvents(t, acme, `["all tenants",{"_placeholder":true,"num":0}]`)
		wantEvents(t, zeta, `["all tenants",{"_placeholder":true,"num":0}]`)
		if _, err := tenants.FetchSockets(r.Context()); !errors.Is(err, socketio.ErrParent) {
			t.Errorf("FetchSockets of a parent: %v", err)
		}

		w := r.raw("websocket")
		wantFrames(t, w.send("40/other,"), `44/other,{"message":"Invalid namespace"}`)
		w.send(`40/other,{"token":"abc"}`)
		if before := asked; len(w.send("40/other2")) == 0 || asked != before+1 {
			t.Errorf("the function was asked %d times", asked-before)
		}
		// The child exists now: nobody is asked any more.
		before := asked
		r.join("/other", nil)
		if asked != before {
			t.Error("the function ran for an existing namespace")
		}
	})
}

// With clean-up an empty child goes, and comes back anew; static namespaces
// stay.
func TestCleanup(t *testing.T) {
	for _, cleanup := range []bool{false, true} {
		run(t, socketio.Config{CleanupEmptyChildNamespaces: cleanup}, func(r *rig) {
			created := 0
			r.io.OnNewNamespace(func(*socketio.Namespace) { created++ })
			p := r.io.OfRegexp(regexp.MustCompile(`^/t\d$`))
			p.Use(func(s *socketio.Socket) error {
				if s.Handshake().Auth.String("no") != "" {
					return errors.New("no")
				}
				return nil
			})
			s := r.join("/t1", nil)
			s.Disconnect()
			synctest.Wait()
			want := map[bool]int{false: 1, true: 0}[cleanup]
			if n := len(p.Children()); n != want {
				t.Errorf("cleanup %v: %d children, want %d", cleanup, n, want)
			}
			r.enter(s.Client(), "/t1", nil)
			if created != 2-want {
				t.Errorf("cleanup %v: created %d times", cleanup, created)
			}
			// A refused socket leaves no child behind either.
			if _, err := s.Client().Join(r.Context(), "/t2", map[string]any{"no": "x"}); err == nil || err.Error() != "no" {
				t.Errorf("join = %v", err)
			}
			synctest.Wait()
			children := map[bool]int{false: 2, true: 1}[cleanup] // the first client is in /t1 again
			if n := len(p.Children()); n != children {
				t.Errorf("cleanup %v: %d children at the end, want %d", cleanup, n, children)
			}
		})
	}
}

// Namespaces share nothing but the connection.
func TestNamespacesAreApart(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		for _, name := range []string{"/", "/admin"} {
			r.io.Of(name).OnConnection(func(s *socketio.Socket) {
				s.Join("red")
				s.On("x", socketio.Args0(func() { n.add(name) }))
			})
		}
		c := r.dial(client.Options{})
		main, admin := r.enter(c, "/", nil), r.enter(c, "/admin", nil)
		if main.ID() == admin.ID() || c.SID() == main.ID() {
			t.Error("ids are not all different")
		}
		main.Emit("x")
		n.want(t, "/")
		admin.Emit("x")
		n.want(t, "/admin")
		r.io.To("red").Emit("main")
		r.io.To(admin.ID()).Emit("nobody")
		wantEvents(t, admin)
		wantEvents(t, main, `["main"]`)
		main.Disconnect()
		synctest.Wait()
		admin.Emit("x")
		n.want(t, "/admin")
	})
}

// The hooks see each decision, in the official order.
func TestHooks(t *testing.T) {
	var n notes
	name := map[string]string{}
	id := func(s string) string {
		if alias, ok := name[s]; ok {
			return alias
		}
		return s
	}
	hooks := &socketio.Hooks{
		Connect:          func(s *socketio.Socket) { n.add("connect") },
		Disconnect:       func(s *socketio.Socket, r socketio.Reason) { n.add("disconnect " + string(r)) },
		Middleware:       func(s *socketio.Socket, err error) { n.add(fmt.Sprint("middleware ", err)) },
		InvalidNamespace: func(_, namespace string) { n.add("invalid " + namespace) },
		CreateRoom:       func(_ *socketio.Namespace, room string) { n.add("create " + id(room)) },
		DeleteRoom:       func(_ *socketio.Namespace, room string) { n.add("delete " + id(room)) },
		Join: func(s *socketio.Socket, room string) {
			if room == s.ID() {
				name[room] = "own"
			}
			n.add("join " + id(room))
		},
		Leave: func(s *socketio.Socket, room string) { n.add("leave " + id(room)) },
		Event: func(e *socketio.Event, listeners int) { n.add(fmt.Sprintln("event", e.Name, e.Args, listeners)) },
		Delivery: func(s *socketio.Socket, event string, args socketio.Args) {
			n.add(fmt.Sprintln("delivery", event, args))
		},
		Ack: func(s *socketio.Socket, event string, id uint64, out bool, args socketio.Args) {
			n.add(fmt.Sprintln("ack", event, id, out, args))
		},
		Error: func(s *socketio.Socket, err error) { n.add("error " + err.Error()) },
	}
	run(t, socketio.Config{Hooks: hooks}, func(r *rig) {
		r.io.Use(func(s *socketio.Socket) error {
			if s.Handshake().Auth.String("no") != "" {
				return errors.New("no")
			}
			return nil
		})
		r.io.OnConnection(func(s *socketio.Socket) {
			s.Join("red")
			s.Join("red", "blue")
			s.On("hi", socketio.Args2(func(text string, ack socketio.Ack) {
				r.io.To("red").Emit("said", text)
				ack("ok")
			}))
		})
		w := r.raw("websocket")
		w.send(`40{"no":"1"}`)
		n.want(t, "middleware no")
		w.send("40/nope,")
		n.want(t, "invalid /nope")
		w.send("40")
		synctest.Wait()
		n.mu.Lock()
		list := slices.Clone(n.list)
		n.list = nil
		n.mu.Unlock()
		// The own room's creation is told before its name is known to the test.
		if len(list) != 8 || list[0] != "middleware <nil>" || !strings.HasPrefix(list[1], "create ") ||
			!slices.Equal(list[2:], []string{"join own", "connect", "create red", "join red", "create blue", "join blue"}) {
			t.Errorf("noted %q", list)
		}
		w.send(`427["hi","x"]`)
		n.want(t, `event hi ["x"] 1`, `delivery said ["x"]`, `ack hi 7 true ["ok"]`)
		w.send(`42["unheard"]`)
		n.want(t, "event unheard [] 0")
		w.send(`42["hi",{}]`)
		n.want(t, `event hi [{}] 1`, `error event "hi": argument 1: json: cannot unmarshal object into Go value of type string`)
		r.io.Sockets()[0].Leave("red")
		r.io.Sockets()[0].Leave("red")
		n.want(t, "leave red", "delete red")
		w.send("41")
		n.want(t, "leave own", "delete own", "leave blue", "delete blue", "disconnect client namespace disconnect")
	})
}

// Without other nodes ServerSideEmit reaches nobody, not this node either, and says so in the log.
func TestServerSideEmit(t *testing.T) {
	var log bytes.Buffer
	run(t, socketio.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))}, func(r *rig) {
		s := r.join("/", nil)
		if err := r.io.ServerSideEmit("hello", 1); err != nil || !strings.Contains(log.String(), "ServerSideEmit") {
			t.Errorf("ServerSideEmit: %v, logged %q", err, &log)
		}
		for _, name := range []string{"connect", "connection", "new_namespace"} {
			if err := r.io.ServerSideEmit(name); !errors.Is(err, socketio.ErrReserved) {
				t.Errorf("ServerSideEmit(%q): %v", name, err)
			}
		}
		wantEvents(t, s)
	})
}
