package broadcast

import (
	"fmt"

	"socketlab/labs/socketio"
)

// target is what emit can be called on: io, another namespace, a socket, and what to, in, except and broadcast give.
// A nil target is JavaScript's undefined.
type target interface {
	To(rooms ...string) socketio.Emitter
	In(rooms ...string) socketio.Emitter
	Except(rooms ...string) socketio.Emitter
	Emit(event string, args ...any) error
	Send(args ...any) error
}

func bases(io *socketio.Server, socket *socketio.Socket) map[string]target {
	admin := io.Of("/admin")
	return map[string]target{"io": io, "io.sockets": io, `io.of("/")`: io, `io.of("/admin")`: admin, "socket": socket}
}

// aim makes the call as far as its last link. Where JavaScript would throw, the error is the one that it throws.
func aim(call Call, io *socketio.Server, socket *socketio.Socket) (target, error) {
	aimed := bases(io, socket)[call.Base]
	for _, mod := range call.links() {
		if aimed == nil {
			return nil, fmt.Errorf("TypeError: Cannot read properties of undefined (reading '%s')", mod.Name)
		}
		rooms := mod.rooms(socket)
		switch mod.Name {
		case "broadcast":
			aimed = broadcast(aimed)
		case "local", "volatile":
			aimed = flagged(aimed, mod.Name)
		case "to":
			aimed = aimed.To(rooms...)
		case "in":
			aimed = aimed.In(rooms...)
		case "except":
			aimed = aimed.Except(rooms...)
		case "timeout", "emit", "send", "join", "leave", "socketsJoin": // they come last
		default:
			return nil, fmt.Errorf("TypeError: %s is not a function", mod.Name)
		}
	}
	return aimed, nil
}

// broadcast leaves one socket out, so it has to be called on one. There is no io.broadcast.
func broadcast(on target) target {
	if socket, ok := on.(*socketio.Socket); ok {
		return socket.Broadcast()
	}
	return nil
}
