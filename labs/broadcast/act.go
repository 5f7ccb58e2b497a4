package broadcast

import (
	"context"
	"fmt"

	"socketlab/labs/socketio"
)

// act makes the last link of a call, usually emit; what came before is on.
func act(ctx context.Context, on target, call Call, note func() object) ([]any, error) {
	last := call.last()
	switch last.Name {
	case "emit":
		if call.waits() {
			return emitWithAck(ctx, on, call.timeout(), call.Event, note())
		}
		return nil, on.Emit(call.Event, note())
	case "send":
		return nil, on.Send(note())
	case "join", "leave":
		if socket, ok := on.(*socketio.Socket); ok {
			move(socket, last)
			return nil, nil
		}
	case "socketsJoin":
		if on, ok := on.(interface{ SocketsJoin(...string) error }); ok {
			return nil, on.SocketsJoin(last.Rooms...)
		}
	}
	return nil, fmt.Errorf("TypeError: target.%s is not a function", last.Name)
}

func move(socket *socketio.Socket, last Mod) {
	for _, room := range last.Rooms {
		if last.Name == "join" {
			socket.Join(room)
		} else {
			socket.Leave(room)
		}
	}
}
