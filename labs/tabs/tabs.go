// Package tabs is the house where one person may have several tabs: private notes to an id, or to a person.
package tabs

import "socketlab/labs/socketio"

type object map[string]any // an object of JavaScript

// A tab is one client of a person.
type tab struct {
	io     *socketio.Server
	socket *socketio.Socket
	name   string
}

// Serve keeps a room for each person, with all their tabs in it.
func Serve(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		t := open(io, socket)
		socket.Join("user:" + t.name)
		socket.On("private", socketio.Args3(t.toPerson))
		socket.On("other tabs", socketio.Args2(t.toOthers))
	})
}

// ServeIDs knows ids only: a note reaches one tab.
func ServeIDs(io *socketio.Server) {
	io.OnConnection(func(socket *socketio.Socket) {
		t := open(io, socket)
		socket.On("private", socketio.Args3(t.toID))
	})
}

func (t tab) toPerson(name, text string, ack socketio.Ack) {
	note := object{"from": t.name, "text": text}
	t.io.To("user:"+name).Emit("private", note)
	ack(object{"ok": true})
}

func (t tab) toID(id, text string, ack socketio.Ack) {
	note := object{"from": t.name, "text": text}
	t.io.To(id).Emit("private", note)
	ack(object{"ok": true})
}

// toOthers reaches the sender's tabs but for the one that sends.
func (t tab) toOthers(text string, ack socketio.Ack) {
	note := object{"from": t.name, "text": text}
	t.socket.To("user:"+t.name).Emit("private", note)
	ack(object{"ok": true})
}
