package socketio

import (
	"context"

	"socketlab/labs/socketio/packet"
)

// Packet is one Socket.IO packet, as adapters pass it on.
type Packet = packet.Packet

// Target says whom a broadcast is for.
type Target struct {
	// Rooms are united; each socket counts once. None at all means everybody.
	Rooms []string
	// Except are taken away again.
	Except []string
	// Local keeps the broadcast on this node.
	Local bool
	// Volatile drops the packet for clients that cannot take it now.
	Volatile bool
	// NoCompress asks for the packet to be sent as it is.
	NoCompress bool
}

// Adapter keeps which socket of a namespace is in which room, and carries
// broadcasts to them: [Memory] within this process, others between processes.
// Package adaptertest has the test that every adapter must pass. All methods
// are safe for concurrent use.
type Adapter interface {
	// AddAll puts a socket into rooms. After DelAll it does nothing.
	AddAll(s *Socket, rooms ...string)
	// Del takes a socket out of a room.
	Del(s *Socket, room string)
	// DelAll takes a socket out of all its rooms for good.
	DelAll(s *Socket)
	// SocketRooms lists the rooms of a socket in the order of joining.
	SocketRooms(s *Socket) []string

	// Broadcast sends an event. The packet has no namespace yet.
	Broadcast(p *Packet, t Target) error
	// BroadcastWithAck sends an event and gathers the first argument of each
	// answer until all are there or ctx ends; then it returns what it has, with
	// ErrTimeout.
	BroadcastWithAck(ctx context.Context, p *Packet, t Target) ([]Raw, error)
	// FetchSockets lists the sockets that the target means.
	FetchSockets(ctx context.Context, t Target) ([]RemoteSocket, error)
	// AddSockets makes the sockets that the target means join rooms.
	AddSockets(t Target, rooms ...string) error
	// DelSockets makes them leave rooms.
	DelSockets(t Target, rooms ...string) error
	// DisconnectSockets disconnects them.
	DisconnectSockets(t Target, closeConnection bool) error
	// Close frees what the adapter holds.
	Close() error
}

// SessionAdapter is the second interface of an adapter that can keep the state
// of lost connections. Without it there is no recovery.
type SessionAdapter interface {
	// EmitTo sends an event to one socket, which need not be connected yet, and
	// keeps it like a broadcast.
	EmitTo(s *Socket, p *Packet, t Target) error
	// Suspend announces that the connection of a socket was lost. It calls end,
	// in one step with regard to broadcasts, and does nothing if that reports
	// false.
	Suspend(s *Socket, end func() bool) bool
	// Persist announces that the handlers of a suspended socket are done: now
	// its rooms and its data are final.
	Persist(s *Socket)
	// Find looks for the session that a client names, and says whether Restore
	// would succeed. It waits for a session that is suspended but not persisted.
	Find(ctx context.Context, pid, offset string) (Session, bool)
	// Restore gives a session back, in one step with regard to broadcasts: admit
	// is called with the packets that the client missed, and what it sends comes
	// before all that is emitted later. If it reports true, the socket is in the
	// rooms of its session.
	Restore(ctx context.Context, s *Socket, pid, offset string, admit func(Session, []*Packet) bool) bool
}

// Session is what outlives a connection.
type Session struct {
	ID    string // the socket's
	PID   string // private: whoever knows it is the client
	Rooms []string
	Data  any
}

// ServerSideEmitter is the interface of an adapter that knows other nodes.
type ServerSideEmitter interface {
	ServerSideEmit(event string, args []any) error
}

// RemoteSocket is a socket that may be on another node.
type RemoteSocket interface {
	ID() string
	Handshake() *Handshake
	Rooms() []string
	Data() any
	Emit(event string, args ...any) error
	Join(rooms ...string)
	Leave(room string)
	Disconnect(closeConnection bool)
}

var _ RemoteSocket = (*Socket)(nil)
