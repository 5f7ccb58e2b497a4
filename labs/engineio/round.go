package engineio

import "sync"

// roundPart is how many sessions may wait for the end of a Round.
const roundPart = 1024

// A Round sends to many sessions what they shall have at once. Writing starts when the Round ends, or is long: so the
// flushers are woken once and not for each session, and neither side waits for the other's locks.
//
//	r := engineio.NewRound()
//	defer r.End()
//	for … { r.Send(session, batch) }
//
// Between its first Send and End nothing may happen that can take long.
type Round struct {
	woken []shardList // by index of the shard
}

type shardList struct {
	shard    *flusher
	sessions []*Session
}

var rounds = sync.Pool{New: func() any { return new(Round) }}

// NewRound begins a Round. It must be ended, and is not safe for concurrent use.
func NewRound() *Round { return rounds.Get().(*Round) }

// Send is [Session.Send].
func (r *Round) Send(s *Session, b *Batch) error {
	wake, err := s.send(b)
	if wake {
		r.wake(s)
	}
	return err
}

// TrySend is [Session.TrySend].
func (r *Round) TrySend(s *Session, b *Batch) bool {
	wake, ok := s.trySend(b)
	if wake {
		r.wake(s)
	}
	return ok
}

func (r *Round) wake(s *Session) {
	for len(r.woken) <= s.shard.index {
		r.woken = append(r.woken, shardList{})
	}
	l := &r.woken[s.shard.index]
	if l.shard != s.shard || len(l.sessions) == roundPart { // one Round may even serve several servers
		l.flush()
		l.shard = s.shard
	}
	l.sessions = append(l.sessions, s)
}

// End starts the writing. The Round must not be used afterwards.
func (r *Round) End() {
	for i := range r.woken {
		r.woken[i].flush()
		r.woken[i].shard = nil
	}
	rounds.Put(r)
}

func (l *shardList) flush() {
	if len(l.sessions) > 0 {
		l.shard.add(l.sessions...)
		clear(l.sessions)
		l.sessions = l.sessions[:0]
	}
}
