package rooms

import "socketlab/labs/socketio"

// disconnecting runs while the socket is still in its rooms.
func (r resident) disconnecting(reason socketio.Reason) {
	for _, room := range r.socket.Rooms() {
		note := object{"name": r.name, "room": room}
		r.socket.To(room).Emit("left", note)
	}
}

// disconnected runs when it has left them all.
func (r resident) disconnected(reason socketio.Reason) {
	r.io.Logf("user disconnected %s (%s)", r.socket.ID(), reason)
}

// nameOf is what the client calls itself in its handshake.
func nameOf(socket *socketio.Socket) string {
	return socket.Handshake().Auth.String("name")
}
