package socketio_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"socketlab/labs/engineio"
	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// The zero value is the configuration of the official server; what is set here differs from it.
func ExampleConfig() {
	io := socketio.New(socketio.Config{
		ConnectTimeout: 5 * time.Second,
		Recovery:       &socketio.Recovery{MaxDisconnectionDuration: time.Minute},
		Engine: engineio.Config{
			PingInterval: 10 * time.Second,
			CORS:         &engineio.CORS{Origins: []string{"https://example.com"}},
			AllowRequest: func(r *http.Request) error {
				if r.Header.Get("Authorization") == "" {
					return errors.New("who are you?")
				}
				return nil
			},
		},
	})
	server := httptest.NewServer(io)
	defer server.Close()
	defer io.Close(context.Background())
	_, err := client.Dial(context.Background(), server.URL, client.Options{})
	fmt.Println(err != nil)
	c, _ := client.Dial(context.Background(), server.URL, client.Options{Header: http.Header{"Authorization": {"Alice"}}})
	alice, _ := c.Join(context.Background(), "/", nil)
	fmt.Println(alice.PID() != "")
	// Output:
	// true
	// true
}

// Close says goodbye to everybody, sends what was queued, and waits for the handlers.
func ExampleServer_Close() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.OnDisconnect(func(reason socketio.Reason) { fmt.Println(reason) })
	})
	server := httptest.NewServer(io)
	c, _ := client.Dial(context.Background(), server.URL, client.Options{})
	c.Join(context.Background(), "/", nil)

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := io.Close(ctx) // first this, for its WebSockets are not the http.Server's any more
	server.Close()
	fmt.Println(err)
	// Output:
	// server shutting down
	// <nil>
}

// The function decides about names. Who may join is what Use is for.
func ExampleServer_OfFunc() {
	io := socketio.New(socketio.Config{})
	orders := io.OfFunc(func(name string, _ socketio.Auth) bool {
		return strings.HasPrefix(name, "/order-")
	})
	orders.Use(func(socket *socketio.Socket) error {
		if socket.Handshake().Auth.String("token") != "secret" {
			return &socketio.Error{Message: "not yours"}
		}
		return nil
	})
	join, stop := serve(io)
	defer stop()
	_, err := join("/order-1", nil)
	fmt.Println(err)
	_, err = join("/order-1", map[string]string{"token": "secret"})
	fmt.Println(err, len(orders.Children()))
	// Output:
	// not yours
	// <nil> 1
}

// Auth is what the client's option of that name holds.
func ExampleSocket_Handshake() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		var who struct {
			Name  string
			Rooms []string
		}
		if err := socket.Handshake().Auth.Bind(&who); err != nil {
			socket.Disconnect(true)
			return
		}
		socket.SetData(who.Name)
		socket.Join(who.Rooms...)
		io.To("kitchen").Emit("hello", socket.Data())
	})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", map[string]any{"name": "Alice", "rooms": []string{"kitchen"}})
	print("alice", alice)
	// Output:
	// alice ["hello","Alice"]
}

// A middleware of a socket sees each of its events; the client is not told of a refusal.
func ExampleSocket_Use() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.OnAny(func(e *socketio.Event) { fmt.Println("came:", e.Name) })
		socket.Use(func(e *socketio.Event) error {
			if e.Name == "admin" {
				return errors.New("not for you")
			}
			return nil
		})
		socket.OnError(func(err error) { fmt.Println(err) })
		socket.On("admin", socketio.Args0(func() { fmt.Println("never") }))
		socket.On("hello", socketio.Args1(func(ack socketio.Ack) { ack() }))
	})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	alice.Emit("admin")
	alice.EmitWithAck(context.Background(), "hello")
	// Output:
	// came: admin
	// not for you
	// came: hello
}

// Everybody but the sender.
func ExampleSocket_Broadcast() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.On("typing", socketio.Args1(func(name string) {
			socket.Broadcast().Emit("typing", name)
			socket.Emit("you", name)
		}))
	})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	bob, _ := join("/", nil)
	alice.Emit("typing", "Alice")
	print("bob", bob)
	print("alice", alice)
	// Output:
	// bob ["typing","Alice"]
	// alice ["you","Alice"]
}

func ExampleSocket_Timeout() {
	io := socketio.New(socketio.Config{})
	done := make(chan error)
	io.OnConnection(func(socket *socketio.Socket) {
		_, err := socket.Timeout(10*time.Millisecond).EmitWithAck(socket.Context(), "are you there?")
		done <- err
	})
	join, stop := serve(io)
	defer stop()
	join("/", nil)
	fmt.Println(<-done)
	// Output:
	// operation has timed out
}

// A client that cannot take it now misses it, and nothing is kept for it.
func ExampleEmitter_Volatile() {
	io := socketio.New(socketio.Config{})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	alice.Client().Barrier(context.Background())
	time.Sleep(10 * time.Millisecond) // nothing is on its way to her
	io.Volatile().Emit("position", 1, 2)
	print("alice", alice)
	// Output:
	// alice ["position",1,2]
}

// What is done to many sockets at once.
func ExampleNamespace_FetchSockets() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.SetData(socket.Handshake().Auth.String("name"))
	})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", map[string]string{"name": "Alice"})
	alice.Client().Barrier(context.Background())

	io.SocketsJoin("kitchen")
	sockets, _ := io.In("kitchen").FetchSockets(context.Background())
	for _, s := range sockets {
		fmt.Println(s.Data(), len(s.Rooms()))
	}
	io.In("kitchen").DisconnectSockets(false)
	print("alice", alice)
	// Output:
	// Alice 2
	// alice disconnected by the server
}

// Hooks see what happens and what is decided.
func ExampleHooks() {
	gone := make(chan struct{})
	io := socketio.New(socketio.Config{Hooks: &socketio.Hooks{
		Connect: func(s *socketio.Socket) { fmt.Println("connect", s.Namespace().Name()) },
		Event:   func(e *socketio.Event, listeners int) { fmt.Println(e.Name, listeners) },
		Disconnect: func(_ *socketio.Socket, reason socketio.Reason) {
			fmt.Println(reason)
			close(gone)
		},
	}})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	alice.Emit("hello")
	alice.Disconnect()
	<-gone
	// Output:
	// connect /
	// hello 0
	// client namespace disconnect
}
