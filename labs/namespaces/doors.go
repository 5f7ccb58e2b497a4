package namespaces

import "socketlab/labs/socketio"

// needName is the middleware of /chat: an error refuses the client.
func needName(socket *socketio.Socket) error {
	if nameOf(socket) == "" {
		return &socketio.Error{Message: "say your name"}
	}
	return nil
}

// needToken is the middleware of /admin.
func needToken(socket *socketio.Socket) error {
	token := socket.Handshake().Auth.String("token")
	if token != "open sesame" {
		return &socketio.Error{Message: "not authorized"}
	}
	return nil
}

// nameOf is what the client calls itself in its handshake.
func nameOf(socket *socketio.Socket) string {
	return socket.Handshake().Auth.String("name")
}
