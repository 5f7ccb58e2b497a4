// Package wire is the Mailbox once more, and small enough to follow it frame by frame.
package wire

import "socketlab/labs/socketio"

// Serve passes messages on in the main namespace, and lets people into /admin.
func Serve(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		logLife(io, socket)
		relay := func(text string, ack socketio.Ack) {
			io.Emit("chat message", text)
			ack("ok")
		}
		socket.On("chat message", socketio.Args2(relay))
	})
	io.Of("/admin").OnConnection(func(socket *socketio.Socket) {
		logLife(io, socket)
	})
}

// logLife writes a line when a client has come, and one when it has gone.
func logLife(io *socketio.Server, socket *socketio.Socket) {
	namespace := socket.Namespace().Name()
	io.Logf("a user connected %s to %s", socket.ID(), namespace)
	socket.OnDisconnect(func(reason socketio.Reason) {
		io.Logf("user disconnected %s (%s)", socket.ID(), reason)
	})
}
