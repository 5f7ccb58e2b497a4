package socketio

import (
	"errors"
	"fmt"

	"socketlab/labs/engineio"
)

// Reason says why a socket was disconnected, in the words of the official
// server.
type Reason = engineio.Reason

// The reasons that a server-side socket may hear.
const (
	ClientDisconnect   Reason = "client namespace disconnect" // the client called disconnect()
	ServerDisconnect   Reason = "server namespace disconnect" // the server did
	ServerShuttingDown Reason = engineio.ServerShuttingDown
	PingTimeout        Reason = engineio.PingTimeout
	TransportClose     Reason = engineio.TransportClose
	TransportError     Reason = engineio.TransportError
	ParseError         Reason = engineio.ParseError        // a bad Engine.IO packet
	ForcedClose        Reason = engineio.ForcedClose       // a bad Socket.IO packet, or a client that floods
	ForcedServerClose  Reason = engineio.ForcedServerClose // no namespace joined in time; no socket hears it
)

var (
	// ErrTimeout is what EmitWithAck gives when an answer did not come in time.
	ErrTimeout = errors.New("operation has timed out")
	// ErrDisconnected is what EmitWithAck gives when the socket is, or gets,
	// disconnected.
	ErrDisconnected = errors.New("socket has been disconnected")
	// ErrReserved is behind the error of Emit for a name that the libraries use
	// themselves.
	ErrReserved = errors.New("is a reserved event name")
)

// Error is what a middleware returns to tell the client more than a message:
// Data arrives as err.data. Any other error arrives with its text only.
type Error struct {
	Message string
	Data    any
}

func (e *Error) Error() string { return e.Message }

// PanicError is a panic of a handler, as told to OnError.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap gives the value, if the handler panicked with an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
