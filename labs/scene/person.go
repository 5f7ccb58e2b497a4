package scene

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"socketlab/labs/socketio/client"
	"socketlab/labs/socketio/packet"
)

// person is one connection: a browser tab.
type person struct {
	label string // Alice, or Alice(2)
	wake  func()

	mu      sync.Mutex // guards what follows; client changes only between steps
	client  *client.Client
	decoder packet.Decoder
	frames  []frame          // what went over the wire, without barriers and heartbeats
	seen    []sighting       // since it was last taken
	sockets map[string]*room // by namespace
	replies map[string][]any // what is answered to which event
	nextID  uint64
	gone    bool // the person closed the connection
}

// room is what a person remembers of a namespace.
type room struct {
	id, pid, offset string
	auth            map[string]any
	in              bool
}

type frame struct {
	who  string
	out  bool
	text string
}

// String is the frame in the notation of the package trace, and whose it is.
func (f frame) String() string {
	direction := "<"
	if f.out {
		direction = ">"
	}
	return f.who + " " + direction + " " + f.text
}

// sighting is something that the server let a person see.
type sighting struct {
	seat  seat
	sight sight // receives, answered, refused, connected or disconnected
	event string
	args  []any
	id    uint64 // of answered
	text  string // of refused and disconnected: why
	frame frame
}

