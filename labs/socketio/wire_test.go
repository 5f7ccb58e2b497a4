package socketio_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"socketlab/labs/engineio"
	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// echo has the handlers of the official protocol suite.
func echo(io *socketio.Server) {
	io.OnConnection(func(s *socketio.Socket) {
		s.On("message", func(e *socketio.Event) { s.Emit("message-back", e.Args...) })
		s.On("message-with-ack", func(e *socketio.Event) { e.Ack(e.Args...) })
	})
	io.Of("/custom").OnConnection(func(s *socketio.Socket) { s.Emit("auth", s.Handshake().Auth) })
}

// The wire of section 1.2 of PROTOCOL.md, byte for byte, over both transports.
func TestWire(t *testing.T) {
	for _, transport := range []string{"websocket", "polling"} {
		t.Run(transport, func(t *testing.T) {
			run(t, socketio.Config{}, func(r *rig) {
				echo(r.io)
				w := r.raw(transport)
				got := w.send("40")
				if len(got) != 1 || !strings.HasPrefix(got[0], `40{"sid":"`) || len(got[0]) != len(`40{"sid":""}`)+20 {
					t.Fatalf("CONNECT reply %q", got)
				}
				wantFrames(t, w.send(`42["message",1,"2",{"3":[true]}]`), `42["message-back",1,"2",{"3":[true]}]`)
				wantFrames(t, w.send(`42456["message-with-ack",1,"2",{"3":[false]}]`), `43456[1,"2",{"3":[false]}]`)
				wantFrames(t, w.send(`421["message-with-ack"]`), `431[]`)
				// Echoed numbers, key order and spaces keep their bytes.
				wantFrames(t, w.send(`42["message",1.0,12345678901234567890,{"b":1, "a":2,"b":3}]`),
					`42["message-back",1.0,12345678901234567890,{"b":1, "a":2,"b":3}]`)
				binary := []string{`452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]`, "binary \x01\x02", "binary \x03"}
				back := slices.Clone(binary)
				back[0] = strings.Replace(back[0], "message", "message-back", 1)
				wantFrames(t, w.send(binary...), back...)
				wantFrames(t, w.send(`452-789["message-with-ack",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]`, "binary a", "binary b"),
					`462-789[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]`, "binary a", "binary b")
				if got := w.send("40/custom"); len(got) != 2 || !strings.HasPrefix(got[0], `40/custom,{"sid":"`) || got[1] != `42/custom,["auth",{}]` {
					t.Errorf("without a comma: %q", got)
				}
				wantFrames(t, w.send("40/random"), `44/random,{"message":"Invalid namespace"}`)
				wantFrames(t, w.send("40/custom?x=1,"), `44/custom?x=1,{"message":"Invalid namespace"}`)
				wantFrames(t, w.send("41/custom"))
				wantFrames(t, w.send(`42["message","still here"]`), `42["message-back","still here"]`)
				if got := w.send(`40/custom,{"token":"123"}`); len(got) != 2 || got[1] != `42/custom,["auth",{"token":"123"}]` {
					t.Errorf("with auth: %q", got)
				}
				wantFrames(t, w.send("41"))
				if w.closed() {
					t.Error("41 closed the connection")
				}
			})
		})
	}
}

