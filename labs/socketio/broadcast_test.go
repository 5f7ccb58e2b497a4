package socketio_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// house is the setting of the cheat sheet: Alice, Bob, Carol and Dave in "/",
// red is Alice and Bob, blue is Bob and Carol; Alice and Dave are in "/admin"
// too, where red is Dave.
type house struct {
	*rig
	names  []string
	client map[string]*client.Socket
	server map[string]*socketio.Socket
}

func newHouse(r *rig) *house {
	h := &house{rig: r, client: map[string]*client.Socket{}, server: map[string]*socketio.Socket{}}
	admin := r.io.Of("/admin")
	for _, name := range []string{"Alice", "Bob", "Carol", "Dave"} {
		c := r.dial(client.Options{})
		h.add(name, r.enter(c, "/", nil), r.io.Namespace)
		if name == "Alice" || name == "Dave" {
			defer func() { h.add(name+"@admin", r.enter(c, "/admin", nil), admin) }()
		}
	}
	h.server["Alice"].Join("red")
	h.server["Bob"].Join("red", "blue")
	h.server["Carol"].Join("blue")
	return h
}

func (h *house) add(name string, s *client.Socket, n *socketio.Namespace) {
	h.names = append(h.names, name)
	h.client[name] = s
	h.server[name] = n.Socket(s.ID())
}

// received lists who got the event, once for each copy.
func (h *house) received() string {
	synctest.Wait()
	var who []string
	for _, name := range []string{"Alice", "Bob", "Carol", "Dave", "Alice@admin", "Dave@admin"} {
		for range h.client[name].Drain() {
			who = append(who, name)
		}
	}
	return strings.Join(who, " ")
}

