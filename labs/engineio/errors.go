package engineio

import (
	"errors"
	"net/http"
)

// ErrClosed is what Send gives for a session that is closed or closing.
var ErrClosed = errors.New("engineio: session closed")

// What is behind a Reason, as the second argument of Receiver.Closed.
var (
	errSlow      = errors.New("engineio: the client reads too slowly")
	errOverlap   = errors.New("overlap from client")
	errDataOver  = errors.New("data request overlap from client")
	errPollAbort = errors.New("poll connection closed prematurely")
	errDataAbort = errors.New("data request connection closed prematurely")
	errContent   = errors.New("invalid content")
	errDirection = errors.New("invalid heartbeat direction")
	errUTF8      = errors.New("invalid UTF-8 in a text message")
	errTooBig    = errors.New("max payload size exceeded")
)

// The codes of refused requests (connection_error of the official server).
const (
	CodeUnknownTransport   = 0
	CodeUnknownSession     = 1
	CodeBadHandshakeMethod = 2
	CodeBadRequest         = 3
	CodeForbidden          = 4
	CodeUnsupportedVersion = 5
)

// ConnectionError is a refused request.
type ConnectionError struct {
	Request *http.Request
	Code    int    // one of the Code constants
	Message string // what the client is told
	// Name says more about a CodeBadRequest: TRANSPORT_MISMATCH, TRANSPORT_HANDSHAKE_ERROR, PROTOCOL_MISMATCH,
	// INVALID_ORIGIN or ID_GENERATION_ERROR.
	Name string
	Err  error // the cause, if there is one
}

func (e ConnectionError) Error() string { return e.Message }
func (e ConnectionError) Unwrap() error { return e.Err }

// codeMessage is what the client is told unless AllowRequest said something.
func codeMessage(code int) string {
	switch code {
	case CodeUnknownTransport:
		return "Transport unknown"
	case CodeUnknownSession:
		return "Session ID unknown"
	case CodeBadHandshakeMethod:
		return "Bad handshake method"
	case CodeForbidden:
		return "Forbidden"
	case CodeUnsupportedVersion:
		return "Unsupported protocol version"
	}
	return "Bad request"
}
