package engineio

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/http"
	"runtime"
	"slices"
	"sync"
)

// Receiver is the layer above one session. Calls are serial and in order of arrival: Message…, then Closed once. They
// must be short, for reading waits for them. Closed is never called from within Send, TrySend or Close, nor with a
// lock of this package held.
type Receiver interface {
	Message(Message)
	Closed(reason Reason, err error)
}

// ReadEnder is a second interface of a Receiver that wants to know which messages came in one piece: EndOfRead is called
// after the last one of a POST, and after each one of a WebSocket. It obeys the rules for Message.
type ReadEnder interface {
	EndOfRead()
}

// Server is an Engine.IO server, an http.Handler to be mounted at the path of your choice.
type Server struct {
	cfg    Config
	open   func(*Session) Receiver
	shards []*flusher

	handlers sync.WaitGroup // requests being answered; net/http owns their goroutines
	own      sync.WaitGroup // one for each session until its receiver was told, and for each WebSocket until it is released

	mu       sync.Mutex // guards what follows
	closed   bool
	sessions map[string]*Session
	leaving  map[string]chan struct{} // closed when the Receiver of a session that is no longer in sessions knows
	wires    map[*wire]struct{}       // every open WebSocket, those that are closing included
	tombs    graveyard
	next     int // the shard of the next session
}

// New makes a server. open is called for each new session, before its first packet, and gives the layer above it.
func New(cfg Config, open func(*Session) Receiver) *Server {
	s := &Server{
		cfg:      cfg.withDefaults(),
		open:     open,
		sessions: make(map[string]*Session),
		leaving:  make(map[string]chan struct{}),
		wires:    make(map[*wire]struct{}),
	}
	// One processor is left to those who send: if it were not, a burst of messages would reach the flushers one by one.
	for i := range max(1, runtime.GOMAXPROCS(0)-1) {
		s.shards = append(s.shards, newFlusher(s, i))
	}
	return s
}

// ClientsCount is the number of sessions.
func (s *Server) ClientsCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}

// Close ends every session with ServerShuttingDown and waits until all receivers were told and all clients are gone.
// When ctx ends first, the remaining connections are cut and the cause of ctx is returned. Requests that come later
// are refused with 503.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	sessions := make([]*Session, 0, len(s.sessions))
	for _, session := range s.sessions {
		sessions = append(sessions, session)
	}
	s.mu.Unlock()
	for _, session := range sessions {
		session.fail(ServerShuttingDown, nil, ending{})
	}

	gone := make(chan struct{})
	go func() {
		s.own.Wait()
		s.handlers.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	for w := range s.wires {
		w.conn.Close()
	}
	s.mu.Unlock()
	s.own.Wait()
	return context.Cause(ctx)
}

// enter counts a request, unless the server is closed.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.handlers.Add(1)
	return true
}

var (
	errServerClosed = errors.New("engineio: server closed")
	errSameID       = errors.New("engineio: session id in use")
)

// add registers a session.
func (s *Server) add(session *Session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errServerClosed
	}
	if _, taken := s.sessions[session.id]; taken {
		return errSameID
	}
	s.sessions[session.id] = session
	s.next++
	session.shard = s.shards[s.next%len(s.shards)]
	s.own.Add(1)
	return nil
}

// remove forgets a session, whose mu is held. A tombstone remembers that its client said goodbye before it polled.
func (s *Server) remove(session *Session, tomb bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, session.id)
	s.leaving[session.id] = make(chan struct{})
	if tomb {
		s.tombs.bury(session.id)
	}
}

// left notes that the Receiver of a session has been told.
func (s *Server) left(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.leaving[id])
	delete(s.leaving, id)
}

// awaitLeft returns when the Receiver of the session has been told, if it is closing just now: whoever hears that a
// session is unknown may then rely on its being over, for example to recover what it was.
func (s *Server) awaitLeft(ctx context.Context, id string) {
	s.mu.Lock()
	told := s.leaving[id]
	s.mu.Unlock()
	if told == nil {
		return
	}
	select {
	case <-told:
	case <-ctx.Done():
	}
}

func (s *Server) session(id string) *Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions[id]
}

// exhume reports whether there was a tombstone for the id, and takes it away.
func (s *Server) exhume(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tombs.exhume(id)
}

// adopt makes the server wait for a WebSocket until it is released.
func (s *Server) adopt(w *wire) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.wires[w] = struct{}{}
	s.own.Add(1)
	return true
}

func (s *Server) release(w *wire) {
	s.mu.Lock()
	delete(s.wires, w)
	s.mu.Unlock()
	s.own.Done()
}

func (s *Server) allows(transport string) bool {
	return slices.Contains(s.cfg.Transports, transport)
}

// newID makes a session id: 20 characters of base64url, which are 120 random bits.
func (s *Server) newID(r *http.Request) (string, error) {
	if s.cfg.GenerateID != nil {
		return s.cfg.GenerateID(r)
	}
	var id [15]byte
	rand.Read(id[:])
	return base64.RawURLEncoding.EncodeToString(id[:]), nil
}
