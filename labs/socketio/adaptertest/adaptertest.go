// Package adaptertest has the test that every adapter of package socketio must
// pass.
package adaptertest

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// patience is how long the slowest step may take on a busy machine.
const patience = 20 * time.Second

// Run tests adapters that open makes for each of so many nodes of one cluster;
// an adapter within one process is tested with one node. open may be called for
// several namespaces of a node.
func Run(t *testing.T, nodes int, open func(t *testing.T, node int, n *socketio.Namespace) socketio.Adapter) {
	for _, test := range []struct {
		name string
		run  func(*cluster)
	}{
		{"Rooms", rooms},
		{"Broadcast", broadcast},
		{"Binary", binary},
		{"Answers", answers},
		{"ManySockets", manySockets},
		{"Namespaces", namespaces},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(start(t, nodes, open)) })
	}
}

// cluster is some servers and four clients, spread over them.
type cluster struct {
	*testing.T
	ctx     context.Context
	servers []*socketio.Server
	clients map[string]*client.Socket
	sockets map[string]*socketio.Socket
}

var names = []string{"Alice", "Bob", "Carol", "Dave"}

func start(t *testing.T, nodes int, open func(*testing.T, int, *socketio.Namespace) socketio.Adapter) *cluster {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	c := &cluster{T: t, ctx: ctx, clients: map[string]*client.Socket{}, sockets: map[string]*socketio.Socket{}}
	var urls []string
	for node := range nodes {
		io := socketio.New(socketio.Config{Adapter: func(n *socketio.Namespace) socketio.Adapter { return open(t, node, n) }})
		io.OnConnection(func(s *socketio.Socket) {
			s.On("answer", func(e *socketio.Event) { e.Ack(e.Args...) })
		})
		server := httptest.NewServer(io)
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			io.Close(ctx)
			server.Close()
		})
		c.servers = append(c.servers, io)
		urls = append(urls, server.URL)
	}
	for i, name := range names {
		connection, err := client.Dial(ctx, urls[i%nodes], client.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { connection.Close() })
		s, err := connection.Join(ctx, "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		c.clients[name] = s
		for c.sockets[name] == nil { // the reply may be there before the list
			c.sockets[name] = c.servers[i%nodes].Socket(s.ID())
		}
	}
	c.join("Alice", "red")
	c.join("Bob", "red", "blue")
	c.join("Carol", "blue")
	return c
}

func (c *cluster) join(name string, rooms ...string) { c.sockets[name].Join(rooms...) }

// node is the server that a client is connected to.
func (c *cluster) node(name string) *socketio.Server { return c.sockets[name].Namespace().Server() }

// received tells who has the event ev, once for each copy. The event "end"
// which everybody gets behind it says that nothing more will come.
func (c *cluster) received(from *socketio.Server, ev string) string {
	c.Helper()
	from.Emit("end")
	var who []string
	for _, name := range names {
		for {
			e, err := c.clients[name].Receive(c.ctx)
			if err != nil {
				c.Fatalf("%s: %v", name, err)
			}
			if e.Name == "end" {
				break
			}
			if e.Name == ev {
				who = append(who, name)
			}
		}
	}
	return strings.Join(who, " ")
}

func (c *cluster) want(from *socketio.Server, what string, err error, want string) {
	c.Helper()
	if err != nil {
		c.Errorf("%s: %v", what, err)
	}
	if got := c.received(from, "ev"); got != want {
		c.Errorf("%s: received by %q, want %q", what, got, want)
	}
}

func rooms(c *cluster) {
	bob := c.sockets["Bob"]
	for _, step := range []struct {
		do   func()
		want []string
	}{
		{func() {}, []string{bob.ID(), "red", "blue"}},
		{func() { bob.Join("green", "red") }, []string{bob.ID(), "red", "blue", "green"}},
		{func() { bob.Leave("red"); bob.Leave("nowhere") }, []string{bob.ID(), "blue", "green"}},
		{func() { bob.Leave(bob.ID()) }, []string{"blue", "green"}},
		{func() { bob.Join(bob.ID()) }, []string{"blue", "green", bob.ID()}},
	} {
		step.do()
		if got := bob.Rooms(); !slices.Equal(got, step.want) {
			c.Errorf("rooms %q, want %q", got, step.want)
		}
	}
	c.clients["Bob"].Disconnect()
	for bob.Rooms() != nil && len(bob.Rooms()) > 0 {
		time.Sleep(time.Millisecond)
	}
	bob.Join("late")
	if got := bob.Rooms(); len(got) != 0 {
		c.Errorf("a disconnected socket is in %q", got)
	}
}

