package tabs

import "socketlab/labs/socketio"

// open is what every tab begins with. In earnest the name would be checked: see the lesson on middlewares.
func open(io *socketio.Server, socket *socketio.Socket) tab {
	name := socket.Handshake().Auth.String("name")
	io.Logf("a user connected %s", socket.ID())
	socket.OnDisconnect(func(reason socketio.Reason) {
		io.Logf("user disconnected %s (%s)", socket.ID(), reason)
	})
	return tab{io, socket, name}
}
