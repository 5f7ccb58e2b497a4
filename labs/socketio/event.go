package socketio

import (
	"context"
	"fmt"

	"socketlab/labs/socketio/packet"
)

// Raw is one argument as it came; see [packet.Raw]. Emitted again it keeps its
// bytes.
type Raw = packet.Raw

// Args are the arguments of an event or an acknowledgement. Those that a
// client sent are [Raw].
type Args = packet.Args

// Ack acknowledges an event. Only the first call counts. It is never nil: if
// the client wants no acknowledgement, it does nothing.
type Ack func(args ...any)

// Event is what a handler gets.
type Event struct {
	Name   string
	Args   Args
	Ack    Ack
	Socket *Socket

	packet packet.Packet
}

// WantsAck reports whether the client asked for an acknowledgement.
func (e *Event) WantsAck() bool { return e.packet.HasID }

// Bind decodes the arguments into what targets point to, one after the other;
// see [packet.Args.Bind].
func (e *Event) Bind(targets ...any) error {
	if err := e.Args.Bind(targets...); err != nil {
		return fmt.Errorf("event %q: %w", e.Name, err)
	}
	return nil
}

// Context ends when the socket is disconnected.
func (e *Event) Context() context.Context { return e.Socket.Context() }

// Handler handles an event. Make one from a function with typed parameters by
// [Args0] to [Args4].
type Handler func(*Event)

func noAck(...any) {}

// Args0 makes a Handler of a function without parameters.
func Args0(fn func()) Handler {
	return func(*Event) { fn() }
}

// Args1 makes a Handler of a function with one parameter. The arguments are
// decoded by the rules of encoding/json; a missing one is the zero value; []byte
// takes binary data and [Raw] takes anything. A parameter of type [Ack] is
// filled with the acknowledgement. If an argument is of the wrong type the
// function is not called, and OnError is told.
func Args1[A any](fn func(A)) Handler {
	return func(e *Event) {
		var a A
		if e.fill(&a) {
			fn(a)
		}
	}
}

// Args2 makes a Handler of a function with two parameters; see [Args1].
func Args2[A, B any](fn func(A, B)) Handler {
	return func(e *Event) {
		var a A
		var b B
		if e.fill(&a, &b) {
			fn(a, b)
		}
	}
}

// Args3 makes a Handler of a function with three parameters; see [Args1].
func Args3[A, B, C any](fn func(A, B, C)) Handler {
	return func(e *Event) {
		var a A
		var b B
		var c C
		if e.fill(&a, &b, &c) {
			fn(a, b, c)
		}
	}
}

// Args4 makes a Handler of a function with four parameters; see [Args1].
func Args4[A, B, C, D any](fn func(A, B, C, D)) Handler {
	return func(e *Event) {
		var a A
		var b B
		var c C
		var d D
		if e.fill(&a, &b, &c, &d) {
			fn(a, b, c, d)
		}
	}
}

// fill decodes one argument into each target. It reports false, after telling
// OnError, if one does not fit.
func (e *Event) fill(targets ...any) bool {
	i := 0
	for _, target := range targets {
		if ack, ok := target.(*Ack); ok {
			*ack = e.Ack
			continue
		}
		if err := e.Args.At(i).Bind(target); err != nil {
			e.Socket.fail(fmt.Errorf("event %q: argument %d: %w", e.Name, i+1, err))
			return false
		}
		i++
	}
	return true
}
