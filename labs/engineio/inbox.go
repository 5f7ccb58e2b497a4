package engineio

import (
	"sync"
	"unicode/utf8"
)

// inbox makes the calls of a Receiver serial. It is no lock around the Receiver: one that closes its own session, or
// another, waits for nobody.
type inbox struct {
	mu     sync.Mutex // guards what follows
	idle   sync.Cond  // of busy
	busy   bool       // somebody is calling the Receiver
	closed bool       // the Receiver must hear of the end
	told   bool
}

// enter waits for a turn at the Receiver. Those who read from the client call it, never the Receiver itself.
func (s *Session) enter() {
	b := &s.inbox
	b.mu.Lock()
	for b.busy {
		b.idle.Wait()
	}
	b.busy = true
	b.mu.Unlock()
}

// leave ends the turn.
func (s *Session) leave() {
	if r, ok := s.above.(ReadEnder); ok {
		r.EndOfRead()
	}
	s.inbox.mu.Lock()
	s.leaveLocked()
}

// tellClosed calls Receiver.Closed, or leaves it to whoever is calling the Receiver.
func (s *Session) tellClosed() {
	b := &s.inbox
	b.mu.Lock()
	b.closed = true
	if b.busy {
		b.mu.Unlock()
		return
	}
	b.busy = true
	s.leaveLocked()
}

// leaveLocked is leave, called with inbox.mu held; it unlocks it.
func (s *Session) leaveLocked() {
	b := &s.inbox
	for b.closed && !b.told {
		b.told = true
		b.mu.Unlock()
		s.mu.Lock()
		reason, err := s.reason, s.err
		s.mu.Unlock()
		if err == errSlow {
			s.server.cfg.Logger.Warn("session closed", "reason", reason, "err", err, "remote", s.req.RemoteAddr)
		} else {
			s.server.cfg.Logger.Debug("session closed", "reason", reason, "err", err, "remote", s.req.RemoteAddr)
		}
		if hook := s.server.cfg.Hooks.Close; hook != nil {
			hook(s, reason, err)
		}
		if s.above != nil {
			s.above.Closed(reason, err)
		}
		s.server.left(s.id)
		s.server.own.Done()
		b.mu.Lock()
	}
	b.busy = false
	b.mu.Unlock()
	b.idle.Signal()
}

// packet handles one packet of the client; the caller has its turn at the inbox. raw is false for what could not be
// decoded.
func (s *Session) packet(p Packet, ok bool) {
	s.mu.Lock()
	if s.state != stateOpen {
		s.mu.Unlock()
		return
	}
	if ok && p.Type == PongPacket {
		s.heart.pong(s)
	} else {
		s.heart.alive(s)
	}
	transport := s.transport()
	s.mu.Unlock()

	if !ok {
		s.fail(ParseError, nil, ending{})
		return
	}
	if hook := s.server.cfg.Hooks.PacketIn; hook != nil {
		hook(s, transport, p)
	}
	switch p.Type {
	case MessagePacket:
		s.above.Message(Message{p.Data, p.Binary})
	case PingPacket:
		s.fail(TransportError, errDirection, ending{})
	case ClosePacket:
		s.fail(TransportClose, nil, ending{noop: true, tomb: transport == polling})
	}
}

// frame handles one WebSocket message of the client; the caller has its turn at the inbox.
func (s *Session) frame(data []byte, binary bool) {
	if binary {
		s.packet(Packet{MessagePacket, data, true}, true)
		return
	}
	if !utf8.Valid(data) {
		s.fail(TransportError, errUTF8, ending{code: 1007})
		return
	}
	p, ok := decodeText(data)
	s.packet(p, ok)
}
