package socketio

import (
	"context"
	"fmt"
	"time"

	"socketlab/labs/socketio/packet"
)

// Direct sends to one socket in a particular way. It is a value: each method
// gives a new one.
type Direct struct {
	socket     *Socket
	volatile   bool
	noCompress bool
	timeout    time.Duration
	timed      bool
}

func (s *Socket) direct() Direct { return Direct{socket: s} }

// Volatile drops the event if the client cannot take it now.
func (s *Socket) Volatile() Direct { return s.direct().Volatile() }

// Compress says whether the packet may be compressed; the default is yes. It
// matters for long polls, and for WebSockets with Engine.PerMessageDeflate.
func (s *Socket) Compress(on bool) Direct { return s.direct().Compress(on) }

// Timeout says how long EmitWithAck waits.
func (s *Socket) Timeout(d time.Duration) Direct { return s.direct().Timeout(d) }

// Emit sends an event to this client. The error is about the event, a reserved
// name or a value that cannot be sent, or says that the connection is closed.
func (s *Socket) Emit(event string, args ...any) error { return s.direct().Emit(event, args...) }

// Send is Emit of the event "message".
func (s *Socket) Send(args ...any) error { return s.Emit("message", args...) }

// EmitWithAck sends an event and waits until the client acknowledges it, ctx
// ends or the socket is disconnected. A handler may wait so for its own client.
func (s *Socket) EmitWithAck(ctx context.Context, event string, args ...any) (Args, error) {
	return s.direct().EmitWithAck(ctx, event, args...)
}

// Broadcast aims at everybody in the namespace but this socket.
func (s *Socket) Broadcast() Emitter { return s.direct().Broadcast() }

// To aims at the members of rooms, but not at this socket.
func (s *Socket) To(rooms ...string) Emitter { return s.Broadcast().To(rooms...) }

// In is To.
func (s *Socket) In(rooms ...string) Emitter { return s.Broadcast().To(rooms...) }

// Except aims at everybody but the members of rooms and this socket.
func (s *Socket) Except(rooms ...string) Emitter { return s.Broadcast().Except(rooms...) }

// Local aims at everybody on this node but this socket.
func (s *Socket) Local() Emitter { return s.Broadcast().Local() }

// Volatile drops the event if the client cannot take it now.
func (d Direct) Volatile() Direct {
	d.volatile = true
	return d
}

// Compress says whether the packet may be compressed; the default is yes. It
// matters for long polls, and for WebSockets with Engine.PerMessageDeflate.
func (d Direct) Compress(on bool) Direct {
	d.noCompress = !on
	return d
}

// Timeout says how long EmitWithAck waits.
func (d Direct) Timeout(t time.Duration) Direct {
	d.timeout, d.timed = t, true
	return d
}

// Broadcast aims at everybody in the namespace but this socket, in the same
// way.
func (d Direct) Broadcast() Emitter {
	return Emitter{
		nsp:     d.socket.nsp,
		target:  Target{Except: []string{d.socket.id}, Volatile: d.volatile, NoCompress: d.noCompress},
		timeout: d.timeout,
		timed:   d.timed,
	}
}

// To aims at the members of rooms, but not at this socket.
func (d Direct) To(rooms ...string) Emitter { return d.Broadcast().To(rooms...) }

// In is To.
func (d Direct) In(rooms ...string) Emitter { return d.Broadcast().To(rooms...) }

// Except aims at everybody but the members of rooms and this socket.
func (d Direct) Except(rooms ...string) Emitter { return d.Broadcast().Except(rooms...) }

// Local aims at everybody on this node but this socket.
func (d Direct) Local() Emitter { return d.Broadcast().Local() }

// Emit sends an event; see [Socket.Emit].
func (d Direct) Emit(event string, args ...any) error {
	p, err := newEvent(event, args)
	if err != nil {
		return err
	}
	return d.emit(p)
}

// Send is Emit of the event "message".
func (d Direct) Send(args ...any) error { return d.Emit("message", args...) }

func (d Direct) emit(p *Packet) error {
	s := d.socket
	s.observe(p)
	if a, ok := s.sessions(); ok && !p.HasID {
		return a.EmitTo(s, p, Target{Rooms: []string{s.id}, Volatile: d.volatile, NoCompress: d.noCompress})
	}
	p.Namespace = s.nsp.name
	if d.volatile {
		s.conn.session.TrySend(batch(p, d.noCompress))
		return nil
	}
	return s.conn.session.Send(batch(p, d.noCompress))
}

// EmitWithAck sends an event and waits for the acknowledgement; see
// [Socket.EmitWithAck]. When Timeout has passed the error is [ErrTimeout].
func (d Direct) EmitWithAck(ctx context.Context, event string, args ...any) (Args, error) {
	p, err := newEvent(event, args)
	if err != nil {
		return nil, err
	}
	s := d.socket
	p.HasID, p.ID = true, s.nsp.nextID()
	answer := make(chan *Packet, 1)
	s.mu.Lock()
	if s.reason != nil {
		s.mu.Unlock()
		return nil, s.reason
	}
	if s.acks == nil {
		s.acks = make(map[uint64]chan *Packet)
	}
	s.acks[p.ID] = answer
	s.mu.Unlock()
	s.conn.ask(+1)
	defer s.conn.ask(-1)
	defer func() {
		s.mu.Lock()
		delete(s.acks, p.ID)
		s.mu.Unlock()
	}()
	if err := d.emit(p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDisconnected, err)
	}
	var timeout <-chan time.Time
	if d.timed {
		timer := time.NewTimer(d.timeout)
		defer timer.Stop()
		timeout = timer.C
	}
	select {
	case got, ok := <-answer:
		if !ok {
			return nil, ErrDisconnected
		}
		return got.Elements(), nil
	case <-timeout:
		return nil, ErrTimeout
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// observe tells those who watch that the socket will get an event.
func (s *Socket) observe(p *Packet) {
	hook := s.nsp.server.hooks.Delivery
	if hook == nil && !s.watched.Load() {
		return
	}
	args := p.Elements()
	if hook != nil {
		hook(s, p.Name, args)
	}
	for _, fn := range s.snapshot().anyOutgoing {
		s.nsp.server.guard(s, "outgoing", func() { fn(p.Name, args) })
	}
}

// acknowledge answers an event of the client.
func (s *Socket) acknowledge(event string, id uint64, args []any) {
	data, attachments, err := packet.EncodeArgs(args)
	if err != nil {
		s.fail(err)
		return
	}
	p := &Packet{Type: packet.Ack, Namespace: s.nsp.name, HasID: true, ID: id, Data: data, Attachments: attachments}
	if hook := s.nsp.server.hooks.Ack; hook != nil {
		hook(s, event, id, true, p.Elements())
	}
	s.conn.answer(p)
}

// acknowledged hands the client's answer to whoever waits for it. Unknown, late
// and second answers are ignored.
func (s *Socket) acknowledged(p *Packet) {
	if !p.HasID {
		return
	}
	if hook := s.nsp.server.hooks.Ack; hook != nil {
		hook(s, "", p.ID, false, p.Elements())
	}
	s.mu.Lock()
	answer := s.acks[p.ID]
	delete(s.acks, p.ID)
	s.mu.Unlock()
	if answer != nil {
		answer <- p
		return
	}
	s.nsp.answered(s, p)
}
