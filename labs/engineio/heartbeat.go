package engineio

import (
	"slices"
	"time"
)

// heart is the one timer of a session: the next ping, then its pong; when the session is closing, the end. The
// session's mu guards it.
type heart struct {
	timer     *time.Timer
	due       time.Time // when the timer has something to do
	strict    time.Time // when a pong is due from a client that did not fetch its ping
	waiting   bool      // a ping went out and its pong has not come
	refreshed bool      // the wait was prolonged, which happens once
}

// start arms the heartbeat of an open session.
func (s *Session) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heart.due = time.Now().Add(s.server.cfg.PingInterval)
	s.heart.timer = time.AfterFunc(s.server.cfg.PingInterval, s.beat)
}

// beat runs when the timer fires.
func (s *Session) beat() {
	s.mu.Lock()
	now := time.Now()
	if s.state == stateClosed {
		s.mu.Unlock()
		return
	}
	if left := s.heart.due.Sub(now); left > 0 { // it was moved while the timer fired
		s.heart.timer.Reset(left)
		s.mu.Unlock()
		return
	}
	if s.state == stateClosing || s.heart.waiting {
		s.mu.Unlock()
		s.expire(false)
		return
	}
	timeout := s.server.cfg.PingTimeout
	s.heart.waiting, s.heart.refreshed = true, false
	s.heart.strict = s.heart.due.Add(timeout)
	s.heart.due = s.heart.strict
	if late := now.Sub(s.heart.strict.Add(-timeout)); late > timeout/8 { // a delay of ours is not the client's
		s.heart.due = now.Add(timeout)
	}
	s.heart.timer.Reset(s.heart.due.Sub(now))
	wake := s.push(pingBatch)
	s.mu.Unlock()
	if wake {
		s.shard.add(s)
	}
}

// expire closes a session whose time is over, if it is. A request asks, because the timer may be late: a client that polls
// not before interval plus timeout must find its session closed, however busy we are.
func (s *Session) expire(get bool) bool {
	s.mu.Lock()
	now := time.Now()
	over := s.state == stateClosing || s.state == stateOpen && s.heart.waiting
	over = over && !now.Before(s.heart.due)
	if get && s.state == stateOpen && s.wire == nil && s.poll == nil {
		over = over || s.heart.unfetched(s, now)
	}
	how := ending{abort: s.state == stateClosing && s.wire != nil}
	s.mu.Unlock()
	if over {
		s.fail(PingTimeout, nil, how)
	}
	return over
}

// unfetched reports whether the client left its ping lying for the timeout.
func (h *heart) unfetched(s *Session, now time.Time) bool {
	if !h.waiting { // the timer is late
		return !now.Before(h.due.Add(s.server.cfg.PingTimeout))
	}
	return !now.Before(h.strict) && slices.Contains(s.pending, pingBatch)
}

// pong answers the ping: the next one follows an interval later.
func (h *heart) pong(s *Session) {
	h.waiting = false
	h.reset(s.server.cfg.PingInterval)
}

// alive notes another packet than a pong: the client gets one more timeout to answer, once.
func (h *heart) alive(s *Session) {
	if h.waiting && !h.refreshed {
		h.refreshed = true
		h.reset(s.server.cfg.PingTimeout)
		h.strict = h.due
	}
}

// moved notes an upgrade: a ping that was lost with the old transport is not held against the client.
func (h *heart) moved(s *Session) {
	if h.waiting {
		h.pong(s)
	}
}

// expireIn makes the timer end a closing session.
func (h *heart) expireIn(d time.Duration) {
	if h.timer != nil {
		h.reset(d)
	}
}

func (h *heart) reset(d time.Duration) {
	h.due = time.Now().Add(d)
	h.timer.Reset(d)
}

func (h *heart) stop() {
	if h.timer != nil {
		h.timer.Stop()
	}
}