// Section 2.5 of PROTOCOL.md: what a bad packet does to a joined client. bad
// ones are told to OnError, and invalid ones are not; both close.
func TestMalformed(t *testing.T) {
	type kind int
	const (
		fine kind = iota
		bad
		invalid
		ours // closed here by a deliberate difference, told to OnError
	)
	cases := []struct {
		frames string // separated by |
		want   kind
	}{
		{"4", bad}, {"binary x", bad}, {"47", bad}, {"4:", bad}, {"4/", bad}, {"4abc", bad},
		{`42[`, bad}, {`42["x"]x`, bad}, {`42["x"`, bad}, {`42[]`, bad}, {`42{}`, bad}, {`42"x"`, bad},
		{`42null`, bad}, {`42[null]`, bad}, {`42[{}]`, bad}, {`42[true]`, bad}, {`42[["x"]]`, bad},
		{`42["connect"]`, bad}, {`42["connect_error"]`, bad}, {`42["disconnect"]`, bad},
		{`42["disconnecting"]`, bad}, {`42["newListener"]`, bad}, {`42["removeListener"]`, bad},
		{`42["\u0063onnect"]`, bad},
		{`4399{}`, bad}, {`43"x"`, bad}, {`41{}`, bad}, {`40null`, bad}, {`40[]`, bad}, {`40"x"`, bad},
		{`42abc["x"]`, bad}, {`42-1["x"]`, bad}, {`421.5["x"]`, bad}, {`421e2["x"]`, bad},
		{`45`, bad}, {`45["x"]`, bad}, {`450-`, bad}, {`450-["x"]`, ours}, {`45-`, bad}, {`451.5-["x"]`, bad}, {`45-1-["x"]`, bad},
		{`4511-["x"]`, bad}, {`45999999999999-["x"]`, bad},
		{`451-["x",{"_placeholder":true,"num":1}]|binary a`, bad},
		{`451-["x",{"_placeholder":true,"num":-1}]|binary a`, bad},
		{`451-["x",{"_placeholder":true,"num":"0"}]|binary a`, bad},
		{`451-["x",{"_placeholder":true}]|binary a`, bad},
		{`451-["x",{"_placeholder":true,"num":0}]|42["x"]`, bad},
		{`40`, invalid}, {`40,`, bad}, {`42/admin,["x"]`, invalid}, {`43/admin,1["x"]`, invalid}, {`41/admin`, invalid},
		{`42/x["x"]`, invalid}, {`44{"message":"x"}`, invalid}, {`44"x"`, invalid},
		{`42`, ours}, {`42 ["x"]`, ours}, {`4299999999999999999999["x"]`, ours},
		{`42[1,"a"]`, fine}, {`42[-0.5]`, fine}, {`42[""]`, fine}, {`43`, fine}, {`43[]`, fine}, {`4399["x"]`, fine},
		{`411`, fine}, {`42/,["x"]`, fine}, {`4201["x"]`, fine}, {`42["x"] `, fine},
		{`42["x",{"_placeholder":true}]`, fine},
		{`451-["x"]|binary a`, fine},
		{`451-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]|binary a`, fine},
		{`451-["x",{"a":[{"_placeholder":true,"num":0}]}]|binary `, fine},
		{`451-["x",{"_placeholder":true,"num":0}]|3|binary a`, fine},
		{`0|3|3probe|5|6`, fine},
	}
	for _, tc := range cases {
		t.Run(tc.frames, func(t *testing.T) {
			run(t, socketio.Config{}, func(r *rig) {
				r.io.Of("/admin")
				r.io.Of("/other")
				var n notes
				for _, name := range []string{"/", "/other"} {
					r.io.Of(name).OnConnection(func(s *socketio.Socket) {
						s.OnError(func(error) { n.add("error " + name) })
						s.OnDisconnect(func(reason socketio.Reason) { n.add(string(reason)) })
					})
				}
				w := r.raw("websocket")
				w.send("40")
				w.send("40/other,")
				w.send(strings.Split(tc.frames, "|")...)
				switch tc.want {
				case fine:
					if tc.frames == "411" {
						n.want(t, "client namespace disconnect")
						return
					}
					if w.closed() {
						t.Error("closed")
					}
					n.want(t)
				case bad, ours:
					if !w.closed() {
						t.Error("still open")
					}
					n.wantSorted(t, "error /", "error /other", "forced close", "forced close")
				case invalid:
					if !w.closed() {
						t.Error("still open")
					}
					n.wantSorted(t, "forced close", "forced close")
				}
			})
		})
	}
}

func (n *notes) wantSorted(t testing.TB, want ...string) {
	t.Helper()
	n.mu.Lock()
	slices.Sort(n.list)
	n.mu.Unlock()
	n.want(t, want...)
}

