package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"socketlab/labs/socketio/packet"
)

// Socket is one namespace of a connection. Its methods are safe for concurrent
// use.
type Socket struct {
	client    *Client
	namespace string
	joined    chan struct{} // closed when the server has answered

	mu     sync.Mutex // guards what follows
	id     string
	pid    string
	err    error         // why it is not connected
	inbox  []*Event      // in order of arrival
	more   chan struct{} // closed when inbox or err changes
	nextID uint64
	acks   map[uint64]chan packet.Args
}

// Event is what the server emitted.
type Event struct {
	Name string
	Args packet.Args

	socket *Socket
	hasID  bool
	id     uint64
}

// ConnectError is the server's refusal of a namespace.
type ConnectError struct {
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"` // nil if there is none
}

func (e *ConnectError) Error() string { return e.Message }

// ErrDisconnected is the end of a socket that the server disconnected.
var ErrDisconnected = errors.New("disconnected by the server")

// Join asks for a namespace and waits for the answer; auth becomes a JSON
// object, nil sends none. A refusal is a [*ConnectError].
func (c *Client) Join(ctx context.Context, namespace string, auth any) (*Socket, error) {
	s := &Socket{
		client:    c,
		namespace: namespace,
		joined:    make(chan struct{}),
		more:      make(chan struct{}),
		acks:      make(map[uint64]chan packet.Args),
	}
	p := &packet.Packet{Type: packet.Connect, Namespace: namespace}
	if auth != nil {
		data, err := packet.EncodeValue(auth)
		if err != nil {
			return nil, fmt.Errorf("join %s: %w", namespace, err)
		}
		p.Data = data
	}
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return nil, c.err
	}
	c.sockets[namespace] = s
	c.mu.Unlock()
	if err := c.send(ctx, p); err != nil {
		return nil, fmt.Errorf("join %s: %w", namespace, err)
	}
	select {
	case <-s.joined:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.id == "" {
		return nil, s.err
	}
	return s, nil
}

// ID is the name that the server gave to the socket.
func (s *Socket) ID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id
}

// PID is the private id for connection state recovery, "" if it is off.
func (s *Socket) PID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pid
}

// Client is the connection.
func (s *Socket) Client() *Client { return s.client }

// Err is why the socket is not connected any more, nil if it is.
func (s *Socket) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Emit sends an event.
func (s *Socket) Emit(event string, args ...any) error {
	return s.emit(context.Background(), event, args, false, 0)
}

func (s *Socket) emit(ctx context.Context, event string, args []any, hasID bool, id uint64) error {
	data, attachments, err := packet.EncodeEvent(event, args)
	if err != nil {
		return err
	}
	if err := s.Err(); err != nil {
		return err
	}
	return s.client.send(ctx, &packet.Packet{
		Type: packet.Event, Namespace: s.namespace, HasID: hasID, ID: id, Data: data, Attachments: attachments,
	})
}

// EmitWithAck sends an event and waits for the acknowledgement.
func (s *Socket) EmitWithAck(ctx context.Context, event string, args ...any) (packet.Args, error) {
	answer := make(chan packet.Args, 1)
	s.mu.Lock()
	id := s.nextID
	s.nextID++
	s.acks[id] = answer
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.acks, id)
		s.mu.Unlock()
	}()
	if err := s.emit(ctx, event, args, true, id); err != nil {
		return nil, err
	}
	for {
		s.mu.Lock()
		more, err := s.more, s.err
		s.mu.Unlock()
		select {
		case args := <-answer:
			return args, nil
		default:
		}
		if err != nil {
			return nil, err
		}
		select {
		case args := <-answer:
			return args, nil
		case <-more:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Ack answers an event that wants an acknowledgement. For any other it does
// nothing.
func (e *Event) Ack(args ...any) error {
	if !e.hasID {
		return nil
	}
	data, attachments, err := packet.EncodeArgs(args)
	if err != nil {
		return err
	}
	return e.socket.client.send(context.Background(), &packet.Packet{
		Type: packet.Ack, Namespace: e.socket.namespace, HasID: true, ID: e.id, Data: data, Attachments: attachments,
	})
}

// WantsAck reports whether the server waits for an acknowledgement.
func (e *Event) WantsAck() bool { return e.hasID }

// String is the event as JSON: ["name",arguments…].
func (e *Event) String() string {
	data, _, err := packet.EncodeEvent(e.Name, e.Args)
	if err != nil {
		return e.Name
	}
	return string(data)
}

// Receive takes the next event, waiting for it if need be. After the last event
// of an ended socket it gives the reason.
func (s *Socket) Receive(ctx context.Context) (*Event, error) {
	for {
		s.mu.Lock()
		if len(s.inbox) > 0 {
			e := s.inbox[0]
			s.inbox = s.inbox[1:]
			s.mu.Unlock()
			return e, nil
		}
		more, err := s.more, s.err
		s.mu.Unlock()
		if err != nil {
			return nil, err
		}
		select {
		case <-more:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// Drain takes all events that have come so far.
func (s *Socket) Drain() []*Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := s.inbox
	s.inbox = nil
	return events
}

// Disconnect leaves the namespace and keeps the connection.
func (s *Socket) Disconnect() error {
	err := s.client.send(context.Background(), &packet.Packet{Type: packet.Disconnect, Namespace: s.namespace})
	s.forget()
	s.end(ErrClosed)
	return err
}

func (s *Socket) forget() {
	s.client.mu.Lock()
	defer s.client.mu.Unlock()
	if s.client.sockets[s.namespace] == s {
		delete(s.client.sockets, s.namespace)
	}
}

// end makes the socket a disconnected one.
func (s *Socket) end(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return
	}
	if s.id == "" {
		defer close(s.joined)
	}
	s.err = err
	s.changed()
}

// changed needs mu.
func (s *Socket) changed() {
	close(s.more)
	s.more = make(chan struct{})
}

// packet handles what the server sent for this namespace.
func (s *Socket) packet(p packet.Packet) {
	switch p.Type {
	case packet.Connect:
		var welcome struct {
			SID string `json:"sid"`
			PID string `json:"pid"`
		}
		if err := json.Unmarshal(p.Data, &welcome); err != nil {
			s.forget()
			s.end(fmt.Errorf("CONNECT reply: %w", err))
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.id == "" && s.err == nil {
			s.id, s.pid = welcome.SID, welcome.PID
			close(s.joined)
		}
	case packet.ConnectError:
		refusal := &ConnectError{}
		if err := json.Unmarshal(p.Data, refusal); err != nil {
			refusal.Message = string(p.Data)
		}
		s.forget()
		s.end(refusal)
	case packet.Disconnect:
		s.forget()
		s.end(ErrDisconnected)
	case packet.Event:
		s.mu.Lock()
		defer s.mu.Unlock()
		s.inbox = append(s.inbox, &Event{Name: p.Name, Args: p.Elements(), socket: s, hasID: p.HasID, id: p.ID})
		s.changed()
	case packet.Ack:
		s.mu.Lock()
		defer s.mu.Unlock()
		if answer := s.acks[p.ID]; p.HasID && answer != nil {
			delete(s.acks, p.ID)
			answer <- p.Elements()
		}
	}
}
