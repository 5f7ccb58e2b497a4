package socketio

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"socketlab/labs/engineio"
	"socketlab/labs/socketio/packet"
)

// The states of a socket, in order.
const (
	statePending   uint32 = iota // the middlewares have not decided
	stateConnected               // broadcasts reach it
	stateClosing                 // the client has left; what it sent before is still handled
	stateGone                    // nothing of it is handled any more
)

// Socket is one client in one namespace, on the server's side. Its methods are
// safe for concurrent use. Its handlers run one at a time and in order, those
// of the same client's other namespaces included; one that blocks keeps nobody
// else waiting.
type Socket struct {
	id, pid   string
	nsp       *Namespace
	conn      *conn
	auth      Auth
	issued    time.Time
	recovered bool
	state     atomic.Uint32
	watched   atomic.Bool // there are OnAnyOutgoing listeners
	leaving   atomic.Bool // the handlers of disconnecting run

	rooms membership // guarded by the adapter

	admission sync.Mutex // held from the CONNECT reply until state is connected; nothing is locked under it but the engine's

	mu       sync.Mutex // guards what follows
	data     any
	acks     map[uint64]chan *Packet // closed when the socket is gone
	handlers *handlers               // nil until the first is added
	ctx      context.Context         // nil until somebody asks
	stop     context.CancelCauseFunc
	reason   error // why ctx ended
}

func (s *Socket) setUp() {
	s.issued = time.Now()
	if s.nsp.server.cfg.Recovery != nil {
		s.pid = newID()
	}
}

// awaitAdmission returns when a pending socket is not between its CONNECT reply
// and stateConnected: a client that knows it is in must not miss a broadcast.
func (s *Socket) awaitAdmission() {
	s.admission.Lock()
	defer s.admission.Unlock()
}

// session is what the client sent to have its state recovered.
func (s *Socket) session() (pid, offset string) {
	if s.nsp.server.cfg.Recovery == nil {
		return "", ""
	}
	var claim struct {
		PID    json.RawMessage `json:"pid"`
		Offset json.RawMessage `json:"offset"`
	}
	// Strings only: anything else is the application's own.
	if s.auth.Bind(&claim) != nil || !isString(claim.PID) || claim.Offset != nil && !isString(claim.Offset) {
		return "", ""
	}
	_ = json.Unmarshal(claim.PID, &pid)
	if claim.Offset != nil {
		_ = json.Unmarshal(claim.Offset, &offset)
	}
	return pid, offset
}

func isString(b []byte) bool { return len(b) > 0 && b[0] == '"' }

// resume makes the socket the one that was lost.
func (s *Socket) resume(session Session) {
	s.id, s.pid, s.recovered = session.ID, session.PID, true
	s.SetData(session.Data)
}

// ID is the public name of the socket, a room of its own too. It is another one
// in each namespace and, unless recovered, after each reconnection.
func (s *Socket) ID() string { return s.id }

// Namespace is the one that was joined.
func (s *Socket) Namespace() *Namespace { return s.nsp }

// Handshake is how the socket came to be.
func (s *Socket) Handshake() *Handshake {
	return newHandshake(s.conn.session.Request(), s.issued, s.auth)
}

// Request is the HTTP request that opened the connection: its method, URL,
// header, host, address and TLS state.
func (s *Socket) Request() *http.Request { return s.conn.session.Request() }

// Session is the connection, which the client's other namespaces share.
func (s *Socket) Session() *engineio.Session { return s.conn.session }

// Connected reports whether the client is in the namespace.
func (s *Socket) Connected() bool { return s.state.Load() == stateConnected }

// Recovered reports whether the socket has its id, rooms and data from before a
// lost connection.
func (s *Socket) Recovered() bool { return s.recovered }

// Rooms lists the rooms of the socket, its own id included, in the order of
// joining. It is empty after disconnection.
func (s *Socket) Rooms() []string {
	if s.state.Load() == stateGone && !s.leaving.Load() {
		return nil // Disconnect was called, and its handlers are still to come
	}
	return s.nsp.adapter.SocketRooms(s)
}

