package engineio

import "time"

// heart is the one timer of a session: the next ping, then its pong; when the session is closing, the end. The
// session's mu guards it.
type heart struct {
	timer     *time.Timer
	due       time.Time // when the timer has something to do
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
		s.expire()
		return
	}
	// The deadline counts from when the ping was due, so that a client that waits exactly interval plus timeout finds its
	// session closed; but a delay of ours is not taken from the time that the client has.
	timeout := s.server.cfg.PingTimeout
	s.heart.waiting, s.heart.refreshed = true, false
	if late := now.Sub(s.heart.due); late > timeout/8 {
		s.heart.due = now
	}
	s.heart.due = s.heart.due.Add(timeout)
	s.heart.timer.Reset(s.heart.due.Sub(now))
	wake := s.push(pingBatch)
	s.mu.Unlock()
	if wake {
		s.shard.add(s)
	}
}

// expire closes a session whose time is over, if it is.
func (s *Session) expire() bool {
	s.mu.Lock()
	over := s.state == stateClosing || s.state == stateOpen && s.heart.waiting
	over = over && !time.Now().Before(s.heart.due)
	how := ending{abort: s.state == stateClosing && s.wire != nil}
	s.mu.Unlock()
	if over {
		s.fail(PingTimeout, nil, how)
	}
	return over
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
