// Package recovery is a clock that everybody hears, and what becomes of its ticks for somebody whose line breaks.
package recovery

import (
	"time"

	"socketlab/labs/socketio"
)

const pace = 300 * time.Millisecond

type tick struct {
	N int `json:"n"`
}

// Serve keeps nothing for those who are away.
func Serve(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		greet(io, socket)
	})
	n := 0
	io.Every(pace, func() {
		n++
		io.Emit("tick", tick{n})
	})
}

// greet logs the client's coming and going, and passes on what it writes.
func greet(io *socketio.Server, socket *socketio.Socket) {
	io.Logf("a user connected %s", socket.ID())
	socket.On("chat message", socketio.Args1(func(text string) {
		io.Logf("message: %s", text)
		io.Emit("chat message", text)
	}))
	socket.OnDisconnect(func(reason socketio.Reason) {
		io.Logf("user disconnected %s (%s)", socket.ID(), reason)
	})
}
