package socketio

import (
	"sync"
	"sync/atomic"
	"time"

	"socketlab/labs/engineio"
	"socketlab/labs/socketio/packet"
)

// conn is one client: an Engine.IO session and the namespaces joined over it.
// It is the session's Receiver: what is read is decoded here, acknowledgements
// find whoever waits for them at once, and events go into the mailbox.
type conn struct {
	server  *Server
	session *engineio.Session
	asking  atomic.Int32 // EmitWithAck calls that wait for this client

	// Only the engine's calls to Message and EndOfRead touch these.
	decoder packet.Decoder
	wanted  []join // namespaces that were asked for in this read
	ended   bool   // a packet was refused: what came with it does not count

	mu      sync.Mutex // guards what follows
	closed  bool
	members []member
	timer   *time.Timer // of ConnectTimeout; nil once a namespace was joined
	mail    mailbox
}

var _ interface {
	engineio.Receiver
	engineio.ReadEnder
} = (*conn)(nil)

// member is a namespace that was asked for. While it is not decided yet, socket
// is nil or pending.
type member struct {
	namespace string
	socket    *Socket
}

// open makes the Receiver of a new session.
func (s *Server) open(session *engineio.Session) engineio.Receiver {
	c := &conn{server: s, session: session}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = time.AfterFunc(s.cfg.ConnectTimeout, func() { session.Close(engineio.ForcedServerClose) })
	return c
}

// Message takes the next message of the client.
func (c *conn) Message(m engineio.Message) {
	p, ok, err := c.decoder.Add(m.Data, m.Binary)
	if err != nil {
		c.broken(err)
		return
	}
	if !ok {
		return
	}
	if p.Type == packet.Connect {
		c.connect(p)
		return
	}
	s := c.joined(p.Namespace)
	switch {
	case s == nil || p.Type == packet.ConnectError:
		c.invalid()
	case p.Type == packet.Event && p.Data == nil:
		// It has no name. The official server lets it pass, the specification
		// does not.
		c.broken(packet.ErrPayload)
	case p.Type == packet.Ack:
		s.acknowledged(&p)
	case p.Type == packet.Disconnect:
		s.end(ClientDisconnect)
	default:
		c.post(task{kind: taskEvent, socket: s, event: s.newEvent(p)}, len(m.Data))
	}
}

// EndOfRead is called by the engine after it has delivered all that came in
// one piece, such as the body of a POST. Only now the namespaces that were asked
// for are joined: what came together with a CONNECT cannot depend on it.
func (c *conn) EndOfRead() {
	if len(c.wanted) == 0 {
		return
	}
	wanted := c.wanted
	c.wanted = nil
	if c.ended {
		return
	}
	for _, j := range wanted {
		if j.slow {
			c.server.work.start(func() { c.join(j.namespace, j.auth) })
		} else {
			c.join(j.namespace, j.auth)
		}
	}
}

// invalid ends the connection because of a packet that the client has no right
// to send now. Unlike a broken one it is no error for OnError.
func (c *conn) invalid() {
	c.ended = true
	c.session.Close(engineio.ForcedClose)
}

// joined finds the socket of a namespace. It gives nil if the client has no
// right to use it yet, before the CONNECT reply.
func (c *conn) joined(namespace string) *Socket {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := c.index(namespace); i >= 0 {
		if s := c.members[i].socket; s != nil && s.state.Load() == stateConnected {
			return s
		}
	}
	return nil
}

// index needs mu.
func (c *conn) index(namespace string) int {
	for i := range c.members {
		if c.members[i].namespace == namespace {
			return i
		}
	}
	return -1
}

// forget takes a namespace off the list, unless it has been joined anew.
func (c *conn) forget(namespace string, s *Socket) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := c.index(namespace); i >= 0 && c.members[i].socket == s {
		last := len(c.members) - 1
		c.members[i] = c.members[last]
		c.members[last] = member{}
		c.members = c.members[:last]
	}
}

// sockets are those that have joined.
func (c *conn) sockets() []*Socket {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := make([]*Socket, 0, len(c.members))
	for _, m := range c.members {
		if m.socket != nil {
			list = append(list, m.socket)
		}
	}
	return list
}

// broken ends the connection because of a bad packet.
func (c *conn) broken(err error) {
	c.ended = true
	for _, s := range c.sockets() {
		if s.state.Load() == stateConnected {
			c.post(task{kind: taskError, socket: s, err: err}, 0)
		}
	}
	c.session.Close(engineio.ForcedClose)
}

// Closed is the end of the connection: all its sockets are disconnected.
func (c *conn) Closed(reason engineio.Reason, _ error) {
	c.mu.Lock()
	c.closed = true
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	c.mail.wake()
	c.mu.Unlock()
	for _, s := range c.sockets() {
		if !s.end(reason) {
			s.cancel() // a middleware may be at it still
		}
	}
}

// disconnectAll is disconnect(true): every namespace is left, then the
// connection closes.
func (c *conn) disconnectAll() {
	for _, s := range c.sockets() {
		s.kick()
	}
	c.session.Close(engineio.ForcedServerClose)
}

// send queues a packet.
func (c *conn) send(p *Packet) error {
	return c.session.Send(batch(p, false))
}

// answer sends an acknowledgement: at once, unless more of the client's events wait, whose answers may go with it.
func (c *conn) answer(p *Packet) {
	c.mu.Lock()
	last := c.mail.waiting == 0
	c.mu.Unlock()
	if last {
		c.session.Answer(batch(p, false))
	} else {
		c.session.Send(batch(p, false))
	}
}

// batch encodes a packet, once for any number of receivers.
func batch(p *Packet, noCompress bool) *engineio.Batch {
	var b *engineio.Batch
	if len(p.Attachments) == 0 {
		b = engineio.NewBatch(engineio.Message{Data: p.Text()})
	} else {
		messages := make([]engineio.Message, 1, 1+len(p.Attachments))
		messages[0].Data = p.Text()
		for _, data := range p.Attachments {
			messages = append(messages, engineio.Message{Data: data, Binary: true})
		}
		b = engineio.NewBatch(messages...)
	}
	if noCompress {
		b.Uncompressed()
	}
	return b
}
