package client_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"time"

	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

func ExampleDial() {
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.On("hello", socketio.Args2(func(name string, ack socketio.Ack) { ack("hello " + name) }))
	})
	server := httptest.NewServer(io)
	defer server.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	defer io.Close(ctx)

	for _, transport := range []string{"websocket", "polling"} {
		c, err := client.Dial(ctx, server.URL, client.Options{Transport: transport})
		if err != nil {
			fmt.Println(err)
			return
		}
		alice, err := c.Join(ctx, "/", nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		answer, err := alice.EmitWithAck(ctx, "hello", "Alice")
		fmt.Println(answer, err)
		io.Emit("news")
		event, err := alice.Receive(ctx)
		fmt.Println(event, err)
		c.Close()
	}
	// Output:
	// ["hello Alice"] <nil>
	// ["news"] <nil>
	// ["hello Alice"] <nil>
	// ["news"] <nil>
}
