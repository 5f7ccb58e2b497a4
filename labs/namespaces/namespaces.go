// Package namespaces is a house with three doors: /chat, /admin with a token, and /boss, which does not exist.
package namespaces

import "socketlab/labs/socketio"

type object map[string]any // a JavaScript object: what most events carry

// Serve opens two namespaces, each with a middleware and a connection handler of its own.
func Serve(io *socketio.Server) {
	io.Of("/chat").Use(needName)
	io.Of("/chat").OnConnection(func(socket *socketio.Socket) { serveChat(io, socket) })

	io.Of("/admin").Use(needToken)
	io.Of("/admin").OnConnection(func(socket *socketio.Socket) { serveAdmin(io, socket) })
}

func needName(socket *socketio.Socket) error {
	if socket.Handshake().Auth.String("name") == "" {
		return &socketio.Error{Message: "say your name"}
	}
	return nil
}

func needToken(socket *socketio.Socket) error {
	if socket.Handshake().Auth.String("token") != "open sesame" {
		return &socketio.Error{Message: "not authorized"}
	}
	return nil
}

func serveChat(io *socketio.Server, socket *socketio.Socket) {
	name := enter(io, socket)
	socket.On("message", socketio.Args1(func(text string) {
		io.Of("/chat").Emit("message", object{"from": name, "text": text})
	}))
}

func serveAdmin(io *socketio.Server, socket *socketio.Socket) {
	name := enter(io, socket)
	socket.On("announce", socketio.Args1(func(text string) {
		io.Of("/chat").Emit("announcement", object{"from": name, "text": text})
	}))
	socket.On("stats", socketio.Args1(func(ack socketio.Ack) {
		ack(object{"admin": len(io.Of("/admin").Sockets()), "chat": len(io.Of("/chat").Sockets())})
	}))
	socket.On("kick", socketio.Args2(func(name string, ack socketio.Ack) {
		io.Of("/chat").In(name).DisconnectSockets(false) // a room of /chat: in /admin the same person stays
		ack(object{"ok": true})
	}))
}

// enter puts everybody into a room with their own name: one room in /chat, another one in /admin.
func enter(io *socketio.Server, socket *socketio.Socket) string {
	name := socket.Handshake().Auth.String("name")
	socket.Join(name)
	io.Logf("a user connected %s to %s", socket.ID(), socket.Namespace().Name())
	socket.OnDisconnect(func(r socketio.Reason) { io.Logf("user disconnected %s (%s)", socket.ID(), r) })
	return name
}
