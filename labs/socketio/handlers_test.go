package socketio_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"socketlab/labs/socketio"
)

// onAny sees everything first, then the middlewares decide, then the handlers
// run in order of addition.
func TestListeners(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.OnConnection(func(s *socketio.Socket) {
			s.OnAny(func(e *socketio.Event) { n.add("any " + e.Name) })
			s.PrependAny(func(e *socketio.Event) { n.add("any first") })
			s.Use(func(e *socketio.Event) error {
				n.add("use")
				if e.Name == "bad" {
					return errors.New("refused")
				}
				if e.Name == "change" {
					e.Name, e.Args = "a", socketio.Args{"changed", 2}
				}
				return nil
			})
			s.OnError(func(err error) { n.add("error " + err.Error()) })
			s.On("a", socketio.Args1(func(text string) { n.add("1 " + text) }))
			s.Once("a", func(e *socketio.Event) { n.add(fmt.Sprint("once ", len(e.Args))) })
			s.On("a", func(*socketio.Event) { n.add("2") })
			s.On("bad", func(*socketio.Event) { t.Error("a refused event was handled") })
			s.On("off", func(*socketio.Event) {
				s.Off("a")
				s.OffAny()
			})
		})
		s := r.join("/", nil)
		s.Emit("a", "x")
		n.want(t, "any first", "any a", "use", "1 x", "once 1", "2")
		s.Emit("change", "x")
		n.want(t, "any first", "any change", "use", "1 changed", "2")
		s.Emit("bad")
		n.want(t, "any first", "any bad", "use", "error refused")
		s.Emit("A", "case matters")
		n.want(t, "any first", "any A", "use")
		s.Emit("off")
		n.want(t, "any first", "any off", "use")
		s.Emit("a", "x")
		n.want(t, "use")
		if names := r.io.Sockets()[0].EventNames(); fmt.Sprint(names) != "[bad off]" {
			t.Errorf("EventNames = %q", names)
		}
		if s.Client().Err() != nil {
			t.Error("the connection is closed")
		}
	})
}

// Outgoing listeners see emits and broadcasts, not acknowledgements.
func TestOutgoing(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		s, other := r.join("/", nil), r.join("/", nil)
		server := r.io.Socket(s.ID())
		server.OnAnyOutgoing(func(event string, args socketio.Args) { n.add(fmt.Sprint(event, args)) })
		server.PrependAnyOutgoing(func(string, socketio.Args) { n.add("first") })
		server.On("q", func(e *socketio.Event) { e.Ack(1) })
		server.Emit("a", 1, "x")
		r.io.Emit("b")
		r.io.Socket(other.ID()).Broadcast().Emit("c")
		server.Broadcast().Emit("d")
		if _, err := s.EmitWithAck(r.Context(), "q"); err != nil {
			t.Error(err)
		}
		n.want(t, "first", `a[1 "x"]`, "first", "b[]", "first", "c[]")
		server.OffAnyOutgoing()
		server.Emit("e")
		n.want(t)
	})
}

// Typed handlers: what fits, what is missing, what does not fit.
func TestTypedHandlers(t *testing.T) {
	type point struct {
		X, Y int
		Pic  []byte         `json:"pic"`
		Any  map[string]any `json:"any"`
	}
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.OnConnection(func(s *socketio.Socket) {
			s.OnError(func(err error) { n.add("error " + err.Error()) })
			s.On("0", socketio.Args0(func() { n.add("called") }))
			s.On("2", socketio.Args2(func(a string, b int) { n.add(fmt.Sprint(a, b)) }))
			s.On("3", socketio.Args3(func(a *int, b []string, c any) { n.add(fmt.Sprint(a == nil, b, c)) }))
			s.On("4", socketio.Args4(func(a json.RawMessage, b socketio.Raw, c bool, ack socketio.Ack) {
				n.add(fmt.Sprint(string(a), b, c))
				ack(a, b)
			}))
			s.On("bin", socketio.Args1(func(b []byte) { n.add(fmt.Sprintf("%q", b)) }))
			s.On("point", socketio.Args2(func(p point, ack socketio.Ack) {
				n.add(fmt.Sprintf("%d %d %q %q", p.X, p.Y, p.Pic, p.Any["deep"]))
				ack(p)
			}))
			s.On("relay", socketio.Args2(func(a, b socketio.Raw) { r.io.Emit("relayed", b, []byte("new"), a) }))
			s.On("ack twice", socketio.Args1(func(ack socketio.Ack) { ack(); ack(1); ack(2) }))
		})
		w := r.raw("websocket")
		w.send("40")
		w.send(`42["0",1,2,3]`)
		n.want(t, "called")
		w.send(`42["2","x",5,"more"]`)
		w.send(`42["2"]`)
		w.send(`42["2",null,null]`)
		n.want(t, "x5", "0", "0")
		w.send(`42["2","x",5.5]`)
		w.send(`42["2","x","5"]`)
		n.want(t, `error event "2": argument 2: json: cannot unmarshal number 5.5 into Go value of type int`,
			`error event "2": argument 2: json: cannot unmarshal string into Go value of type int`)
		w.send(`42["3",null,["a"],{"k":[1]}]`)
		n.want(t, "true [a] map[k:[1]]")
		wantFrames(t, w.send(`421["4",1.50,{"b":1,"a":2},true]`), `431[1.50,{"b":1,"a":2}]`)
		n.want(t, `1.50{"b":1,"a":2} true`)
		// No acknowledgement was asked for: calling it does nothing.
		wantFrames(t, w.send(`42["4",1,2]`))
		n.want(t, "12 false")
		w.send(`451-["bin",{"_placeholder":true,"num":0}]`, "binary \x00\x01")
		w.send(`42["bin","AQI="]`)
		n.want(t, `"\x00\x01"`, `error event "bin": argument 1: binary data expected, got a string`)
		wantFrames(t, w.send(`452-9["point",{"X":1,"y":2,"pic":{"_placeholder":true,"num":1},"any":{"deep":{"_placeholder":true,"num":0}}}]`, "binary deep", "binary pic"),
			`462-9[{"X":1,"Y":2,"pic":{"_placeholder":true,"num":0},"any":{"deep":{"_placeholder":true,"num":1}}}]`, "binary pic", "binary deep")
		n.want(t, `1 2 "pic" "deep"`)
		// Placeholders are numbered anew in the packet that they are put into.
		wantFrames(t, w.send(`452-["relay",[{"_placeholder":true,"num":1}],{"a":{"num":0,"_placeholder":true},"n":1.0}]`, "binary zero", "binary one"),
			`453-["relayed",{"a":{"_placeholder":true,"num":0},"n":1.0},{"_placeholder":true,"num":1},[{"_placeholder":true,"num":2}]]`, "binary zero", "binary new", "binary one")
		wantFrames(t, w.send(`425["ack twice"]`), "435[]")
	})
}

// A handler for a reserved name would never be called: that is told at once.
func TestReservedListener(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var n notes
		r.io.OnConnection(func(s *socketio.Socket) {
			s.OnError(func(err error) { n.add(err.Error()) })
			s.On("error", func(e *socketio.Event) { n.add("event " + e.Name) })
			s.On("disconnect", func(*socketio.Event) {})
		})
		s := r.join("/", nil)
		n.want(t, `connection: panic: socketio: "disconnect" is a reserved event name`)
		s.Emit("error", "an event like any other")
		n.want(t, "event error")
	})
}
