package broadcast

import (
	"errors"
	"slices"

	"socketlab/labs/socketio"
)

// ServeColours is the Switchboard with the rooms red and blue, and another room red in /admin.
func ServeColours(io *socketio.Server) {
	Serve(io)
	stand(io.Of("/"), map[string][]string{"Alice": {"red"}, "Bob": {"red", "blue"}, "Carol": {"blue"}})
	stand(io.Of("/admin"), map[string][]string{"Dave": {"red"}})
}

// ServeStaff is the Switchboard with a room ops in each namespace, and a doorkeeper at /admin.
func ServeStaff(io *socketio.Server) {
	Serve(io)
	stand(io.Of("/"), map[string][]string{"Alice": {"ops"}})
	stand(io.Of("/admin"), map[string][]string{"Carol": {"ops"}})
	io.Of("/admin").Use(func(socket *socketio.Socket) error {
		if !slices.Contains([]string{"Carol", "Dave"}, socket.Handshake().Auth.String("name")) {
			return errors.New("staff only")
		}
		return nil
	})
}

// ServeTabs is the Switchboard with a room for each user, where all of the user's tabs are.
func ServeTabs(io *socketio.Server) {
	Serve(io)
	io.OnConnection(func(socket *socketio.Socket) {
		socket.Join("user:" + socket.Handshake().Auth.String("name"))
	})
}

// stand says in which rooms people are when they connect.
func stand(namespace *socketio.Namespace, rooms map[string][]string) {
	namespace.OnConnection(func(socket *socketio.Socket) {
		socket.Join(rooms[socket.Handshake().Auth.String("name")]...)
	})
}
