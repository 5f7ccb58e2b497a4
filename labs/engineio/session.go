package engineio

import (
	"net/http"
	"sync"
	"time"
)

// state of a session. It only grows.
type state uint8

const (
	stateOpen    state = iota
	stateClosing       // Close was called: what is queued still goes out, nothing comes in
	stateClosed
)

// orderlyClose is how long a closing session waits for a poll that can carry the close packet.
const orderlyClose = 30 * time.Second

// Session is one client, whatever transport it uses. Its methods are safe for concurrent use.
type Session struct {
	server *Server
	id     string
	req    *http.Request
	shard  *flusher
	above  Receiver
	inbox  inbox

	mu           sync.Mutex // guards what follows; nothing blocks and nobody's code is called with it held
	state        state
	reason       Reason // why it is closing or closed
	err          error
	pending      []*Batch // what waits to be written, in order
	pendingBytes int
	poll         *poll                    // the GET that waits, if any; it is nil again as soon as its answer is decided
	posting      bool                     // a POST is being handled
	body         *http.ResponseController // of the POST whose body is being read, if any
	wire         *wire                    // the WebSocket, nil while polling
	candidate    *candidate               // a WebSocket that wants to become wire
	upgraded     bool
	queued       bool // a flusher has the session on its list
	writing      bool // bytes are on their way into wire
	direct       bool // whoever answers is writing; flushers keep off
	handed       bool // a goroutine is writing to a slow wire; flushers keep off
	heart        heart
}

// ID is the secret name of the session, as in the sid of its URLs.
func (s *Session) ID() string { return s.id }

// Request is the handshake: Method, URL, Header, Host, RemoteAddr and TLS.
func (s *Session) Request() *http.Request { return s.req }

// Transport is "polling" or "websocket".
func (s *Session) Transport() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transport()
}

// transport needs mu.
func (s *Session) transport() string {
	if s.wire != nil {
		return webSocket
	}
	return polling
}

// Send queues the batch and returns at once. It gives ErrClosed when the session is closed or closing. When more than
// Config.MaxPending bytes would wait, the session is closed with TransportError instead.
func (s *Session) Send(b *Batch) error {
	wake, err := s.send(b)
	if wake {
		s.shard.add(s)
	}
	return err
}

// send is Send, but for waking the flusher.
func (s *Session) send(b *Batch) (wake bool, err error) {
	s.mu.Lock()
	if s.state != stateOpen {
		s.mu.Unlock()
		return false, ErrClosed
	}
	if s.pendingBytes+b.size > s.server.cfg.MaxPending && s.pendingBytes > 0 {
		s.state, s.reason, s.err = stateClosing, TransportError, errSlow
		s.mu.Unlock()
		s.finishLater(TransportError, errSlow, ending{abort: true})
		return false, ErrClosed
	}
	wake = s.push(b)
	s.mu.Unlock()
	return wake, nil
}

// TrySend is Send if the transport can take the batch now: a poll waits, or the WebSocket has no write in flight.
// Otherwise it does nothing and reports false.
func (s *Session) TrySend(b *Batch) bool {
	wake, ok := s.trySend(b)
	if wake {
		s.shard.add(s)
	}
	return ok
}

// trySend is TrySend, but for waking the flusher.
func (s *Session) trySend(b *Batch) (wake, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != stateOpen || len(s.pending) > 0 || s.wire == nil && s.poll == nil {
		return false, false
	}
	if s.handed || s.writing && s.shard.sends() {
		return false, false
	}
	return s.push(b), true
}

// push appends to pending; it needs mu. When it reports true the caller must add s to its shard, after unlocking.
func (s *Session) push(b *Batch) bool {
	s.pending = append(s.pending, b)
	s.pendingBytes += b.size
	if s.wire == nil {
		s.poll.wakeUp()
		return false
	}
	if s.queued || s.handed || s.direct {
		return false
	}
	s.queued = true
	return true
}

// Close sends what is queued and then closes; the Receiver hears of it with the reason. Only the first reason counts.
func (s *Session) Close(reason Reason) {
	s.mu.Lock()
	if s.state != stateOpen {
		s.mu.Unlock()
		return
	}
	s.state, s.reason = stateClosing, reason
	var wake bool
	switch {
	case s.wire != nil:
		wake = s.pushClose(0, "")
		s.heart.expireIn(s.server.cfg.WriteTimeout)
	case s.poll != nil && len(s.pending) == 0:
		s.mu.Unlock()
		s.finishLater(reason, nil, ending{})
		return
	default: // the next polls take what is queued, then the close packet
		s.heart.expireIn(orderlyClose)
	}
	s.mu.Unlock()
	if wake {
		s.shard.add(s)
	}
}

// pushClose queues the close frame of wire, once; it needs mu and answers as push does.
func (s *Session) pushClose(code int, text string) bool {
	if s.wire.closing {
		return false
	}
	s.wire.closing = true
	return s.push(newClose(code, text))
}

// ending says how a transport is left.
type ending struct {
	noop    bool   // a waiting poll gets a noop and not a close packet, for the client said goodbye itself
	tomb    bool   // if no poll waits, the next gets a noop
	unheard bool   // a waiting poll is refused, as if it had come later
	code    int    // the status of the close frame; 0 is none
	text    string // the text of the close frame
	abort   bool   // the WebSocket is broken or blocked: no close frame
}

// finishLater is fail for those who must not call the Receiver themselves.
func (s *Session) finishLater(reason Reason, err error, how ending) {
	s.server.own.Go(func() { s.fail(reason, err, how) })
}

// fail closes the session at once, with the given reason unless it was closing already. It calls the Receiver, or
// leaves that to whoever is calling it just now.
func (s *Session) fail(reason Reason, err error, how ending) {
	s.mu.Lock()
	finish := s.failLocked(reason, err, how)
	s.mu.Unlock()
	finish()
}

// failLocked closes the session; it needs mu. The caller must call finish after unlocking.
func (s *Session) failLocked(reason Reason, err error, how ending) (finish func()) {
	if s.state == stateClosed {
		return func() {}
	}
	if s.state == stateOpen {
		s.reason, s.err = reason, err
	}
	s.state = stateClosed
	s.heart.stop()
	s.server.remove(s, how.tomb && s.poll == nil) // with mu held, so that no poll comes between closed and buried
	switch {
	case how.noop:
		s.endPoll(noopBatch)
	case how.unheard:
		s.refusePoll()
	default:
		s.endPoll(closeBatch)
	}
	if s.body != nil { // its client may have vanished
		s.body.SetReadDeadline(time.Unix(1, 0))
		s.body = nil
	}
	candidate := s.candidate
	s.candidate = nil
	wire, wake := s.wire, false
	switch {
	case wire == nil:
		s.takeAll()
	case how.abort:
		s.takeAll()
		wire.closing = true
		wire.end()
	default:
		wake = s.pushClose(how.code, how.text)
	}
	return func() {
		if wake {
			s.shard.add(s)
		}
		if wire != nil && how.abort {
			wire.conn.Close()
		}
		if candidate != nil {
			candidate.end()
		}
		s.tellClosed()
	}
}
