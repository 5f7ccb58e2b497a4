package trace

import (
	"bytes"
	"encoding/json"
	"sync"

	"socketlab/labs/engineio"
	"socketlab/labs/socketio"
)

// Record sets the hooks of a server's config so that l hears of everything that happens on it. A server whose config
// was not given to Record pays nothing.
func Record(l *Log, cfg *socketio.Config) {
	r := &recorder{log: l, lines: make(map[string]*line), known: make(map[*socketio.Socket]Entry)}
	cfg.Engine.Hooks = &engineio.Hooks{
		Open: r.open,
		Upgrade: func(s *engineio.Session) {
			e := r.on(s.ID())
			e.Kind, e.Transport = Upgrade, s.Transport()
			l.Add(e)
		},
		Close: r.close,
	}
	cfg.Hooks = &socketio.Hooks{
		Connect: func(s *socketio.Socket) { r.add(s, Entry{Kind: Connection}) },
		Disconnect: func(s *socketio.Socket, reason socketio.Reason) {
			r.add(s, Entry{Kind: Disconnect, Reason: string(reason)})
		},
		Middleware: func(s *socketio.Socket, err error) {
			e := Entry{Kind: Admit}
			if err != nil {
				e = Entry{Kind: Refuse, Reason: err.Error()}
			}
			l.Add(e.about(r.describe(s)))
		},
		InvalidNamespace: func(engine, namespace string) {
			e := r.on(engine)
			e.Kind, e.Namespace, e.Reason = Refuse, namespace, "Invalid namespace"
			l.Add(e)
		},
		Join:  func(s *socketio.Socket, room string) { r.add(s, Entry{Kind: Join, Room: room, Own: room == s.ID()}) },
		Leave: func(s *socketio.Socket, room string) { r.add(s, Entry{Kind: Leave, Room: room, Own: room == s.ID()}) },
		Event: func(e *socketio.Event, listeners int) {
			r.add(e.Socket, Entry{Kind: Event, Event: e.Name, Args: values(e.Args), Unheard: listeners == 0})
		},
		Delivery: func(s *socketio.Socket, event string, args socketio.Args) {
			r.add(s, Entry{Kind: Delivery, Event: event, Args: values(args)})
		},
		Ack: func(s *socketio.Socket, event string, _ uint64, out bool, args socketio.Args) {
			kind := Answer
			if out {
				kind = Ack
			}
			r.add(s, Entry{Kind: kind, Event: event, Args: values(args)})
		},
		Error: func(s *socketio.Socket, err error) { r.add(s, Entry{Kind: Failure, Reason: err.Error()}) },
	}
}

// recorder knows the names under which the log speaks of sockets and connections.
type recorder struct {
	log *Log

	mu    sync.Mutex // guards what follows
	lines map[string]*line
	last  int                        // the newest line's number
	known map[*socketio.Socket]Entry // what every entry about a connected socket says of it
}

// line is a low-level connection.
type line struct {
	number int
	who    string // as the first socket on it said
}

func (r *recorder) open(s *engineio.Session) {
	r.mu.Lock()
	r.last++
	l := &line{number: r.last}
	r.lines[s.ID()] = l
	r.mu.Unlock()
	r.log.Add(Entry{Kind: Open, Line: l.number, Transport: s.Transport()})
}

func (r *recorder) close(s *engineio.Session, reason engineio.Reason, _ error) {
	e := r.on(s.ID())
	e.Kind, e.Reason = Close, string(reason)
	r.log.Add(e)
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.lines, s.ID())
}

// on is the beginning of an entry about a low-level connection.
func (r *recorder) on(engine string) Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	if l := r.lines[engine]; l != nil {
		return Entry{Line: l.number, Who: l.who}
	}
	return Entry{}
}

// describe is the beginning of an entry about a socket.
func (r *recorder) describe(s *socketio.Socket) Entry {
	about := Entry{Namespace: s.Namespace().Name(), Socket: s.ID(), Who: s.Handshake().Auth.String("name")}
	r.mu.Lock()
	defer r.mu.Unlock()
	if l := r.lines[s.Session().ID()]; l != nil {
		about.Line = l.number
		if l.who == "" {
			l.who = about.Who
		}
	}
	return about
}

// add logs e about a socket that is in its namespace, or about to be. Its last entry is Disconnect.
func (r *recorder) add(s *socketio.Socket, e Entry) {
	r.mu.Lock()
	about, ok := r.known[s]
	r.mu.Unlock()
	if !ok {
		about = r.describe(s) // reads the handshake, so only once
	}
	r.mu.Lock()
	if e.Kind == Disconnect {
		delete(r.known, s)
	} else if !ok {
		r.known[s] = about
	}
	r.mu.Unlock()
	r.log.Add(e.about(about))
}

// about says whom e is about.
func (e Entry) about(a Entry) Entry {
	e.Namespace, e.Socket, e.Who, e.Line = a.Namespace, a.Socket, a.Who, a.Line
	return e
}

// values writes arguments as a JSON array. Binary data stays a placeholder.
func values(args socketio.Args) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if args == nil {
		args = socketio.Args{}
	}
	if err := enc.Encode([]any(args)); err != nil {
		return json.RawMessage(`"…"`) // the server has said to its handler what is wrong with it
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
