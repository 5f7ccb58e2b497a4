// Package chat is the chat of the official tutorial: whatever one client writes, everybody receives.
package chat

import "socketlab/labs/socketio"

// Serve answers every client that connects, and writes the proof of life into the log.
func Serve(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		io.Logf("a user connected %s", socket.ID())

		socket.On("chat message", socketio.Args1(func(text string) {
			io.Logf("message: %s", text)
			io.Emit("chat message", text)
		}))

		socket.OnDisconnect(func(reason socketio.Reason) {
			io.Logf("user disconnected %s (%s)", socket.ID(), reason)
		})
	})
}