// Every row of cheat-sheet-run.md that a Go server can make; rows 41 to 44 do
// not compile.
func TestCheatSheet(t *testing.T) {
	const ev = "note"
	type call = func(h *house) error
	all, others := "Alice Bob Carol Dave", "Bob Carol Dave"
	rows := []struct {
		row  int
		call call
		want string
	}{
		{1, func(h *house) error { return h.server["Alice"].Emit(ev) }, "Alice"},
		{2, func(h *house) error { return h.io.Emit(ev) }, all},
		{3, func(h *house) error { return h.server["Alice"].Broadcast().Emit(ev) }, others},
		{4, func(h *house) error { return h.io.To("red").Emit(ev) }, "Alice Bob"},
		{5, func(h *house) error { return h.io.In("red").Emit(ev) }, "Alice Bob"},
		{6, func(h *house) error { return h.server["Alice"].To("red").Emit(ev) }, "Bob"},
		{7, func(h *house) error { return h.server["Alice"].In("red").Emit(ev) }, "Bob"},
		{8, func(h *house) error { return h.server["Alice"].Broadcast().To("red").Emit(ev) }, "Bob"},
		{9, func(h *house) error { return h.server["Alice"].To("blue").Emit(ev) }, "Bob Carol"},
		{10, func(h *house) error { return h.io.To("red").To("blue").Emit(ev) }, "Alice Bob Carol"},
		{11, func(h *house) error { return h.io.To("red", "blue").Emit(ev) }, "Alice Bob Carol"},
		{12, func(h *house) error { return h.server["Alice"].To("red", "blue").Emit(ev) }, "Bob Carol"},
		{13, func(h *house) error { return h.io.Except("red").Emit(ev) }, "Carol Dave"},
		{14, func(h *house) error { return h.io.To("red").Except("blue").Emit(ev) }, "Alice"},
		{15, func(h *house) error { return h.server["Alice"].Broadcast().Except("blue").Emit(ev) }, "Dave"},
		{16, func(h *house) error { return h.server["Alice"].Except("blue").Emit(ev) }, "Dave"},
		{17, func(h *house) error { return h.io.To(h.client["Alice"].ID()).Emit(ev) }, "Alice"},
		{18, func(h *house) error { return h.server["Alice"].To(h.client["Alice"].ID()).Emit(ev) }, ""},
		{19, func(h *house) error { return h.io.To(h.client["Bob"].ID()).Emit(ev) }, "Bob"},
		{20, func(h *house) error { return h.server["Alice"].To(h.client["Bob"].ID()).Emit(ev) }, "Bob"},
		{21, func(h *house) error { return h.io.To("nowhere").Emit(ev) }, ""},
		{22, func(h *house) error { return h.io.To().Emit(ev) }, all},
		{23, func(h *house) error { return h.io.Except(h.client["Alice"].ID()).Emit(ev) }, others},
		{24, func(h *house) error { return h.io.Of("/").Emit(ev) }, all},
		{25, func(h *house) error { return h.io.Namespace.Emit(ev) }, all},
		{26, func(h *house) error { return h.io.Of("/admin").Emit(ev) }, "Alice@admin Dave@admin"},
		{27, func(h *house) error { return h.io.Of("admin").To("red").Emit(ev) }, "Dave@admin"},
		{28, func(h *house) error { return h.server["Alice@admin"].Emit(ev) }, "Alice@admin"},
		{29, func(h *house) error { return h.server["Alice@admin"].Broadcast().Emit(ev) }, "Dave@admin"},
		{30, func(h *house) error { return h.server["Alice@admin"].To("red").Emit(ev) }, "Dave@admin"},
		{31, func(h *house) error { return h.io.To(h.client["Dave@admin"].ID()).Emit(ev) }, ""},
		{32, func(h *house) error { return h.io.To("red").To(h.client["Carol"].ID()).Emit(ev) }, "Alice Bob Carol"},
		{33, func(h *house) error { return h.io.Local().Emit(ev) }, all},
		{34, func(h *house) error { return h.io.Volatile().Emit(ev) }, all},
		{35, func(h *house) error { return h.io.Send("x") }, all},
		{45, func(h *house) error {
			h.server["Bob"].Leave("red")
			return h.io.To("red").Emit(ev)
		}, "Alice"},
		{46, func(h *house) error {
			h.io.In("blue").SocketsJoin("green")
			return h.io.To("green").Emit(ev)
		}, "Bob Carol"},
		{47, func(h *house) error { return h.io.To("blue").Emit(ev) }, "Bob Carol"},
		{48, func(h *house) error {
			h.client["Carol"].Client().Close()
			synctest.Wait()
			return h.io.To("blue").Emit(ev)
		}, "Bob"},
		{49, func(h *house) error {
			h.client["Carol"].Client().Close()
			synctest.Wait()
			return h.io.Emit(ev)
		}, "Alice Bob Dave"},
		// Beyond the sheet.
		{60, func(h *house) error { return h.server["Alice"].Volatile().To("red").Emit(ev) }, "Bob"},
		{61, func(h *house) error { return h.server["Alice"].Local().Compress(false).In("blue").Emit(ev) }, "Bob Carol"},
		{62, func(h *house) error { return h.io.To("red").Except("red").Emit(ev) }, ""},
		{63, func(h *house) error { return h.io.To("red", "red").Emit(ev) }, "Alice Bob"},
		{64, func(h *house) error {
			// A socket that joins the room named like Alice's id reads along.
			h.server["Dave"].Join(h.client["Alice"].ID())
			return h.io.To(h.client["Alice"].ID()).Emit(ev)
		}, "Alice Dave"},
		{65, func(h *house) error {
			h.server["Alice"].Leave(h.client["Alice"].ID())
			return h.io.To(h.client["Alice"].ID()).Emit(ev)
		}, ""},
		{66, func(h *house) error {
			// Nothing is changed by deriving from an Emitter twice.
			red := h.io.To("red")
			red.To("blue")
			red.Except("red")
			return red.Emit(ev)
		}, "Alice Bob"},
		{67, func(h *house) error {
			h.io.In("red").SocketsLeave("red", "blue")
			return h.io.To("red", "blue").Emit(ev)
		}, "Carol"},
	}
	for _, row := range rows {
		t.Run(fmt.Sprint(row.row), func(t *testing.T) {
			run(t, socketio.Config{}, func(r *rig) {
				h := newHouse(r)
				h.server["Dave@admin"].Join("red")
				synctest.Wait() // every transport is idle: volatile drops nothing
				if err := row.call(h); err != nil {
					r.Fatal(err)
				}
				if got := h.received(); got != row.want {
					r.Errorf("received by %q, want %q", got, row.want)
				}
			})
		})
	}
}

