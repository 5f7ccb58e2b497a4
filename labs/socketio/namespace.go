package socketio

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Middleware decides whether a socket may join a namespace. An error refuses
// it and is told to the client, see [Error]. It may take its time: other
// namespaces of the same client go on meanwhile.
type Middleware func(*Socket) error

// Namespace is a channel of its own within the connections: handlers, rooms and
// middlewares of one namespace know nothing of another. Its methods are safe
// for concurrent use.
type Namespace struct {
	server  *Server
	name    string
	parent  *Parent
	adapter Adapter
	ids     atomic.Uint64 // of acknowledgements, common to all sockets
	watched atomic.Bool   // some socket has, or had, OnAnyOutgoing listeners

	mu           sync.Mutex // guards what follows; user code is never called with it held
	sockets      map[string]*Socket
	joining      int // sockets that are not yet in sockets
	middlewares  []Middleware
	onConnection []func(*Socket)
	gatherings   map[uint64]*gathering
}

func newNamespace(s *Server, name string, parent *Parent) *Namespace {
	n := &Namespace{server: s, name: name, parent: parent}
	n.sockets = make(map[string]*Socket)
	n.adapter = s.cfg.Adapter(n)
	return n
}

// Name begins with a slash; "/" is the main namespace.
func (n *Namespace) Name() string { return n.name }

// Server is the server that the namespace belongs to.
func (n *Namespace) Server() *Server { return n.server }

// Adapter is what keeps the rooms.
func (n *Namespace) Adapter() Adapter { return n.adapter }

// Use adds a middleware. They run in order, once for each socket that wants to
// join; the first error refuses it.
func (n *Namespace) Use(m Middleware) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.middlewares = append(slices.Clip(n.middlewares), m)
}

// OnConnection adds a handler for sockets that have joined. The client has its
// CONNECT reply queued already, and none of its events is handled before the
// handler returns.
func (n *Namespace) OnConnection(fn func(*Socket)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.onConnection = append(slices.Clip(n.onConnection), fn)
}

// Sockets are the sockets of this node, in no order.
func (n *Namespace) Sockets() []*Socket {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := make([]*Socket, 0, len(n.sockets))
	for _, s := range n.sockets {
		list = append(list, s)
	}
	return list
}

// Socket is the socket with that id on this node, nil if there is none.
func (n *Namespace) Socket(id string) *Socket {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sockets[id]
}

// all is the Emitter to everybody.
func (n *Namespace) all() Emitter { return Emitter{nsp: n} }

// Emit sends an event to everybody in the namespace.
func (n *Namespace) Emit(event string, args ...any) error { return n.all().Emit(event, args...) }

// Send is Emit of the event "message".
func (n *Namespace) Send(args ...any) error { return n.all().Send(args...) }

// To aims at rooms; see [Emitter.To].
func (n *Namespace) To(rooms ...string) Emitter { return n.all().To(rooms...) }

// In is To.
func (n *Namespace) In(rooms ...string) Emitter { return n.all().To(rooms...) }

// Except leaves rooms out.
func (n *Namespace) Except(rooms ...string) Emitter { return n.all().Except(rooms...) }

// Local stays on this node.
func (n *Namespace) Local() Emitter { return n.all().Local() }

// Volatile drops the event for clients that cannot take it now.
func (n *Namespace) Volatile() Emitter { return n.all().Volatile() }

// Compress says whether the packet may be compressed.
func (n *Namespace) Compress(on bool) Emitter { return n.all().Compress(on) }

// Timeout says how long EmitWithAck waits for answers.
func (n *Namespace) Timeout(d time.Duration) Emitter { return n.all().Timeout(d) }

// EmitWithAck sends an event to everybody and waits for the answers; see
// [Emitter.EmitWithAck].
func (n *Namespace) EmitWithAck(ctx context.Context, event string, args ...any) ([]Raw, error) {
	return n.all().EmitWithAck(ctx, event, args...)
}

