package engineio

import "sync"

// writers are for those who write themselves.
var writers = sync.Pool{New: func() any {
	w := new(rawWrite)
	w.init()
	return w
}}

// Answer is Send for what answers the client, so that probably nothing will follow it soon: if nothing else is pending,
// it is written here and now, without waking a flusher. It does not block either.
func (s *Session) Answer(b *Batch) error {
	s.mu.Lock()
	w := s.wire
	if s.state != stateOpen || w == nil || w.over || s.queued || s.writing || len(s.pending) > 0 {
		s.mu.Unlock()
		return s.Send(b)
	}
	s.write(w, b)
	return nil
}

// write writes b, before which nothing is pending, without waiting. It is called with mu held, and unlocks it.
func (s *Session) write(w *wire, b *Batch) {
	s.direct, s.writing = true, true
	s.mu.Unlock()
	if s.server.cfg.Hooks.PacketOut != nil {
		s.seen([]*Batch{b})
	}
	data := b.webSocketFrames(w.deflate)
	var n int
	var err error
	if w.raw != nil {
		out := writers.Get().(*rawWrite)
		n, err = out.write(w.raw, data)
		writers.Put(out)
	}

	s.mu.Lock()
	s.direct = false
	s.wrote(w, data[n:], err, false)
	wake := len(s.pending) > 0 && !s.queued && !s.handed
	s.queued = s.queued || wake
	s.mu.Unlock()
	if wake {
		s.shard.add(s)
	}
}
