package engineio

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// overlapGrace is how long it may take to hear that a client has given up a poll.
const overlapGrace = 20 * time.Millisecond

// poll is a GET that waits for something to answer. The session's mu guards it.
type poll struct {
	wake    chan struct{} // capacity 1
	probed  bool          // it came after the probe of an upgrade
	done    bool          // batches is the answer; otherwise it is all that is pending
	batches []*Batch      // nil means that the request is refused
}

func (p *poll) wakeUp() {
	if p == nil {
		return
	}
	select {
	case p.wake <- struct{}{}:
	default: // it is awake
	}
}

// endPoll answers a waiting poll: with what it was about to take, else with last. It needs mu.
func (s *Session) endPoll(last *Batch) {
	p := s.poll
	if p == nil {
		return
	}
	s.poll = nil
	p.done = true
	if p.batches = s.takeAll(); p.batches == nil {
		p.batches = []*Batch{last}
	}
	p.wakeUp()
}

// movePoll ends a waiting poll because the session moves to WebSocket. One that came after the probe may have been sent
// after the upgrade packet, on another connection, and is answered as if it had also arrived after it.
func (s *Session) movePoll() {
	if p := s.poll; p != nil && p.probed && len(s.pending) == 0 {
		s.refusePoll()
		return
	}
	s.endPoll(closeBatch)
}

// refusePoll ends a waiting poll as one that comes too late; it needs mu.
func (s *Session) refusePoll() {
	if p := s.poll; p != nil {
		s.poll = nil
		p.done = true
		p.wakeUp()
	}
}

// overlap answers a poll that comes while another waits, which ends the session. A client that gives up a poll and then
// sends the next has two connections, of which we may hear in the wrong order: so we look whether this one is gone.
func (s *Session) overlap(w http.ResponseWriter, r *http.Request) {
	select {
	case <-r.Context().Done():
		s.fail(TransportError, errPollAbort, ending{unheard: true})
	case <-time.After(overlapGrace):
		s.fail(TransportError, errOverlap, ending{})
		w.WriteHeader(http.StatusBadRequest)
	}
}

// unknown answers a poll whose session is gone.
func (s *Server) unknown(w http.ResponseWriter, r *http.Request, id string) {
	if s.exhume(id) {
		s.writePayload(w, r, noopBatch.pollPayload(), false)
		return
	}
	s.refuse(w, false, ConnectionError{Request: r, Code: CodeUnknownSession})
}

// takeAll takes what is pending; it needs mu.
func (s *Session) takeAll() []*Batch {
	batches := s.pending
	s.pending, s.pendingBytes = nil, 0
	return batches
}

// get answers a poll.
func (s *Session) get(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	var batches []*Batch
	switch {
	case s.state == stateClosed:
		s.mu.Unlock()
		s.server.unknown(w, r, s.id)
		return
	case s.wire != nil:
		s.mu.Unlock()
		s.server.refuse(w, false, ConnectionError{Request: r, Code: CodeBadRequest, Name: "TRANSPORT_MISMATCH"})
		return
	case s.poll != nil:
		s.mu.Unlock()
		s.overlap(w, r)
		return
	case len(s.pending) > 0:
		batches = s.takeAll()
	case s.state == stateClosing:
		s.mu.Unlock()
		s.fail("", nil, ending{})
		s.answer(w, r, []*Batch{noopBatch, closeBatch})
		return
	default:
		p := &poll{wake: make(chan struct{}, 1), probed: s.candidate != nil && s.candidate.tick != nil}
		s.poll = p
		s.mu.Unlock()
		select {
		case <-p.wake:
		case <-r.Context().Done():
		}
		s.mu.Lock()
		if r.Context().Err() != nil {
			if s.poll == p {
				s.poll = nil
			}
			finish := s.failLocked(TransportError, errPollAbort, ending{}) // at once: the next poll must not get between
			s.mu.Unlock()
			finish()
			return
		}
		if batches = p.batches; !p.done {
			s.poll = nil
			batches = s.takeAll()
		}
	}
	s.mu.Unlock()
	switch {
	case batches != nil:
		s.answer(w, r, batches)
	case s.Transport() == polling:
		s.server.unknown(w, r, s.id)
	default:
		s.server.refuse(w, false, ConnectionError{Request: r, Code: CodeBadRequest, Name: "TRANSPORT_MISMATCH"})
	}
}

