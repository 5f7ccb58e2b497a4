package broadcast

import (
	"slices"
	"time"

	"socketlab/labs/socketio"
)

// Call is a call of the Node API in parts: io.to("red").emit("note") has the base io, one Mod and the event note.
type Call struct {
	As    string `json:"as,omitempty"` // the name of the person whose socket is meant; "" means the one who asks
	Base  string `json:"base"`         // io, socket or io.of("/admin")
	Mods  []Mod  `json:"mods"`
	Event string `json:"event"`          // "" if the last Mod is the end of the call, such as join
	Ack   bool   `json:"ack,omitempty"`  // emit was given a callback
	Then  *Call  `json:"then,omitempty"` // the next line of the handler
}

// Mod is one link between base and emit, such as .to("red").
type Mod struct {
	Name  string   `json:"name"`            // broadcast, to, in, except, timeout, local, volatile; or a last link
	Rooms []string `json:"rooms,omitempty"` // of to, in, except, join …; "socket.id" stands for that socket's id
	MS    int      `json:"ms,omitempty"`    // of timeout
}

// timeout is how long the call waits for answers, 0 if it does not.
func (c Call) timeout() (d time.Duration) {
	for _, mod := range c.Mods {
		d = max(d, time.Duration(mod.MS)*time.Millisecond)
	}
	return d
}

func (m Mod) rooms(socket *socketio.Socket) []string {
	rooms := slices.Clone(m.Rooms)
	if i := slices.Index(rooms, "socket.id"); i >= 0 {
		rooms[i] = socket.ID()
	}
	return rooms
}