// An id or a trailing comma of CONNECT does not matter; "/" is the main
// namespace.
func TestConnectForms(t *testing.T) {
	for _, frame := range []string{"40", "401", "4012{}", "40/", "40/,", `40{"a":1}`} {
		run(t, socketio.Config{}, func(r *rig) {
			w := r.raw("websocket")
			if got := w.send(frame); len(got) != 1 || !strings.HasPrefix(got[0], `40{"sid":`) {
				t.Errorf("%s: %q", frame, got)
			}
		})
	}
}

// An event that comes together with the CONNECT is refused, whatever the
// server's speed; the same event in the next request is fine.
func TestEventWithConnect(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		r.io.OnConnection(func(s *socketio.Socket) { t.Error("connected") })
		w := r.raw("polling")
		wantFrames(t, w.send("40", `42["x"]`), "1")
		if !w.closed() {
			t.Error("an event beside the CONNECT was accepted")
		}
	})
	run(t, socketio.Config{}, func(r *rig) {
		w := r.raw("polling")
		w.send("40")
		w.send(`42["x"]`)
		if w.closed() {
			t.Error("an event after the CONNECT reply was refused")
		}
	})
}

// 41 followed at once by 40 is serial: the namespace is left and joined anew.
func TestRejoinAtOnce(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.OnConnection(func(s *socketio.Socket) {
			n.add("connection")
			s.OnDisconnect(func(reason socketio.Reason) { n.add(string(reason)) })
		})
		w := r.raw("polling")
		w.send("40")
		if got := w.send("41", "40"); len(got) != 1 || !strings.HasPrefix(got[0], `40{"sid":`) {
			t.Errorf("frames %q", got)
		}
		n.want(t, "connection", "client namespace disconnect", "connection")
	})
}

// A client that joins nothing is closed after ConnectTimeout; one that joined
// once is not, even after it left.
func TestConnectTimeout(t *testing.T) {
	cfg := socketio.Config{ConnectTimeout: time.Second}
	run(t, cfg, func(r *rig) {
		silent, refused, member := r.raw("websocket"), r.raw("websocket"), r.raw("websocket")
		refused.send("40/nope,")
		member.send("40")
		member.send("41")
		time.Sleep(999 * time.Millisecond)
		if silent.closed() || refused.closed() {
			t.Error("closed too early")
		}
		time.Sleep(time.Millisecond)
		if !silent.closed() || !refused.closed() {
			t.Error("a client without a namespace is still there")
		}
		if member.closed() {
			t.Error("a client that had joined was closed")
		}
	})
}

// Text that is not UTF-8 must not reach other clients, who would hang up.
func TestInvalidUTF8(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		r.io.OnConnection(func(s *socketio.Socket) {
			s.On("say", func(e *socketio.Event) { r.io.Emit("said", e.Args...) })
		})
		bob := r.join("/", nil)
		w := r.raw("polling")
		w.send("40")
		w.send("42[\"say\",\"\xff\"]")
		wantEvents(t, bob, "[\"said\",\"\uFFFD\"]")
	})
}

// A message over the limit ends the connection with the official reason.
func TestTooBig(t *testing.T) {
	run(t, socketio.Config{Engine: engineio.Config{MaxHTTPBufferSize: 100}}, func(r *rig) {
		var n notes
		r.io.OnConnection(func(s *socketio.Socket) {
			s.OnDisconnect(func(reason socketio.Reason) { n.add(string(reason)) })
		})
		r.join("/", nil).Emit("x", strings.Repeat("x", 200))
		n.want(t, "transport error")
	})
}

// The server answers under its path only, mounted anywhere.
func TestPath(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		for path, ok := range map[string]bool{"/socket.io/": true, "/lab/x1/socket.io/": true, "/socket.io/foo": true, "/socket.io": false, "/other/": false} {
			c, err := client.Dial(r.Context(), "http://lab", client.Options{Dial: r.pipes.dial, Path: path})
			if (err == nil) != ok {
				t.Errorf("%s: %v", path, err)
			}
			if err == nil {
				c.Close()
			}
		}
	})
}