// answer writes the answer of a poll. Whoever gets here has taken the batches for himself.
func (s *Session) answer(w http.ResponseWriter, r *http.Request, batches []*Batch) {
	if hook := s.server.cfg.Hooks.PacketOut; hook != nil {
		for _, b := range batches {
			for _, p := range b.packets {
				hook(s, polling, p)
			}
		}
	}
	var body []byte
	if len(batches) == 1 {
		body = batches[0].pollPayload()
	} else {
		size := len(batches)
		for _, b := range batches {
			size += len(b.pollPayload())
		}
		body = make([]byte, 0, size)
		for i, b := range batches {
			if i > 0 {
				body = append(body, separator)
			}
			body = append(body, b.pollPayload()...)
		}
	}
	compress := slices.ContainsFunc(batches, func(b *Batch) bool { return !b.plain })
	if err := s.server.writePayload(w, r, body, compress); err != nil {
		s.fail(TransportError, err, ending{})
	}
}

// writePayload answers 200 with the payload and waits until it is written, but no longer than WriteTimeout.
func (s *Server) writePayload(w http.ResponseWriter, r *http.Request, body []byte, compress bool) error {
	s.successHeaders(w, r)
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=UTF-8")
	out := http.NewResponseController(w)
	if err := out.SetWriteDeadline(time.Now().Add(s.cfg.WriteTimeout)); err == nil {
		defer out.SetWriteDeadline(time.Time{})
	}
	var err error
	encoding := ""
	if compress {
		encoding = s.encoding(r, len(body))
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
		err = compressTo(w, encoding, body)
	} else {
		h.Set("Content-Length", strconv.Itoa(len(body)))
		_, err = w.Write(body)
	}
	if err == nil {
		err = out.Flush()
	}
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}

// successHeaders sets the headers of every answer that is no refusal.
func (s *Server) successHeaders(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if agent := r.UserAgent(); strings.Contains(agent, ";MSIE") || strings.Contains(agent, "Trident/") {
		h.Set("X-XSS-Protection", "0")
	}
	h.Set("Cache-Control", "no-store")
	if s.cfg.Headers != nil {
		s.cfg.Headers(h, r)
	}
}

// post takes a payload of the client.
func (s *Session) post(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.state == stateClosed {
		s.mu.Unlock()
		s.server.refuse(w, false, ConnectionError{Request: r, Code: CodeUnknownSession})
		return
	}
	if s.posting {
		s.mu.Unlock()
		s.fail(TransportError, errDataOver, ending{})
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if r.Header.Get("Content-Type") == "application/octet-stream" {
		s.mu.Unlock()
		s.fail(TransportError, errContent, ending{})
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.posting, s.body = true, http.NewResponseController(w)
	s.mu.Unlock()

	body, err := readBody(r, s.server.cfg.MaxHTTPBufferSize)
	moved := s.endPost(err != nil)
	switch {
	case errors.Is(err, errTooBig): // the session lives on, as with the official server
		w.Header().Set("Connection", "close") // or net/http waits for the rest before it answers
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		s.fail(TransportError, errDataAbort, ending{})
		w.WriteHeader(http.StatusBadRequest)
		return
	case moved:
		s.server.refuse(w, false, ConnectionError{Request: r, Code: CodeBadRequest, Name: "TRANSPORT_MISMATCH"})
		return
	}

	s.enter()
	if !eachPacket(body, func(p Packet) { s.packet(p, true) }) {
		s.packet(Packet{}, false)
	}
	s.leave()
	s.endPost(true)

	s.server.successHeaders(w, r)
	w.Header().Set("Content-Type", "text/html")
	io.WriteString(w, "ok")
}

// endPost reports whether the session moved to WebSocket while its POST was being read. With over, the next POST may
// come: the client can have its answer before this goroutine runs on.
func (s *Session) endPost(over bool) (moved bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.body = nil
	moved = s.wire != nil
	if over || moved {
		s.posting = false
	}
	return moved
}

// trusted is how many bytes of a POST are made room for because the client announces them.
const trusted = 1 << 16

// readBody reads at most limit bytes; errTooBig says that there are more.
func readBody(r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, errTooBig
	}
	if n := r.ContentLength; 0 <= n && n <= trusted {
		body := make([]byte, n)
		_, err := io.ReadFull(r.Body, body)
		return body, err
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err == nil && int64(len(body)) > limit {
		err = errTooBig
	}
	return body, err
}
