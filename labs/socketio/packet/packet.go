// Package packet is the codec of Socket.IO v5: packets to and from Engine.IO
// messages, arguments to and from Go values.
//
// It reads as little as it can. Of an event only the name is decoded; the
// arguments stay the JSON they came as ([Raw]) until somebody binds them, so
// an argument that is merely passed on keeps every byte, and costs no
// reflection.
//
// The format is docs/socket.io-protocol/v5-current.md in socketio/socket.io.
package packet

import (
	"strconv"
)

// Type is the kind of a packet: the first digit of its text.
type Type byte

// The seven types of the protocol. The decoder never yields the two binary
// ones: a binary event is an [Event] with attachments.
const (
	Connect Type = iota
	Disconnect
	Event
	Ack
	ConnectError
	binaryEvent
	binaryAck
)

// String names the type as the specification does.
func (t Type) String() string {
	names := [...]string{"CONNECT", "DISCONNECT", "EVENT", "ACK", "CONNECT_ERROR", "BINARY_EVENT", "BINARY_ACK"}
	if int(t) < len(names) {
		return names[t]
	}
	return "unknown type " + strconv.Itoa(int(t))
}

// MaxAttachments is how many binary attachments one packet may have.
const MaxAttachments = 10

// Packet is one Socket.IO packet.
type Packet struct {
	Type      Type
	Namespace string // "/" for the main one; never empty when decoded
	HasID     bool   // an acknowledgement is wanted (Event) or given (Ack)
	ID        uint64
	Name      string // of a decoded Event

	// Data is the JSON payload, nil if there is none. The placeholders of
	// attachments are in it, numbered from 0.
	Data        []byte
	Attachments [][]byte
}

// AppendText appends the packet's text message to b.
func (p *Packet) AppendText(b []byte) []byte {
	kind := p.Type
	if len(p.Attachments) > 0 {
		switch kind {
		case Event:
			kind = binaryEvent
		case Ack:
			kind = binaryAck
		}
	}
	b = append(b, '0'+byte(kind))
	if kind >= binaryEvent {
		b = strconv.AppendInt(b, int64(len(p.Attachments)), 10)
		b = append(b, '-')
	}
	if p.Namespace != "" && p.Namespace != "/" {
		b = append(b, p.Namespace...)
		b = append(b, ',')
	}
	if p.HasID {
		b = strconv.AppendUint(b, p.ID, 10)
	}
	return append(b, p.Data...)
}

// Text is the packet's text message.
func (p *Packet) Text() []byte {
	return p.AppendText(make([]byte, 0, len(p.Data)+len(p.Namespace)+24))
}

// Elements splits the payload of an Event or an Ack. Of an Event the first
// element, the name, is left out.
func (p *Packet) Elements() Args {
	elements := split(p.Data)
	if p.Type == Event && len(elements) > 0 {
		elements = elements[1:]
	}
	args := make(Args, len(elements))
	for i, element := range elements {
		args[i] = Raw{json: element, attachments: p.Attachments}
	}
	return args
}

// First is the first argument, the zero Raw if there is none.
func (p *Packet) First() Raw {
	if args := p.Elements(); len(args) > 0 {
		return args[0].(Raw)
	}
	return Raw{}
}

// Reserved reports whether an event may not have this name: the libraries
// use it for themselves.
func Reserved(name string) bool {
	switch name {
	case "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener":
		return true
	}
	return false
}
