package socketio_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"regexp"
	"time"

	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// serve starts a server for an example; stop ends it.
func serve(io *socketio.Server) (join func(namespace string, auth any) (*client.Socket, error), stop func()) {
	server := httptest.NewServer(io)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	join = func(namespace string, auth any) (*client.Socket, error) {
		c, err := client.Dial(ctx, server.URL, client.Options{})
		if err != nil {
			return nil, err
		}
		return c.Join(ctx, namespace, auth)
	}
	return join, func() {
		io.Close(ctx)
		server.Close()
		cancel()
	}
}

// print shows the next event of a client.
func print(who string, s *client.Socket) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	e, err := s.Receive(ctx)
	if err != nil {
		fmt.Println(who, err)
		return
	}
	fmt.Println(who, e)
}

func Example() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.On("chat message", socketio.Args1(func(text string) {
			io.Emit("chat message", text)
		}))
	})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	bob, _ := join("/", nil)
	alice.Emit("chat message", "hello")
	print("alice", alice)
	print("bob", bob)
	// Output:
	// alice ["chat message","hello"]
	// bob ["chat message","hello"]
}

// The acknowledgement is the last parameter, as in JavaScript.
func ExampleArgs2() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.On("join", socketio.Args2(func(room string, ack socketio.Ack) {
			socket.Join(room)
			socket.To(room).Emit("arrived", room)
			ack("welcome")
		}))
	})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	bob, _ := join("/", nil)
	alice.EmitWithAck(context.Background(), "join", "kitchen")
	answer, _ := bob.EmitWithAck(context.Background(), "join", "kitchen")
	fmt.Println("bob", answer)
	print("alice", alice)
	// Output:
	// bob ["welcome"]
	// alice ["arrived","kitchen"]
}

func ExampleSocket_EmitWithAck() {
	io := socketio.New(socketio.Config{})
	done := make(chan string)
	io.OnConnection(func(socket *socketio.Socket) {
		answer, err := socket.EmitWithAck(socket.Context(), "who are you?")
		var name string
		if err == nil {
			err = answer.Bind(&name)
		}
		done <- fmt.Sprint(name, " ", err)
	})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	question, _ := alice.Receive(context.Background())
	question.Ack("Alice")
	fmt.Println(<-done)
	// Output:
	// Alice <nil>
}

func ExampleEmitter_EmitWithAck() {
	io := socketio.New(socketio.Config{})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	go func() {
		question, _ := alice.Receive(context.Background())
		question.Ack("here")
	}()
	answers, err := io.Timeout(5*time.Second).EmitWithAck(context.Background(), "anybody?")
	fmt.Println(answers, err)
	// Output:
	// ["here"] <nil>
}

func ExampleNamespace_Use() {
	io := socketio.New(socketio.Config{})
	io.Of("/admin").Use(func(socket *socketio.Socket) error {
		if socket.Handshake().Auth.String("token") != "secret" {
			return &socketio.Error{Message: "not authorized", Data: "try again"}
		}
		return nil
	})
	join, stop := serve(io)
	defer stop()
	_, err := join("/admin", nil)
	refusal, _ := errors.AsType[*client.ConnectError](err)
	fmt.Println(refusal.Message, string(refusal.Data))
	_, err = join("/admin", map[string]string{"token": "secret"})
	fmt.Println(err)
	// Output:
	// not authorized "try again"
	// <nil>
}

func ExampleServer_OfRegexp() {
	io := socketio.New(socketio.Config{})
	io.OfRegexp(regexp.MustCompile(`^/tenant-\w+$`)).OnConnection(func(socket *socketio.Socket) {
		socket.Emit("hello", socket.Namespace().Name())
	})
	join, stop := serve(io)
	defer stop()
	acme, _ := join("/tenant-acme", nil)
	print("acme", acme)
	_, err := join("/other", nil)
	fmt.Println(err)
	// Output:
	// acme ["hello","/tenant-acme"]
	// Invalid namespace
}

// Several rooms are united, and a socket in both gets the event once.
func ExampleEmitter_To() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.Join("red", "blue")
	})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	alice.Client().Barrier(context.Background())
	io.To("red").To("blue").Emit("note", 1)
	io.To("red").Except("blue").Emit("note", 2)
	io.Emit("note", 3)
	print("alice", alice)
	print("alice", alice)
	// Output:
	// alice ["note",1]
	// alice ["note",3]
}

// Raw takes an argument as it came; passed on it keeps its bytes.
func ExampleRaw() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.On("relay", socketio.Args1(func(anything socketio.Raw) {
			io.Emit("relayed", anything)
		}))
	})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	alice.Emit("relay", []any{1.50, "two", []byte{3}})
	print("alice", alice)
	// Output:
	// alice ["relayed",[1.5,"two",{"_placeholder":true,"num":0}]]
}

func ExampleSocket_OnDisconnecting() {
	io := socketio.New(socketio.Config{})
	done := make(chan struct{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.Join("kitchen")
		socket.OnDisconnecting(func(reason socketio.Reason) {
			fmt.Println(reason, len(socket.Rooms()))
		})
		socket.OnDisconnect(func(reason socketio.Reason) {
			fmt.Println(reason, len(socket.Rooms()))
			close(done)
		})
	})
	join, stop := serve(io)
	defer stop()
	alice, _ := join("/", nil)
	alice.Disconnect()
	<-done
	// Output:
	// client namespace disconnect 2
	// client namespace disconnect 0
}
