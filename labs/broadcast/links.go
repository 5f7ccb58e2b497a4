package broadcast

import (
	"slices"

	"socketlab/labs/socketio"
)

// waits tells whether the call has a callback.
func (c Call) waits() bool {
	return c.Ack || slices.ContainsFunc(c.Mods, func(m Mod) bool { return m.Name == "timeout" })
}

// links are the call's links, emit too if it ends with that.
func (c Call) links() []Mod {
	if c.Event == "" {
		return c.Mods
	}
	return append(slices.Clone(c.Mods), Mod{Name: "emit"})
}

// last is the link that does something.
func (c Call) last() Mod {
	if links := c.links(); len(links) > 0 {
		return links[len(links)-1]
	}
	return Mod{}
}

// flagged is on.local or on.volatile.
func flagged(on target, flag string) target {
	switch on := on.(type) {
	case interface {
		Local() socketio.Emitter
		Volatile() socketio.Emitter
	}: // io, another namespace, or what to and the like give
		if flag == "local" {
			return on.Local()
		}
		return on.Volatile()
	case *socketio.Socket:
		if flag == "local" {
			return on.Local()
		}
		return on.Volatile()
	}
	return on
}
