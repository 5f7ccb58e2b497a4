package conformance

import (
	"context"
	"encoding/json"
	"slices"

	"socketlab/labs/socketio"
)

// call is a call of the server API, described by the client; see perform in fixtures.cjs.
type call struct {
	From           string
	To, In, Except []list
	Flags          []string
	Timeout        int
	Emit           []any
	Ack, Fetch     bool
	Join, Leave    list
	Disconnect     *bool
}

// list is one string or several.
type list []string

func (l *list) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*l = list{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(l))
}

func (f *fixture) perform(s *socketio.Socket, c call) {
	if c.From == "socket" && c.To == nil && c.In == nil && c.Except == nil && c.Flags == nil && c.Emit != nil {
		s.Emit(c.Emit[0].(string), c.Emit[1:]...)
		return
	}
	e := f.base(s, c.From)
	for _, names := range slices.Concat(c.To, c.In) {
		e = e.To(names...)
	}
	for _, names := range c.Except {
		e = e.Except(names...)
	}
	for _, flag := range c.Flags {
		switch flag {
		case "volatile":
			e = e.Volatile()
		case "local":
			e = e.Local()
		}
	}
	if c.Timeout > 0 {
		e = e.Timeout(milliseconds(c.Timeout))
	}
	switch {
	case c.Ack:
		answers, err := e.EmitWithAck(context.Background(), c.Emit[0].(string), c.Emit[1:]...)
		if answers == nil {
			answers = []socketio.Raw{}
		}
		s.Emit("result", message(err), answers)
	case c.Emit != nil:
		e.Emit(c.Emit[0].(string), c.Emit[1:]...)
	}
	if c.Fetch {
		found, _ := e.FetchSockets(context.Background())
		result := []string{}
		for _, each := range found {
			name, ok := each.Data().(string)
			if !ok {
				name = each.ID()
			}
			result = append(result, name)
		}
		slices.Sort(result)
		s.Emit("result", result)
	}
	if c.Join != nil {
		e.SocketsJoin(c.Join...)
	}
	if c.Leave != nil {
		e.SocketsLeave(c.Leave...)
	}
	if c.Disconnect != nil {
		e.DisconnectSockets(*c.Disconnect)
	}
}

func (f *fixture) base(s *socketio.Socket, from string) socketio.Emitter {
	switch from {
	case "io":
		return f.io.To()
	case "socket", "broadcast":
		return s.Broadcast()
	case "namespace":
		return s.Namespace().To()
	}
	return f.io.Of(from).To()
}
