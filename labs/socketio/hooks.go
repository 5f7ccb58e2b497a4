package socketio

// Hooks are optional functions that see what happens and what is decided. They
// are called without any lock held, from several goroutines at once; for one
// socket they are in order. They must be short. A nil function costs nothing.
type Hooks struct {
	// Connect sees a socket that was admitted, before its connection handlers.
	Connect func(*Socket)
	// Disconnect sees a socket that is gone, after its disconnect handlers.
	Disconnect func(*Socket, Reason)
	// Middleware sees what the middlewares of a namespace decided about a
	// socket: err is nil if it was admitted. Without middlewares there is no
	// call.
	Middleware func(s *Socket, err error)
	// InvalidNamespace sees a client that asked for a namespace which does not
	// exist. engine is the id of the connection.
	InvalidNamespace func(engine, namespace string)

	// CreateRoom and DeleteRoom see the first socket of a room and the last
	// one go; the room of each socket's own id counts too.
	CreateRoom func(n *Namespace, room string)
	DeleteRoom func(n *Namespace, room string)
	// Join and Leave see a socket's rooms change. Disconnecting leaves them
	// all.
	Join  func(s *Socket, room string)
	Leave func(s *Socket, room string)

	// Event sees an event before its handlers; listeners is how many there
	// are. An event that a middleware of the socket refuses is not seen.
	Event func(e *Event, listeners int)
	// Delivery sees each event for each socket that will get it, just before
	// it is queued. args must not be changed.
	Delivery func(s *Socket, event string, args Args)
	// Ack sees each acknowledgement: out is true when the server gives it, and
	// event is then what it answers. A client's answer carries a number alone;
	// event is "".
	Ack func(s *Socket, event string, id uint64, out bool, args Args)
	// Error sees what went wrong in a handler or a packet of the socket: what
	// OnError is told.
	Error func(s *Socket, err error)
}
