package rooms

import (
	"sync"

	"socketlab/labs/socketio"
)

// A register says who was where when last seen.
type register struct {
	mu    sync.Mutex // guards rooms
	rooms map[string][]string
}

// ServeRejoin is the House that brings people back into their rooms when they connect again.
func ServeRejoin(io *socketio.Server) {
	Serve(io)
	known := &register{rooms: map[string][]string{}}
	io.OnConnection(func(socket *socketio.Socket) {
		r := resident{io, socket, nameOf(socket)}
		for _, room := range known.of(r.name) {
			r.join(room, func(...any) {})
		}
		remember := socketio.Args0(func() { known.write(r) })
		socket.On("join", remember) // after the other handler
		socket.On("leave", remember)
	})
}

func (k *register) of(name string) []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.rooms[name]
}

// write keeps the rooms of a resident, but not the one of the id: there will be another id.
func (k *register) write(r resident) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.rooms[r.name] = nil
	for _, room := range r.socket.Rooms() {
		if room != r.socket.ID() {
			k.rooms[r.name] = append(k.rooms[r.name], room)
		}
	}
}
