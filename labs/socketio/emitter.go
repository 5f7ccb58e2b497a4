package socketio

import (
	"context"
	"fmt"
	"slices"
	"time"

	"socketlab/labs/socketio/packet"
)

// Emitter aims a broadcast. It is a value: each method gives a new one, and
// none changes the one before.
type Emitter struct {
	nsp     *Namespace
	target  Target
	timeout time.Duration
	timed   bool
}

// To aims at the members of rooms. Several rooms, also of several calls, are
// united; each socket gets the event once. A socket's id is a room too. Beware:
// no room at all means no restriction, as in the official server.
func (e Emitter) To(rooms ...string) Emitter {
	e.target.Rooms = append(slices.Clip(e.target.Rooms), rooms...)
	return e
}

// In is To.
func (e Emitter) In(rooms ...string) Emitter { return e.To(rooms...) }

// Except leaves the members of rooms out.
func (e Emitter) Except(rooms ...string) Emitter {
	e.target.Except = append(slices.Clip(e.target.Except), rooms...)
	return e
}

// Local stays on this node.
func (e Emitter) Local() Emitter {
	e.target.Local = true
	return e
}

// Volatile drops the event for each client whose transport cannot take it now:
// no poll is pending, or a WebSocket write is still in flight.
func (e Emitter) Volatile() Emitter {
	e.target.Volatile = true
	return e
}

// Compress says whether the packet may be compressed; the default is yes. It
// matters for long polls, and for WebSockets with Engine.PerMessageDeflate.
func (e Emitter) Compress(on bool) Emitter {
	e.target.NoCompress = !on
	return e
}

// Timeout says how long EmitWithAck waits for answers.
func (e Emitter) Timeout(d time.Duration) Emitter {
	e.timeout, e.timed = d, true
	return e
}

// Emit sends an event. It is encoded once for all receivers. The error is about
// the event, a reserved name or a value that cannot be sent, and never about
// receivers.
func (e Emitter) Emit(event string, args ...any) error {
	p, err := newEvent(event, args)
	if err != nil {
		return err
	}
	return e.nsp.adapter.Broadcast(p, e.target)
}

// Send is Emit of the event "message".
func (e Emitter) Send(args ...any) error { return e.Emit("message", args...) }

// EmitWithAck sends an event and waits for the acknowledgement of every
// receiver, of which it keeps the first argument, in order of arrival. Timeout
// or a deadline of ctx is mandatory: when it has passed, the error is
// [ErrTimeout] and the answers are those that came. Without either, that is at
// once. If there is no receiver, there are no answers and no error.
func (e Emitter) EmitWithAck(ctx context.Context, event string, args ...any) ([]Raw, error) {
	p, err := newEvent(event, args)
	if err != nil {
		return nil, err
	}
	if _, has := ctx.Deadline(); e.timed || !has {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, e.timeout, ErrTimeout)
		defer cancel()
	}
	return e.nsp.adapter.BroadcastWithAck(ctx, p, e.target)
}

// FetchSockets lists the sockets aimed at.
func (e Emitter) FetchSockets(ctx context.Context) ([]RemoteSocket, error) {
	return e.nsp.adapter.FetchSockets(ctx, e.target)
}

// SocketsJoin makes the sockets aimed at join rooms.
func (e Emitter) SocketsJoin(rooms ...string) error {
	return e.nsp.adapter.AddSockets(e.target, rooms...)
}

// SocketsLeave makes the sockets aimed at leave rooms.
func (e Emitter) SocketsLeave(rooms ...string) error {
	return e.nsp.adapter.DelSockets(e.target, rooms...)
}

// DisconnectSockets disconnects the sockets aimed at; closeConnection closes
// their connections too.
func (e Emitter) DisconnectSockets(closeConnection bool) error {
	return e.nsp.adapter.DisconnectSockets(e.target, closeConnection)
}

func newEvent(name string, args []any) (*Packet, error) {
	if packet.Reserved(name) {
		return nil, fmt.Errorf("%q %w", name, ErrReserved)
	}
	data, attachments, err := packet.EncodeEvent(name, args)
	if err != nil {
		return nil, fmt.Errorf("emit %q: %w", name, err)
	}
	return &Packet{Type: packet.Event, Name: name, Data: data, Attachments: attachments}, nil
}