// Rows 36 to 40: broadcasts that want answers.
func TestBroadcastWithAck(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		h := newHouse(r)
		answer := func(name string, after time.Duration, args ...any) {
			go func() {
				e, err := h.client[name].Receive(r.Context())
				if err == nil {
					time.Sleep(after)
					e.Ack(args...)
				}
			}()
		}
		texts := func(answers []socketio.Raw) (list []string) {
			for _, a := range answers {
				list = append(list, a.String())
			}
			return list
		}
		ctx := context.Background()

		answer("Alice", time.Millisecond, "ok", "second argument")
		args, err := h.server["Alice"].Timeout(time.Second).EmitWithAck(ctx, "ask")
		if err != nil || len(args) != 2 || args.At(0).String() != `"ok"` {
			t.Errorf("one socket: %v, %v; all its arguments count", args, err)
		}

		// In order of arrival, the first argument of each.
		answer("Alice", 3*time.Millisecond, "a", "second")
		answer("Bob", 2*time.Millisecond)
		answer("Carol", 1*time.Millisecond, map[string]int{"c": 3})
		answer("Dave", 4*time.Millisecond, []byte("d"))
		answers, err := h.io.Timeout(time.Second).EmitWithAck(ctx, "ask")
		if err != nil || !slices.Equal(texts(answers), []string{`{"c":3}`, "", `"a"`, `{"_placeholder":true,"num":0}`}) {
			t.Errorf("everybody: %q, %v", texts(answers), err)
		}
		if data, ok := answers[3].Bytes(); !ok || string(data) != "d" {
			t.Errorf("a binary answer: %q %v", data, ok)
		}

		answer("Alice", 0, "ok")
		answer("Bob", time.Minute, "late")
		answers, err = h.io.To("red").Timeout(time.Second).EmitWithAck(ctx, "ask")
		if err != socketio.ErrTimeout || !slices.Equal(texts(answers), []string{`"ok"`}) {
			t.Errorf("Bob is late: %q, %v", texts(answers), err)
		}
		time.Sleep(2 * time.Minute) // Bob's answer comes and nobody minds

		deadline, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if _, err = h.io.To("red").EmitWithAck(deadline, "ask"); err != socketio.ErrTimeout {
			t.Errorf("a deadline is a timeout: %v", err)
		}
		h.received()

		start := time.Now()
		answers, err = h.io.EmitWithAck(ctx, "ask")
		if err != socketio.ErrTimeout || len(answers) != 0 || time.Since(start) != 0 {
			t.Errorf("without a timeout: %q, %v after %v", texts(answers), err, time.Since(start))
		}
		if got := h.received(); got != "Alice Bob Carol Dave" {
			t.Errorf("it was delivered to %q all the same, want everybody", got)
		}
		if answers, err = h.io.To("nowhere").Timeout(time.Second).EmitWithAck(ctx, "ask"); err != nil || len(answers) != 0 {
			t.Errorf("nobody: %v, %v", answers, err)
		}
		ended, stop := context.WithCancel(ctx)
		stop()
		if _, err = h.io.Timeout(time.Second).EmitWithAck(ended, "ask"); err != context.Canceled {
			t.Errorf("a cancelled context: %v", err)
		}
	})
}

