package socketio

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// Parent is the common part of dynamic namespaces: its middlewares and handlers
// are copied to each child when the child is made, and what it emits goes to
// the sockets of all children.
type Parent struct {
	*Namespace // not in the server's table: it has no sockets of its own

	allow func(name string, auth Auth) bool

	mu       sync.Mutex   // guards what follows
	children []*Namespace // in the order in which they were made, as broadcasts reach them
}

func newParent(s *Server, allow func(string, Auth) bool) *Parent {
	p := &Parent{allow: allow}
	p.Namespace = &Namespace{server: s, name: "/_parent"}
	p.Namespace.sockets = make(map[string]*Socket)
	p.Namespace.adapter = parentAdapter{p}
	return p
}

// Children are the namespaces that exist, in the order in which they were made.
func (p *Parent) Children() []*Namespace {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.children)
}

// adopt copies what every child has.
func (p *Parent) adopt(n *Namespace) {
	p.Namespace.mu.Lock()
	middlewares, listeners := p.Namespace.middlewares, p.Namespace.onConnection
	p.Namespace.mu.Unlock()
	n.mu.Lock()
	n.middlewares = append(slices.Clone(middlewares), n.middlewares...)
	n.onConnection = append(slices.Clone(listeners), n.onConnection...)
	n.mu.Unlock()
	p.mu.Lock()
	p.children = append(p.children, n)
	p.mu.Unlock()
}

func (p *Parent) disown(n *Namespace) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.children = slices.DeleteFunc(p.children, func(child *Namespace) bool { return child == n })
}

// ErrParent is what a Parent answers to what only a real namespace can do.
var ErrParent = errors.New("not supported by the parent of dynamic namespaces")

// parentAdapter hands broadcasts to the children.
type parentAdapter struct{ p *Parent }

func (a parentAdapter) Broadcast(pk *Packet, t Target) error {
	var errs []error
	for _, n := range a.p.Children() {
		copied := *pk
		errs = append(errs, n.adapter.Broadcast(&copied, t))
	}
	return errors.Join(errs...)
}

func (a parentAdapter) BroadcastWithAck(context.Context, *Packet, Target) ([]Raw, error) {
	return nil, ErrParent
}

func (a parentAdapter) FetchSockets(context.Context, Target) ([]RemoteSocket, error) {
	return nil, ErrParent
}

func (a parentAdapter) AddAll(*Socket, ...string)                  {}
func (a parentAdapter) Del(*Socket, string)                        {}
func (a parentAdapter) DelAll(*Socket)                             {}
func (a parentAdapter) SocketRooms(*Socket) []string               { return nil }
func (a parentAdapter) AddSockets(t Target, rooms ...string) error { return ErrParent }
func (a parentAdapter) DelSockets(t Target, rooms ...string) error { return ErrParent }
func (a parentAdapter) DisconnectSockets(Target, bool) error       { return ErrParent }
func (a parentAdapter) Close() error                               { return nil }