// FetchSockets lists the sockets of all nodes.
func (n *Namespace) FetchSockets(ctx context.Context) ([]RemoteSocket, error) {
	return n.all().FetchSockets(ctx)
}

// SocketsJoin makes all sockets join rooms.
func (n *Namespace) SocketsJoin(rooms ...string) error { return n.all().SocketsJoin(rooms...) }

// SocketsLeave makes all sockets leave rooms.
func (n *Namespace) SocketsLeave(rooms ...string) error { return n.all().SocketsLeave(rooms...) }

// DisconnectSockets disconnects all sockets; closeConnection closes their
// connections too.
func (n *Namespace) DisconnectSockets(closeConnection bool) error {
	return n.all().DisconnectSockets(closeConnection)
}

// ServerSideEmit sends an event to the other nodes. The in-memory adapter knows
// of none: it says so in the log and does nothing.
func (n *Namespace) ServerSideEmit(event string, args ...any) error {
	if event == "connect" || event == "connection" || event == "new_namespace" {
		return fmt.Errorf("%q %w", event, ErrReserved)
	}
	if a, ok := n.adapter.(ServerSideEmitter); ok {
		return a.ServerSideEmit(event, args)
	}
	n.server.log.Warn("socketio: this adapter does not support ServerSideEmit", "namespace", n.name, "event", event)
	return nil
}

// observed reports whether somebody wants to see what is sent.
func (n *Namespace) observed() bool { return n.server.hooks.Delivery != nil || n.watched.Load() }

// run asks the middlewares.
func (n *Namespace) run(s *Socket) (err error) {
	n.mu.Lock()
	middlewares := n.middlewares
	n.mu.Unlock()
	if len(middlewares) == 0 {
		return nil
	}
	for _, m := range middlewares {
		if !n.server.guard(s, "middleware", func() { err = m(s) }) {
			// What went wrong inside is none of the client's business.
			err = &Error{Message: "internal server error"}
		}
		if err != nil {
			break
		}
	}
	if hook := n.server.hooks.Middleware; hook != nil {
		hook(s, err)
	}
	return err
}

// connected runs the connection handlers.
func (n *Namespace) connected(s *Socket) {
	if hook := n.server.hooks.Connect; hook != nil {
		hook(s)
	}
	n.mu.Lock()
	listeners := n.onConnection
	n.mu.Unlock()
	for _, fn := range listeners {
		n.server.guard(s, "connection", func() { fn(s) })
	}
}

// hasMiddlewares reports whether admitting a socket may take time.
func (n *Namespace) hasMiddlewares() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.middlewares) > 0
}

// expect counts a socket that is about to join, so that the namespace is not
// cleaned up under it. It reports false if it has been already.
func (n *Namespace) expect() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.sockets == nil {
		return false
	}
	n.joining++
	return true
}

// add makes an expected socket a member.
func (n *Namespace) add(s *Socket) {
	n.mu.Lock()
	n.joining--
	n.sockets[s.id] = s
	n.mu.Unlock()
}

// abandon takes back expect.
func (n *Namespace) abandon() {
	n.mu.Lock()
	n.joining--
	n.mu.Unlock()
	n.cleanup()
}

func (n *Namespace) remove(s *Socket) {
	n.mu.Lock()
	if n.sockets[s.id] == s {
		delete(n.sockets, s.id)
	}
	n.mu.Unlock()
}

// cleanup forgets an empty child of a dynamic namespace.
func (n *Namespace) cleanup() {
	if n.parent == nil || !n.server.cfg.CleanupEmptyChildNamespaces {
		return
	}
	n.server.mu.Lock()
	n.mu.Lock()
	empty := len(n.sockets) == 0 && n.joining == 0 && n.sockets != nil
	if empty {
		n.sockets = nil
		delete(n.server.namespaces, n.name)
	}
	n.mu.Unlock()
	n.server.mu.Unlock()
	if empty {
		n.parent.disown(n)
		n.adapter.Close()
	}
}