// All receivers get the same acknowledgement id, from one counter of the
// namespace; other namespaces count by themselves.
func TestAckIDs(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		a, b := r.raw("websocket"), r.raw("websocket")
		a.send("40")
		b.send("40")
		a.send("40/x,")
		r.io.Of("/x") // too late: refused above
		ask := func(n *socketio.Namespace) {
			n.Timeout(time.Millisecond).EmitWithAck(context.Background(), "q")
			synctest.Wait()
		}
		ask(r.io.Namespace)
		for _, s := range r.io.Sockets() {
			s.Timeout(time.Millisecond).EmitWithAck(context.Background(), "one")
		}
		ask(r.io.Namespace)
		a.take()
		got := b.take()
		if len(got) != 3 || got[0] != `420["q"]` || got[2] != `423["q"]` || got[1] != `421["one"]` && got[1] != `422["one"]` {
			t.Errorf("frames %q", got)
		}
		a.send("40/x,")
		ask(r.io.Of("/x"))
		wantFrames(t, a.take(), `42/x,0["q"]`)
	})
}

// Reserved names and values that cannot be sent are errors, and nothing is
// sent.
func TestEmitErrors(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		s := r.join("/", nil)
		server := r.io.Socket(s.ID())
		loop := map[string]any{}
		loop["self"] = loop
		for _, name := range []string{"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"} {
			want := fmt.Sprintf("%q is a reserved event name", name)
			for _, err := range []error{r.io.Emit(name), server.Emit(name), server.Broadcast().Emit(name)} {
				if err == nil || err.Error() != want {
					t.Errorf("Emit(%q) = %v, want %s", name, err, want)
				}
			}
		}
		for _, v := range []any{func() {}, make(chan int), loop, complex(1, 2)} {
			if err := r.io.Emit("x", v); err == nil {
				t.Errorf("%T was sent", v)
			}
		}
		many := make([]any, 11)
		for i := range many {
			many[i] = []byte{byte(i)}
		}
		if err := server.Emit("x", many...); err == nil {
			t.Error("11 attachments were sent; the official client would hang up")
		}
		wantEvents(t, s)
	})
}

// Two volatile emits in a row: the second meets a busy transport. On polling
// the first is dropped too unless a poll waits.
func TestVolatile(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		var list []*client.Socket
		for _, transport := range []string{"polling", "websocket"} {
			list = append(list, r.enter(r.dial(client.Options{Transport: transport}), "/", nil))
		}
		synctest.Wait()
		for _, s := range r.io.Sockets() {
			for i := range 5 {
				if err := s.Volatile().Emit("v", i); err != nil {
					t.Error(err)
				}
			}
		}
		for _, s := range list {
			got := events(s)
			if len(got) == 0 || len(got) == 5 || got[0] != `["v",0]` {
				t.Errorf("received %q, want the first and not all", got)
			}
		}
	})
}

// FetchSockets and its relatives.
func TestManySockets(t *testing.T) {
	run(t, socketio.Config{}, func(r *rig) {
		h := newHouse(r)
		ctx := context.Background()
		list, err := h.io.In("red").FetchSockets(ctx)
		if err != nil || len(list) != 2 {
			t.Fatalf("red has %d sockets, %v", len(list), err)
		}
		for _, s := range list {
			if !slices.Contains(s.Rooms(), "red") || s.Handshake().Query["transport"] != "websocket" {
				t.Errorf("%s is in %q", s.ID(), s.Rooms())
			}
		}
		if list, _ = h.io.Except("red", "blue").FetchSockets(ctx); len(list) != 1 || list[0].ID() != h.client["Dave"].ID() {
			t.Errorf("neither red nor blue: %v", list)
		}
		h.io.In("blue").DisconnectSockets(false)
		synctest.Wait()
		if n := len(h.io.Sockets()); n != 2 {
			t.Errorf("%d sockets are left, want 2", n)
		}
		if h.client["Bob"].Err() != client.ErrDisconnected || h.client["Bob"].Client().Err() != nil {
			t.Errorf("Bob: %v, his connection %v", h.client["Bob"].Err(), h.client["Bob"].Client().Err())
		}
		h.io.Except(h.client["Alice"].ID()).DisconnectSockets(true)
		synctest.Wait()
		if h.client["Dave"].Client().Err() == nil {
			t.Error("Dave's connection is still open")
		}
		if err := h.io.Emit("x"); err != nil || h.received() != "Alice" {
			t.Error("Alice is the last one")
		}
	})
}
