package engineio

import (
	"bytes"
	"sync"
	"sync/atomic"
	"time"
)

const (
	joinLimit = 1 << 16 // bytes that are joined into one write
	keepSlots = 64      // capacity of pending that an idle session keeps
	busyRound = 32      // sessions that make a round of writing long
	maxBreath = 4 * time.Millisecond
	sendTime  = time.Millisecond // a send that does not block takes microseconds, unless we were interrupted
)

// flusher writes what is pending on its share of the WebSockets. Its goroutine runs while there is something to do.
// It never blocks: what a client does not take at once is handed to a goroutine of that client.
type flusher struct {
	server *Server
	index  int // in Server.shards
	born   time.Time
	began  atomic.Int64 // when the round of writing began, in nanoseconds since born

	mu      sync.Mutex // guards what follows
	ready   []*Session
	running bool

	// Only the goroutine uses these.
	spare []*Session
	take  []*Batch
	joint []byte
	once  rawWrite
	round time.Duration // what the last long round took; 0 unless frames were joined in it
}

func newFlusher(s *Server, index int) *flusher {
	f := &flusher{server: s, index: index, born: time.Now()}
	f.once.init()
	return f
}

// add puts sessions on the list. The caller has set their queued.
func (f *flusher) add(sessions ...*Session) {
	f.mu.Lock()
	f.ready = append(f.ready, sessions...)
	start := !f.running
	f.running = true
	f.mu.Unlock()
	if start {
		f.server.own.Go(f.run)
	}
}

// run goes round those that are ready, again and again.
func (f *flusher) run() {
	for {
		list := f.next()
		if len(list) == 0 {
			return
		}
		long := len(list) >= busyRound
		if long && f.round > 0 {
			// We are under load, and whoever caused this round is probably about to send more: to wait a little for it
			// lets more frames join in one write, which saves more time than it takes.
			time.Sleep(min(f.round/2, maxBreath))
		}
		frames, began := 0, time.Now()
		f.began.Store(int64(began.Sub(f.born)))
		for _, s := range list {
			frames += f.flush(s)
		}
		if long {
			f.round = 0
			if frames >= 2*len(list) {
				f.round = time.Since(began)
			}
		}
		clear(list)
		f.spare = list[:0]
	}
}

// sends reports whether a write that the flusher has begun may still be on its way. After sendTime the client has it, and
// may have told others, though this goroutine has not come to note it: volatile messages must not suffer from that.
func (f *flusher) sends() bool {
	return time.Since(f.born)-time.Duration(f.began.Load()) < sendTime
}

// next takes the list. When it is empty the goroutine is to end.
func (f *flusher) next() []*Session {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := f.ready
	if len(list) == 0 {
		f.running = false
		return nil
	}
	f.ready, f.spare = f.spare[:0], nil
	return list
}

// flush writes what is pending on s, and says how many batches that were.
func (f *flusher) flush(s *Session) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queued = false
	w := s.wire
	for !s.queued && !s.handed && !s.direct && len(s.pending) > 0 {
		if w.over {
			s.takeAll()
			return n
		}
		if w.raw == nil {
			s.hand(w, nil, false)
			return n
		}
		f.take = s.takeSome(f.take[:0])
		n += len(f.take)
		s.writing = true
		s.mu.Unlock()

		s.seen(f.take)
		data, closes := join(f.joint[:0], f.take, w.deflate)
		written, err := f.once.write(w.raw, data)
		rest := data[written:]
		if len(f.take) > 1 {
			rest = bytes.Clone(rest) // the joint is used again
			f.joint = data
		}
		clear(f.take)

		s.mu.Lock()
		s.wrote(w, rest, err, closes)
	}
	return n
}

// wrote notes that a write to w is over, and that rest is left of it; it needs mu.
func (s *Session) wrote(w *wire, rest []byte, err error, closes bool) {
	switch {
	case err != nil:
		s.broken(w, err)
	case len(rest) > 0:
		s.hand(w, rest, closes)
	default:
		s.writing = false
		if closes {
			s.finished(w)
		}
	}
}

// takeSome moves the first pending batches to dst, about joinLimit bytes of them; it needs mu.
func (s *Session) takeSome(dst []*Batch) []*Batch {
	n, size := 0, 0
	for n < len(s.pending) && (n == 0 || size+s.pending[n].size <= joinLimit) {
		size += s.pending[n].size
		n++
	}
	dst = append(dst, s.pending[:n]...)
	s.pendingBytes -= size
	left := copy(s.pending, s.pending[n:])
	clear(s.pending[left:])
	s.pending = s.pending[:left]
	if left == 0 && cap(s.pending) > keepSlots {
		s.pending = nil
	}
	return dst
}

// join gives the frames of the batches as one slice: that of the only batch, which is shared, or dst.
func join(dst []byte, batches []*Batch, deflate bool) (data []byte, closes bool) {
	if len(batches) == 1 {
		return batches[0].webSocketFrames(deflate), batches[0].closes
	}
	for _, b := range batches {
		dst = append(dst, b.webSocketFrames(deflate)...)
		closes = closes || b.closes
	}
	return dst, closes
}

// seen tells the hook what is about to be written.
func (s *Session) seen(batches []*Batch) {
	hook := s.server.cfg.Hooks.PacketOut
	if hook == nil {
		return
	}
	for _, b := range batches {
		for _, p := range b.packets {
			hook(s, webSocket, p)
		}
	}
}

// hand gives the writing of w to a goroutine that may block, until it has caught up; it needs mu.
func (s *Session) hand(w *wire, rest []byte, closes bool) {
	s.handed, s.writing = true, true
	s.server.own.Go(func() { s.writeSlowly(w, rest, closes) })
}

func (s *Session) writeSlowly(w *wire, rest []byte, closes bool) {
	var batches []*Batch
	for {
		err := w.writeAll(rest, s.server.cfg.WriteTimeout)
		s.mu.Lock()
		if err != nil {
			s.broken(w, err)
		} else if closes {
			s.finished(w)
		}
		if w.over || len(s.pending) == 0 {
			s.handed, s.writing = false, false
			s.mu.Unlock()
			return
		}
		batches = s.takeSome(batches[:0])
		s.mu.Unlock()
		s.seen(batches)
		rest, closes = join(nil, batches, w.deflate)
	}
}

// finished notes that the close frame of w is written; it needs mu.
func (s *Session) finished(w *wire) {
	w.end()
	s.takeAll()
	w.lingerLater()
	if s.state == stateClosing {
		s.finishLater(s.reason, s.err, ending{})
	}
}

// broken notes that w can be written no more; it needs mu. The session is closed here and now, lest the reader find
// the connection closed and take that for the client's doing.
func (s *Session) broken(w *wire, err error) {
	w.closing = true
	w.end()
	s.takeAll()
	s.writing = false
	w.conn.Close()
	s.server.own.Go(s.failLocked(TransportError, err, ending{abort: true}))
}

// end makes w mute; it needs mu.
func (w *wire) end() {
	w.over = true
	if w.written != nil {
		close(w.written)
		w.written = nil
	}
}
