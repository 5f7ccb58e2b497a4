// Package emit is the Mailbox: a client's message reaches the server, and what happens to it then is up to the server.
package emit

import "socketlab/labs/socketio"

// ServeOff has the relay off: the server reads the message and sends nothing.
func ServeOff(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		logLife(io, socket)
		socket.On("chat message", socketio.Args1(func(text string) {
			io.Logf("message: %s", text)
		}))
	})
}

// ServeOne answers one client, the one whose message it is.
func ServeOne(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		logLife(io, socket)
		socket.On("chat message", socketio.Args1(func(text string) {
			io.Logf("message: %s", text)
			socket.Emit("chat message", text)
		}))
	})
}

// ServeAll tells everybody, the sender included.
func ServeAll(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		logLife(io, socket)
		socket.On("chat message", socketio.Args1(func(text string) {
			io.Logf("message: %s", text)
			io.Emit("chat message", text)
		}))
	})
}

// logLife writes a line when a client has come, and one when it has gone.
func logLife(io *socketio.Server, socket *socketio.Socket) {
	io.Logf("a user connected %s", socket.ID())
	socket.OnDisconnect(func(reason socketio.Reason) {
		io.Logf("user disconnected %s (%s)", socket.ID(), reason)
	})
}
