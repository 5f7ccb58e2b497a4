package rooms

import (
	"regexp"
	"slices"

	"socketlab/labs/socketio"
)

// guarded is a resident of a house where not everybody may do everything.
type guarded struct{ resident }

// ServeGuarded is the House with a guard before join and say.
func ServeGuarded(io *socketio.Server) {
	Serve(io)
	io.OnConnection(func(socket *socketio.Socket) {
		g := guarded{resident{io, socket, nameOf(socket)}}
		socket.Off("join", "say")
		socket.On("join", socketio.Args2(g.join))
		socket.On("say", socketio.Args3(g.say))
	})
}

func (g guarded) join(room string, ack socketio.Ack) {
	if !invited(g.name, room) {
		ack(object{"ok": false, "why": "not invited"})
		return
	}
	g.resident.join(room, ack)
}

func (g guarded) say(room, text string, ack socketio.Ack) {
	if !slices.Contains(g.socket.Rooms(), room) {
		ack(object{"ok": false, "why": "not a member"})
		return
	}
	g.resident.say(room, text, ack)
}

// roomName keeps people out of rooms that are an id: those are private.
var roomName = regexp.MustCompile(`^[a-z]{1,20}$`)

// guests are the people invited to a room. Others are open to everybody.
var guests = map[string][]string{
	"attic": {"Alice", "Bob"},
}

func invited(name, room string) bool {
	if !roomName.MatchString(room) {
		return false
	}
	list, closed := guests[room]
	return !closed || slices.Contains(list, name)
}
