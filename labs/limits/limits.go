// Package limits is the Gate: a chat that takes whatever comes, and one that looks at it first.
package limits

import "socketlab/labs/socketio"

type object map[string]any // an object of JavaScript

// ServeOff passes on whatever comes.
func ServeOff(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		logLife(io, socket)
		socket.On("chat message", socketio.Args2(
			func(value socketio.Raw, ack socketio.Ack) {
				io.Emit("chat message", value)
				ack(object{"ok": true})
			}))
	})
}

// Serve passes on texts, under the name that the connection has.
func Serve(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		logLife(io, socket)
		name := socket.Handshake().Auth.String("name")
		g := &gate{io: io, name: name, left: atOnce}
		socket.On("chat message", socketio.Args2(g.message))
	})
}

// ServeOrigin lets no page of another site in, besides.
func ServeOrigin(io *socketio.Server) {
	io.Use(ownPages)
	Serve(io)
}

// logLife writes a line when a client has come, and one when it has gone.
func logLife(io *socketio.Server, socket *socketio.Socket) {
	io.Logf("a user connected %s", socket.ID())
	socket.OnDisconnect(func(reason socketio.Reason) {
		io.Logf("user disconnected %s (%s)", socket.ID(), reason)
	})
}
