package socketio

import (
	"fmt"
	"slices"

	"socketlab/labs/socketio/packet"
)

// handlers are what the application added to a socket. A value that was handed
// out never changes: each addition makes new slices, so that handlers can be
// called, and may add others, without a lock.
type handlers struct {
	byName        map[string][]*listener
	any           []Handler
	anyOutgoing   []func(event string, args Args)
	use           []func(*Event) error
	onError       []func(error)
	disconnecting []func(Reason)
	disconnect    []func(Reason)
}

type listener struct {
	fn   Handler
	once bool
}

// change replaces the handlers by a changed copy.
func (s *Socket) change(fn func(*handlers)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handlers == nil {
		s.handlers = &handlers{}
	}
	fn(s.handlers)
}

// snapshot is a copy that may be read without the lock, except for byName.
func (s *Socket) snapshot() handlers {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handlers == nil {
		return handlers{}
	}
	return *s.handlers
}

func add[T any](list []T, item T) []T { return append(slices.Clip(list), item) }

// On adds a handler for an event; several are called in order of addition. It
// panics if the name is reserved, for such an event never comes: see
// [Socket.OnDisconnect] and [Socket.OnDisconnecting].
func (s *Socket) On(event string, h Handler) { s.listen(event, &listener{fn: h}) }

// Once adds a handler that is called for the next such event only.
func (s *Socket) Once(event string, h Handler) { s.listen(event, &listener{fn: h, once: true}) }

func (s *Socket) listen(event string, l *listener) {
	if packet.Reserved(event) {
		panic(fmt.Sprintf("socketio: %q %v", event, ErrReserved))
	}
	s.change(func(h *handlers) {
		if h.byName == nil {
			h.byName = make(map[string][]*listener)
		}
		h.byName[event] = add(h.byName[event], l)
	})
}

// Off removes all handlers of the named events, those of all events if none is
// named.
func (s *Socket) Off(events ...string) {
	s.change(func(h *handlers) {
		if len(events) == 0 {
			h.byName = nil
		}
		for _, event := range events {
			delete(h.byName, event)
		}
	})
}

// OnAny adds a handler for every event that comes in; it is called before the
// middlewares and the handlers of the event, and also for events that nobody
// handles.
func (s *Socket) OnAny(h Handler) { s.change(func(l *handlers) { l.any = add(l.any, h) }) }

// PrependAny is OnAny, but before all others.
func (s *Socket) PrependAny(h Handler) {
	s.change(func(l *handlers) { l.any = slices.Insert(slices.Clone(l.any), 0, h) })
}

// OffAny removes the handlers of OnAny.
func (s *Socket) OffAny() { s.change(func(l *handlers) { l.any = nil }) }

// OnAnyOutgoing adds a function that sees each event sent to this client,
// broadcasts included, acknowledgements not. It runs in the goroutine of
// whoever emits and must be short.
func (s *Socket) OnAnyOutgoing(fn func(event string, args Args)) {
	s.change(func(l *handlers) { l.anyOutgoing = add(l.anyOutgoing, fn) })
	s.watched.Store(true)
	s.nsp.watched.Store(true)
}

// PrependAnyOutgoing is OnAnyOutgoing, but before all others.
func (s *Socket) PrependAnyOutgoing(fn func(event string, args Args)) {
	s.change(func(l *handlers) { l.anyOutgoing = slices.Insert(slices.Clone(l.anyOutgoing), 0, fn) })
	s.watched.Store(true)
	s.nsp.watched.Store(true)
}

// OffAnyOutgoing removes the functions of OnAnyOutgoing.
func (s *Socket) OffAnyOutgoing() {
	s.watched.Store(false)
	s.change(func(l *handlers) { l.anyOutgoing = nil })
}

// Use adds a middleware for the events of this socket. An error keeps the event
// from its handlers and goes to OnError; the client is told nothing.
func (s *Socket) Use(m func(*Event) error) { s.change(func(l *handlers) { l.use = add(l.use, m) }) }

// OnError adds a function that is told what goes wrong with this socket: a bad
// packet, which also ends the connection, an argument of the wrong type, a
// middleware's error, a panic of a handler.
func (s *Socket) OnError(fn func(error)) {
	s.change(func(l *handlers) { l.onError = add(l.onError, fn) })
}

// OnDisconnecting adds a handler for the moment before a disconnected socket
// leaves its rooms.
func (s *Socket) OnDisconnecting(fn func(Reason)) {
	s.change(func(l *handlers) { l.disconnecting = add(l.disconnecting, fn) })
}

// OnDisconnect adds a handler for the end of the socket.
func (s *Socket) OnDisconnect(fn func(Reason)) {
	s.change(func(l *handlers) { l.disconnect = add(l.disconnect, fn) })
}

// EventNames lists the events that have handlers, in order of the alphabet.
func (s *Socket) EventNames() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	if s.handlers != nil {
		for name := range s.handlers.byName {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// take is what is to be called for an event; those for once are removed.
func (s *Socket) take(event string) []*listener {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handlers == nil {
		return nil
	}
	list := s.handlers.byName[event]
	if slices.ContainsFunc(list, func(l *listener) bool { return l.once }) {
		rest := slices.DeleteFunc(slices.Clone(list), func(l *listener) bool { return l.once })
		if len(rest) == 0 {
			delete(s.handlers.byName, event)
		} else {
			s.handlers.byName[event] = rest
		}
	}
	return list
}

// newEvent makes an event of a packet. Its arguments are split when it is
// handled.
func (s *Socket) newEvent(p packet.Packet) *Event {
	return &Event{Name: p.Name, Socket: s, packet: p, Ack: noAck}
}

// dispatch handles an event: first those who see every event, then the
// middlewares, then the handlers of its name.
func (s *Socket) dispatch(e *Event) {
	if s.state.Load() == stateGone {
		return
	}
	server := s.nsp.server
	e.Args = e.packet.Elements()
	if e.packet.HasID {
		done := false
		e.Ack = func(args ...any) {
			s.mu.Lock()
			first := !done
			done = true
			s.mu.Unlock()
			if first {
				s.acknowledge(e.Name, e.packet.ID, args)
			}
		}
	}
	h := s.snapshot()
	for _, fn := range h.any {
		server.guard(s, e.Name, func() { fn(e) })
	}
	for _, m := range h.use {
		var err error
		if !server.guard(s, e.Name, func() { err = m(e) }) {
			return
		}
		if err != nil {
			s.fail(err)
			return
		}
	}
	if s.state.Load() == stateGone {
		return
	}
	listeners := s.take(e.Name)
	if hook := server.hooks.Event; hook != nil {
		hook(e, len(listeners))
	}
	for _, l := range listeners {
		server.guard(s, e.Name, func() { l.fn(e) })
	}
}

// fail tells OnError and the log.
func (s *Socket) fail(err error) {
	server := s.nsp.server
	server.log.Warn("socketio: error", "namespace", s.nsp.name, "socket", s.id, "error", err)
	if hook := server.hooks.Error; hook != nil {
		hook(s, err)
	}
	for _, fn := range s.snapshot().onError {
		func() {
			defer func() {
				if value := recover(); value != nil {
					server.log.Error("socketio: OnError panicked", "socket", s.id, "value", value)
				}
			}()
			fn(err)
		}()
	}
}
