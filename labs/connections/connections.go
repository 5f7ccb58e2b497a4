// Package connections is the House log: nobody says anything, and the log tells who comes and who goes.
package connections

import (
	"time"

	"socketlab/labs/socketio"
)

type object map[string]any // an object of JavaScript

// Serve writes a line when a client has come, and one when it has gone.
func Serve(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		io.Logf("a user connected %s", socket.ID())

		socket.OnDisconnect(func(reason socketio.Reason) {
			io.Logf("user disconnected %s (%s)", socket.ID(), reason)
		})
	})
}

// ServeClock speaks every second as well, and nobody has asked.
func ServeClock(io *socketio.Server) {
	Serve(io)
	n := 0
	io.Every(time.Second, func() {
		n++
		io.Emit("tick", object{"n": n})
	})
}
