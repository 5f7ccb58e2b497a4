// Package rooms is the House: clients ask to join, leave and speak, and the server does it for them.
package rooms

import "socketlab/labs/socketio"

type object map[string]any // an object of JavaScript

// A resident is one client that is connected to io.
type resident struct {
	io     *socketio.Server
	socket *socketio.Socket
	name   string
}

// Serve gives every client that connects its handlers.
func Serve(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		io.Logf("a user connected %s", socket.ID())
		r := resident{io, socket, nameOf(socket)}
		socket.On("join", socketio.Args2(r.join))
		socket.On("leave", socketio.Args2(r.leave))
		socket.On("say", socketio.Args3(r.say))
		socket.On("where", socketio.Args1(r.where))
		socket.OnDisconnecting(r.disconnecting)
		socket.OnDisconnect(r.disconnected)
	})
}

func (r resident) join(room string, ack socketio.Ack) {
	r.socket.Join(room)
	note := object{"name": r.name, "room": room}
	r.socket.To(room).Emit("arrived", note)
	ack(object{"ok": true})
}

func (r resident) leave(room string, ack socketio.Ack) {
	r.socket.Leave(room)
	note := object{"name": r.name, "room": room}
	r.socket.To(room).Emit("left", note)
	ack(object{"ok": true})
}

func (r resident) say(room, text string, ack socketio.Ack) {
	note := object{"from": r.name, "room": room, "text": text}
	r.io.To(room).Emit("said", note)
	ack(object{"ok": true})
}

func (r resident) where(ack socketio.Ack) {
	ack(r.socket.Rooms())
}
