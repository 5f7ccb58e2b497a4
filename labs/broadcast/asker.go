package broadcast

import (
	"fmt"

	"socketlab/labs/socketio"
)

// callOf is the call that a client brings in its handshake, nil if there is none.
func callOf(asker *socketio.Socket) *Call {
	var auth struct {
		Call *Call `json:"call"`
	}
	if asker.Handshake().Auth.Bind(&auth) != nil {
		return nil
	}
	return auth.Call
}

// socketOf finds the socket of the person called name in the asker's namespace.
func socketOf(name string, asker *socketio.Socket) (*socketio.Socket, error) {
	if name == "" {
		return asker, nil
	}
	for _, socket := range asker.Namespace().Sockets() {
		if socket.Handshake().Auth.String("name") == name {
			return socket, nil
		}
	}
	return nil, fmt.Errorf("nobody here is called %s", name)
}
