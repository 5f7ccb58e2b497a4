package socketio

import (
	"bytes"
	"encoding/json"
	"errors"

	"socketlab/labs/socketio/packet"
)

// maxPending is how many namespaces of one client may be undecided at a time.
const maxPending = 100

// join is a namespace that a client has asked for.
type join struct {
	namespace string
	auth      Auth
	slow      bool // it may take time: middlewares, a Parent's function, recovery
}

// connect takes a CONNECT packet. It is answered at the end of the read.
func (c *conn) connect(p packet.Packet) {
	name := p.Namespace
	c.mu.Lock()
	pending := 0
	for _, m := range c.members {
		if m.socket == nil || m.socket.state.Load() == statePending {
			pending++
		}
	}
	if c.index(name) >= 0 || pending >= maxPending {
		c.mu.Unlock()
		c.invalid()
		return
	}
	n, parents := c.server.find(name)
	if n == nil && len(parents) == 0 {
		c.mu.Unlock()
		c.refuseUnknown(name)
		return
	}
	c.members = append(c.members, member{namespace: name})
	c.mu.Unlock()

	auth := Auth{}
	if p.Data != nil {
		auth.raw, _ = packet.NewRaw(p.Data)
	}
	recovers := c.server.cfg.Recovery != nil && bytes.Contains(p.Data, []byte(`"pid"`))
	c.wanted = append(c.wanted, join{name, auth, n == nil || recovers || n.hasMiddlewares()})
}

var errInvalidNamespace = &Error{Message: "Invalid namespace"}

// join brings the client into a namespace or tells it why not.
func (c *conn) join(name string, auth Auth) {
	n := c.resolve(name, auth)
	if n == nil {
		c.forget(name, nil)
		c.refuseUnknown(name)
		return
	}
	s := &Socket{nsp: n, conn: c, id: newID(), auth: auth}
	s.setUp()
	c.mu.Lock()
	if i := c.index(name); i >= 0 {
		c.members[i].socket = s
	}
	closed := c.closed
	c.mu.Unlock()
	if closed { // before the socket was there to be told
		s.cancel()
	}

	pid, offset := s.session()
	if pid != "" && c.restore(s, pid, offset) {
		return
	}
	if s.recovered { // expired while the middlewares ran
		s.id, s.pid, s.recovered = newID(), newID(), false
	}
	if err := n.run(s); err != nil {
		c.dismiss(s)
		n.abandon()
		c.refuse(name, err)
		return
	}
	// Rooms come before the reply, so that nobody can be told that the socket
	// is there while it is not; nothing is delivered to it yet.
	n.add(s)
	n.adapter.AddAll(s, s.id)
	if !c.admit(s, nil) {
		n.remove(s)
		c.dismiss(s)
		n.cleanup()
	}
}

// resolve finds the namespace or lets a parent make it, and expects a socket
// there.
func (c *conn) resolve(name string, auth Auth) *Namespace {
	for {
		n, parents := c.server.find(name)
		for _, parent := range parents {
			if n != nil {
				break
			}
			allowed := false
			c.server.guard(nil, "dynamic namespace", func() { allowed = parent.allow(name, auth) })
			if allowed {
				n, _ = c.server.namespace(name, parent)
			}
		}
		if n == nil || n.expect() {
			return n
		}
	}
}

// admit makes a pending socket a connected one, in this order: what it missed,
// the CONNECT reply, its connection handlers, its first event. It reports false
// if the connection is closed.
func (c *conn) admit(s *Socket, missed []*Packet) bool {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return false
	}
	for _, p := range missed {
		c.send(p)
	}
	reply := append(make([]byte, 0, 64), `{"sid":"`...)
	reply = append(reply, s.id...)
	if s.pid != "" {
		reply = append(append(reply, `","pid":"`...), s.pid...)
	}
	s.admission.Lock()
	c.send(&Packet{Type: packet.Connect, Namespace: s.nsp.name, Data: append(reply, `"}`...)})
	s.state.Store(stateConnected)
	s.admission.Unlock()
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	start := c.mail.put(task{kind: taskConnect, socket: s})
	c.mu.Unlock()
	if start {
		c.server.work.start(c.work)
	}
	return true
}

// restore tries to recover the session that the client names. It reports true
// if the answer to the client is decided.
func (c *conn) restore(s *Socket, pid, offset string) bool {
	n := s.nsp
	a, ok := n.adapter.(SessionAdapter)
	if !ok {
		return false
	}
	if c.server.cfg.Recovery.RunMiddlewares {
		session, found := a.Find(s.Context(), pid, offset)
		if !found {
			return false
		}
		s.resume(session)
		if err := n.run(s); err != nil {
			c.dismiss(s)
			n.abandon()
			c.refuse(n.name, err)
			return true
		}
	}
	gone := false
	restored := a.Restore(s.Context(), s, pid, offset, func(session Session, missed []*Packet) bool {
		s.resume(session)
		n.add(s) // before the reply: whoever hears of the socket must find it
		gone = !c.admit(s, missed)
		return !gone
	})
	if gone {
		n.remove(s)
		c.dismiss(s)
		n.cleanup()
	}
	return restored || gone
}

// dismiss forgets a pending socket.
func (c *conn) dismiss(s *Socket) {
	s.state.Store(stateGone)
	s.cancel()
	s.nsp.adapter.DelAll(s)
	c.forget(s.nsp.name, s)
}

// refuseUnknown says that there is no such namespace, in turn: see [mailbox.refuse].
func (c *conn) refuseUnknown(name string) {
	c.mu.Lock()
	inTurn := c.mail.refuse(c, name)
	c.mu.Unlock()
	if !inTurn {
		c.refuse(name, errInvalidNamespace)
	}
}

// refuse answers a CONNECT packet with the reason why not.
func (c *conn) refuse(namespace string, err error) {
	if err == error(errInvalidNamespace) {
		if hook := c.server.hooks.InvalidNamespace; hook != nil {
			hook(c.session.ID(), namespace)
		}
	}
	answer := struct {
		Message string          `json:"message"`
		Data    json.RawMessage `json:"data,omitempty"`
	}{Message: err.Error()}
	if detailed, ok := errors.AsType[*Error](err); ok {
		answer.Message = detailed.Message
		if detailed.Data != nil {
			data, err := packet.EncodeValue(detailed.Data)
			if err != nil {
				c.server.log.Error("socketio: data of a middleware's error", "error", err)
			}
			answer.Data = data
		}
	}
	data, err := packet.EncodeValue(answer)
	if err != nil {
		c.server.log.Error("socketio: refusal", "error", err)
		return
	}
	c.send(&Packet{Type: packet.ConnectError, Namespace: namespace, Data: data})
}