func broadcast(c *cluster) {
	for _, io := range c.servers {
		alice, bob := c.sockets["Alice"].ID(), c.sockets["Bob"].ID()
		c.want(io, "everybody", io.Emit("ev"), "Alice Bob Carol Dave")
		c.want(io, "a room", io.To("red").Emit("ev"), "Alice Bob")
		c.want(io, "two rooms", io.To("red").To("blue").Emit("ev"), "Alice Bob Carol")
		c.want(io, "a room twice", io.To("red", "red").Emit("ev"), "Alice Bob")
		c.want(io, "except", io.Except("red").Emit("ev"), "Carol Dave")
		c.want(io, "a room except another", io.To("red").Except("blue").Emit("ev"), "Alice")
		c.want(io, "nobody", io.To("nowhere").Emit("ev"), "")
		c.want(io, "an empty list", io.To().Emit("ev"), "Alice Bob Carol Dave")
		c.want(io, "an id", io.To(bob).Emit("ev"), "Bob")
		c.want(io, "all but an id", io.Except(alice).Emit("ev"), "Bob Carol Dave")
	}
	io := c.node("Alice")
	c.want(io, "broadcast", c.sockets["Alice"].Broadcast().Emit("ev"), "Bob Carol Dave")
	c.want(io, "socket.to", c.sockets["Alice"].To("red").Emit("ev"), "Bob")
	var local []string
	for _, name := range names {
		if c.node(name) == io {
			local = append(local, name)
		}
	}
	c.want(io, "local", io.Local().Emit("ev"), strings.Join(local, " "))
}

func binary(c *cluster) {
	c.servers[0].To("blue").Emit("bin", []byte{0, 255}, map[string]any{"deep": []byte("x")})
	for _, name := range []string{"Bob", "Carol"} {
		e, err := c.clients[name].Receive(c.ctx)
		if err != nil {
			c.Fatal(err)
		}
		var first []byte
		var second struct{ Deep []byte }
		if err := e.Args.Bind(&first, &second); err != nil || string(first) != "\x00\xff" || string(second.Deep) != "x" {
			c.Errorf("%s: %q %q %v", name, first, second.Deep, err)
		}
	}
}

func answers(c *cluster) {
	for _, name := range names {
		go func() {
			for {
				e, err := c.clients[name].Receive(c.ctx)
				if err != nil {
					return
				}
				if e.Name == "ask" {
					e.Ack(name, "second")
				}
			}
		}()
	}
	for _, io := range c.servers {
		got, err := io.To("red", "blue").Timeout(patience/2).EmitWithAck(c.ctx, "ask")
		if text := sorted(got); err != nil || text != `["Alice" "Bob" "Carol"]` {
			c.Errorf("answers %s, %v", text, err)
		}
		if got, err = io.To("nowhere").Timeout(patience/2).EmitWithAck(c.ctx, "ask"); err != nil || len(got) != 0 {
			c.Errorf("nobody: %v, %v", got, err)
		}
		got, err = io.To("red").Timeout(50*time.Millisecond).EmitWithAck(c.ctx, "silence")
		if err != socketio.ErrTimeout || len(got) != 0 {
			c.Errorf("silence: %v, %v", got, err)
		}
	}
}

func sorted(answers []socketio.Raw) string {
	var list []string
	for _, a := range answers {
		list = append(list, a.String())
	}
	slices.Sort(list)
	return fmt.Sprint(list)
}

func manySockets(c *cluster) {
	io := c.servers[len(c.servers)-1]
	list, err := io.In("blue").FetchSockets(c.ctx)
	var ids []string
	for _, s := range list {
		ids = append(ids, s.ID())
		if !slices.Contains(s.Rooms(), "blue") {
			c.Errorf("a socket of blue is in %q", s.Rooms())
		}
	}
	want := []string{c.sockets["Bob"].ID(), c.sockets["Carol"].ID()}
	slices.Sort(ids)
	slices.Sort(want)
	if err != nil || !slices.Equal(ids, want) {
		c.Errorf("blue is %q, %v; want %q", ids, err, want)
	}
	if err := io.In("blue").SocketsJoin("green", "yellow"); err != nil {
		c.Error(err)
	}
	c.want(io, "after SocketsJoin", io.To("green").Emit("ev"), "Bob Carol")
	if err := io.Except("red").SocketsLeave("green", "blue"); err != nil {
		c.Error(err)
	}
	c.want(io, "after SocketsLeave", io.To("green", "blue").Emit("ev"), "Bob")
	if err := io.In("yellow").DisconnectSockets(false); err != nil {
		c.Error(err)
	}
	for _, name := range []string{"Bob", "Carol"} {
		if _, err := c.clients[name].Receive(c.ctx); err != client.ErrDisconnected {
			c.Errorf("%s: %v, want a disconnection", name, err)
		}
	}
	if err := c.clients["Alice"].Err(); err != nil {
		c.Errorf("Alice: %v", err)
	}
}

// namespaces: rooms of the same name in two of them have nothing in common.
func namespaces(c *cluster) {
	for _, io := range c.servers {
		io.Of("/other").OnConnection(func(s *socketio.Socket) { s.Join("red") })
	}
	other, err := c.clients["Carol"].Client().Join(c.ctx, "/other", nil)
	if err != nil {
		c.Fatal(err)
	}
	if err := c.clients["Carol"].Client().Barrier(c.ctx); err != nil {
		c.Fatal(err)
	}
	io := c.servers[0]
	c.want(io, "red in the main namespace", io.To("red").Emit("ev"), "Alice Bob")
	io.Of("/other").To("red").Emit("hello")
	if e, err := other.Receive(c.ctx); err != nil || e.Name != "hello" {
		c.Errorf("received %v, %v", e, err)
	}
}
