package broadcast

import "socketlab/labs/socketio"

// ServeHouse is the Switchboard in a house with a kitchen and a garden: where people stand when they connect, and how
// they move.
func ServeHouse(io *socketio.Server) {
	Serve(io)
	rooms := map[string][]string{"Alice": {"kitchen"}, "Carol": {"kitchen", "garden"}, "Dave": {"garden"}}

	io.OnConnection(func(socket *socketio.Socket) {
		name := socket.Handshake().Auth.String("name")
		socket.Join(rooms[name]...)

		socket.On("join", socketio.Args2(func(room string, ack socketio.Ack) {
			socket.Join(room)
			ack(object{"ok": true})
		}))
		socket.On("leave", socketio.Args2(func(room string, ack socketio.Ack) {
			socket.Leave(room)
			ack(object{"ok": true})
		}))
	})
}
