package rooms

import "socketlab/labs/socketio"

// ServeDeaf is the House with its handler for join switched off: asking is not joining.
func ServeDeaf(io *socketio.Server) {
	Serve(io)
	io.OnConnection(func(socket *socketio.Socket) {
		socket.Off("join")
	})
}