// tap sees every frame, in order for each direction, before anybody waits for it.
func (p *person) tap(f client.Frame) {
	text := f.Text
	if f.Binary != nil {
		text = fmt.Sprintf("(%d bytes)", len(f.Binary))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	heartbeat := text == "2" || text == "3"
	barrier := strings.HasPrefix(text, "40/~") || strings.HasPrefix(text, "44/~")
	fr := frame{p.label, f.Out, text}
	if !heartbeat && !barrier && len(p.frames) < 500 {
		p.frames = append(p.frames, fr)
	}
	if f.Out || heartbeat || barrier || f.Binary == nil && !strings.HasPrefix(text, "4") {
		return
	}
	data := f.Binary
	if data == nil {
		data = []byte(text[1:])
	}
	pkt, complete, err := p.decoder.Add(data, f.Binary != nil)
	if err != nil || !complete {
		return // the connection ends with this error
	}
	if s, ok := p.sight(pkt); ok {
		s.frame = fr
		p.seen = append(p.seen, s)
		p.wake()
	}
}

// sight is what a packet of the server means. It needs mu.
func (p *person) sight(pkt packet.Packet) (s sighting, ok bool) {
	s.seat = seat{p.label, pkt.Namespace}
	r := p.sockets[pkt.Namespace]
	if r == nil {
		return s, false
	}
	switch pkt.Type {
	case packet.Connect:
		var welcome struct{ SID, PID string }
		if err := json.Unmarshal(pkt.Data, &welcome); err != nil {
			return s, false
		}
		r.id, r.pid, r.in = welcome.SID, welcome.PID, true
		s.sight = connected
	case packet.Event:
		s.sight, s.event, s.args = receives, pkt.Name, decode(pkt.Elements())
		if n := len(s.args); r.pid != "" && n > 0 {
			if offset, ok := s.args[n-1].(string); ok { // what recovery adds to each event
				r.offset = offset
			}
		}
		if values, ok := p.replies[pkt.Name]; ok && pkt.HasID {
			go reply(p.client, &packet.Packet{Type: packet.Ack, Namespace: pkt.Namespace, HasID: true, ID: pkt.ID}, values)
		}
	case packet.Ack:
		s.sight, s.id, s.args = answered, pkt.ID, decode(pkt.Elements())
	case packet.ConnectError:
		var why struct {
			Message string
			Data    any
		}
		if err := json.Unmarshal(pkt.Data, &why); err != nil {
			why.Message = string(pkt.Data)
		}
		r.in = false
		s.sight, s.text = refused, why.Message
		if why.Data != nil {
			s.args = []any{why.Data}
		}
	case packet.Disconnect:
		r.in = false
		s.sight, s.text = disconnected, "io server disconnect"
	}
	return s, true
}

func decode(args packet.Args) []any {
	all := make([]any, len(args))
	for i, arg := range args {
		raw := arg.(packet.Raw)
		if data, ok := raw.Bytes(); ok {
			all[i] = fmt.Sprintf("%d bytes", len(data))
		} else if err := raw.Bind(&all[i]); err != nil {
			all[i] = raw.String()
		}
	}
	return all
}

// reply answers the server. Should the connection have ended, nobody waits for the answer any more.
func reply(c *client.Client, pkt *packet.Packet, values []any) {
	if data, _, err := packet.EncodeArgs(values); err == nil {
		pkt.Data = data
		c.Write(context.Background(), client.Frame{Text: "4" + string(pkt.Text())})
	}
}

// emit sends an event; with ack set it asks for an acknowledgement and returns its number.
func (p *person) emit(ctx context.Context, namespace, event string, values []any, ack bool) (uint64, error) {
	data, attachments, err := packet.EncodeEvent(event, values)
	if err != nil || len(attachments) > 0 {
		return 0, fmt.Errorf("emit %s: %w", event, err)
	}
	pkt := &packet.Packet{Type: packet.Event, Namespace: namespace, HasID: ack, Data: data}
	p.mu.Lock()
	if ack {
		pkt.ID = p.nextID
		p.nextID++
	}
	p.mu.Unlock()
	return pkt.ID, p.client.Write(ctx, client.Frame{Text: "4" + string(pkt.Text())})
}

// join asks for a namespace. A refusal is no error: it has been seen.
func (p *person) join(ctx context.Context, namespace string) error {
	p.mu.Lock()
	r := p.sockets[namespace]
	auth := make(map[string]any, len(r.auth)+2)
	for key, value := range r.auth {
		auth[key] = value
	}
	if r.pid != "" {
		auth["pid"] = r.pid
		if r.offset != "" {
			auth["offset"] = r.offset
		}
	}
	p.mu.Unlock()
	_, err := p.client.Join(ctx, namespace, auth)
	if _, no := errors.AsType[*client.ConnectError](err); no {
		return nil
	}
	return err
}

// leave disconnects from a namespace.
func (p *person) leave(ctx context.Context, namespace string) error {
	p.mu.Lock()
	p.sockets[namespace].in = false
	p.mu.Unlock()
	pkt := &packet.Packet{Type: packet.Disconnect, Namespace: namespace}
	return p.client.Write(ctx, client.Frame{Text: "4" + string(pkt.Text())})
}

// close ends the connection as a closed tab does. Over polling the server is told: between two requests it could not see
// that the client has gone, and would wait for its heartbeat.
func (p *person) close(ctx context.Context, transport string) {
	if transport == "polling" {
		p.client.Write(ctx, client.Frame{Text: "1"}) // should that fail, it is closed already
	}
	p.mu.Lock()
	p.gone = true
	for _, r := range p.sockets {
		r.in = false
	}
	p.mu.Unlock()
	p.client.Close()
}

// barrier returns when the person has seen all that the server sent before.
func (p *person) barrier(ctx context.Context) error {
	p.mu.Lock()
	gone := p.gone
	p.mu.Unlock()
	if gone || p.client.Err() != nil {
		return nil
	}
	err := p.client.Barrier(ctx)
	if err != nil && p.client.Err() != nil && ctx.Err() == nil {
		return nil // the server has closed the connection, which is seen below
	}
	return err
}

// look returns what has been seen in this moment.
func (p *person) look() []sighting {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.client.Err(); err != nil && !p.gone {
		for namespace, r := range p.sockets {
			if r.in {
				r.in = false
				p.seen = append(p.seen, sighting{seat: seat{p.label, namespace}, sight: disconnected, text: "transport close"})
			}
		}
	}
	return slices.Clone(p.seen)
}

func (p *person) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen, p.frames = nil, nil
}

// inside tells whether the person is connected to a namespace.
func (p *person) inside(namespace string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.sockets[namespace]
	return r != nil && r.in
}
