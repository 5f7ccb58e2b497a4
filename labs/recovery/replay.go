package recovery

import (
	"sync"

	"socketlab/labs/socketio"
)

const keep = 200 // ticks: one minute

// A diary numbers what is sent, and keeps it for a while.
type diary struct {
	io *socketio.Server

	mu    sync.Mutex // no tick while somebody catches up
	ticks []tick
	n     int
}

// ServeReplay sends again what a client has missed: the client says the last number that it has.
func ServeReplay(io *socketio.Server) {
	d := &diary{io: io}
	io.OnConnection(func(socket *socketio.Socket) {
		greet(io, socket)
		d.catchUp(socket)
	})
	io.Every(pace, d.tick)
}

func (d *diary) tick() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n++
	d.ticks = append(d.ticks, tick{d.n})
	d.ticks = d.ticks[max(0, len(d.ticks)-keep):]
	d.io.To("up to date").Emit("tick", tick{d.n})
}

func (d *diary) catchUp(socket *socketio.Socket) {
	d.mu.Lock()
	defer d.mu.Unlock()
	since, known := lastSeen(socket)
	for _, tick := range d.ticks {
		if known && tick.N > since {
			socket.Emit("tick", tick)
		}
	}
	socket.Join("up to date")
}

// lastSeen is the number that the client brings. Somebody new brings none, and has missed nothing.
func lastSeen(socket *socketio.Socket) (n int, ok bool) {
	var auth struct{ Since *int }
	err := socket.Handshake().Auth.Bind(&auth)
	if err != nil || auth.Since == nil {
		return 0, false
	}
	return *auth.Since, true
}
