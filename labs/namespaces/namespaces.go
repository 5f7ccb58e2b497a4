// Package namespaces is a house with three doors: /chat, /admin with a token, and /boss, which does not exist.
package namespaces

import "socketlab/labs/socketio"

type object map[string]any // an object of JavaScript

type house struct{ io *socketio.Server }

// Serve opens two namespaces, each with a middleware and a connection handler of its own.
func Serve(io *socketio.Server) {
	h := house{io}
	io.Of("/chat").Use(needName)
	io.Of("/chat").OnConnection(h.enterChat)

	io.Of("/admin").Use(needToken)
	io.Of("/admin").OnConnection(h.enterAdmin)
}

func (h house) enterChat(socket *socketio.Socket) {
	h.log(socket)
	socket.On("message", socketio.Args1(func(text string) {
		note := object{"from": nameOf(socket), "text": text}
		h.io.Of("/chat").Emit("message", note)
	}))
}

func (h house) enterAdmin(socket *socketio.Socket) {
	h.log(socket)
	socket.On("announce", socketio.Args1(func(text string) {
		note := object{"from": nameOf(socket), "text": text}
		h.io.Of("/chat").Emit("announcement", note)
	}))
	socket.On("stats", socketio.Args1(h.stats))
	socket.On("kick", socketio.Args2(h.kick))
}

func (h house) stats(ack socketio.Ack) {
	chat := h.io.Of("/chat").Sockets()
	admin := h.io.Of("/admin").Sockets()
	ack(object{"admin": len(admin), "chat": len(chat)})
}

// kick ends somebody's sockets in /chat. In /admin the same person stays.
func (h house) kick(name string, ack socketio.Ack) {
	for _, socket := range h.io.Of("/chat").Sockets() {
		if nameOf(socket) == name {
			socket.Disconnect(false)
		}
	}
	ack(object{"ok": true})
}

func (h house) log(socket *socketio.Socket) {
	namespace := socket.Namespace().Name()
	h.io.Logf("a user connected %s to %s", socket.ID(), namespace)
	socket.OnDisconnect(func(reason socketio.Reason) {
		h.io.Logf("user disconnected %s (%s)", socket.ID(), reason)
	})
}