// Join puts the socket into rooms. The client is told nothing. After
// disconnection it does nothing.
func (s *Socket) Join(rooms ...string) {
	if s.state.Load() != stateGone {
		s.nsp.adapter.AddAll(s, rooms...)
	}
}

// Leave takes the socket out of a room.
func (s *Socket) Leave(room string) { s.nsp.adapter.Del(s, room) }

// Data is what SetData put there: nil at first.
func (s *Socket) Data() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.data
}

// SetData keeps something with the socket. Connection state recovery brings it
// back.
func (s *Socket) SetData(data any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = data
}

// Context ends when the socket is disconnected; [context.Cause] is then
// [ErrDisconnected].
func (s *Socket) Context() context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == nil {
		s.ctx, s.stop = context.WithCancelCause(context.Background())
		if s.reason != nil {
			s.stop(s.reason)
		}
	}
	return s.ctx
}

// cancel ends the context and every wait for an acknowledgement.
func (s *Socket) cancel() {
	s.mu.Lock()
	s.reason = ErrDisconnected
	stop, acks := s.stop, s.acks
	s.acks = nil
	s.mu.Unlock()
	if stop != nil {
		stop(ErrDisconnected)
	}
	for _, answer := range acks {
		close(answer)
	}
}

// Disconnect leaves the namespace. The handlers of disconnecting and disconnect
// run with the reason "server namespace disconnect"; events that came but are
// not handled yet are dropped. With closeConnection the client leaves all its
// namespaces and the connection is closed.
func (s *Socket) Disconnect(closeConnection bool) {
	switch {
	case !s.Connected():
	case closeConnection:
		s.conn.disconnectAll()
	default:
		s.kick()
	}
}

// kick disconnects because the server wants to.
func (s *Socket) kick() {
	if s.end(ServerDisconnect) {
		s.conn.send(&Packet{Type: packet.Disconnect, Namespace: s.nsp.name})
	}
}

// end makes a connected socket a disconnected one. Broadcasts do not reach it
// any more, but it stays in its rooms until its handlers have run.
func (s *Socket) end(reason Reason) bool {
	next := stateClosing
	if reason == ServerDisconnect {
		next = stateGone
	}
	leave := func() bool { return s.state.CompareAndSwap(stateConnected, next) }
	if a, ok := s.sessions(); ok && recoverable(reason) {
		if !a.Suspend(s, leave) {
			return false
		}
	} else if !leave() {
		return false
	}
	s.nsp.remove(s)
	s.cancel()
	s.conn.forget(s.nsp.name, s)
	s.conn.post(task{kind: taskDisconnect, socket: s, reason: reason}, 0)
	return true
}

// leave runs the handlers of a disconnected socket and takes it out of its
// rooms.
func (s *Socket) leave(reason Reason) {
	server := s.nsp.server
	h := s.snapshot()
	s.leaving.Store(true)
	for _, fn := range h.disconnecting {
		server.guard(s, "disconnecting", func() { fn(reason) })
	}
	if recoverable(reason) {
		if a, ok := s.sessions(); ok {
			a.Persist(s)
		}
	}
	s.leaving.Store(false)
	s.nsp.adapter.DelAll(s)
	s.nsp.cleanup()
	s.state.Store(stateGone)
	for _, fn := range h.disconnect {
		server.guard(s, "disconnect", func() { fn(reason) })
	}
	if hook := server.hooks.Disconnect; hook != nil {
		hook(s, reason)
	}
}

// sessions is the adapter if it can recover sockets and is to do so.
func (s *Socket) sessions() (a SessionAdapter, ok bool) {
	if s.nsp.server.cfg.Recovery == nil {
		return nil, false
	}
	a, ok = s.nsp.adapter.(SessionAdapter)
	return a, ok
}

// recoverable reports whether a client that was lost this way may come back.
func recoverable(reason Reason) bool {
	switch reason {
	case TransportError, TransportClose, ForcedClose, PingTimeout, ServerShuttingDown, ForcedServerClose:
		return true
	}
	return false
}
