package engineio

import "time"

// nudge is how often a waiting poll is sent home while a WebSocket has been probed, as in the official server.
const nudge = 100 * time.Millisecond

// candidate is a WebSocket that wants to replace polling. The mu of the session guards the timers.
type candidate struct {
	session *Session
	wire    *wire
	timeout *time.Timer
	tick    *time.Timer // nil until the probe
}

// offer begins an upgrade, unless one is under way or done.
func (s *Session) offer(w *wire) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == stateClosed || s.candidate != nil || s.upgraded {
		return false
	}
	c := &candidate{session: s, wire: w}
	c.timeout = time.AfterFunc(s.server.cfg.UpgradeTimeout, c.end)
	s.candidate = c
	s.server.own.Go(c.run)
	return true
}

// run reads the candidate; once it has become the session's WebSocket, it goes on as its reader.
func (c *candidate) run() {
	s, w := c.session, c.wire
	w.writeAll(w.hello, closeGrace) // should it fail, so will reading
	w.hello = nil
	for {
		data, binary, err := w.read()
		if err != nil {
			c.lost(err)
			return
		}
		p, ok := decodeText(data)
		if c.packet(p, ok && !binary) {
			w.session = s
			s.readWire(w, false)
			return
		}
	}
}

// packet handles one packet of the candidate. It reports true when the upgrade is done.
func (c *candidate) packet(p Packet, ok bool) bool {
	if !c.current() {
		return false // it was ended, and reading goes on only until the client is gone
	}
	s, hooks := c.session, c.session.server.cfg.Hooks
	upgrade := ok && p.Type == UpgradePacket

	s.enter() // what was posted before comes before
	if ok && hooks.PacketIn != nil {
		hooks.PacketIn(s, webSocket, p)
	}
	upgraded := upgrade && c.accept()
	if upgraded && hooks.Upgrade != nil {
		hooks.Upgrade(s)
	}
	s.leave()

	switch {
	case upgraded:
		return true
	case ok && p.Type == PingPacket && string(p.Data) == "probe":
		c.nudgeSoon() // first, for the answer may be answered at once
		if hooks.PacketOut != nil {
			hooks.PacketOut(s, webSocket, probePongBatch.packets[0])
		}
		c.wire.writeAll(probePongBatch.webSocketFrames(false), closeGrace)
	default:
		c.end()
	}
	return false
}

func (c *candidate) current() bool {
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	return c.session.candidate == c
}

// nudgeSoon arms the tick, from now.
func (c *candidate) nudgeSoon() {
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	if c.session.candidate != c {
		return
	}
	if c.tick == nil {
		c.tick = time.AfterFunc(nudge, c.nudge)
	} else {
		c.tick.Reset(nudge)
	}
}

// nudge ends a waiting poll, for the client completes the upgrade only between polls.
func (c *candidate) nudge() {
	s := c.session
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.candidate != c {
		return
	}
	s.endPoll(noopBatch)
	c.tick.Reset(nudge)
}

// accept makes the candidate the WebSocket of its session and sends it what was waiting.
func (c *candidate) accept() bool {
	s := c.session
	s.mu.Lock()
	if s.candidate != c || s.wire != nil || s.state == stateClosed {
		s.mu.Unlock()
		return false
	}
	s.candidate = nil
	c.stop()
	s.movePoll()
	s.wire, s.upgraded = c.wire, true
	wake := false
	if s.state == stateClosing {
		wake = s.pushClose(0, "")
		s.heart.expireIn(s.server.cfg.WriteTimeout)
	} else {
		s.heart.moved(s)
		wake = len(s.pending) > 0
		s.queued = wake
	}
	s.mu.Unlock()
	if wake {
		s.shard.add(s)
	}
	return true
}

// stop needs mu.
func (c *candidate) stop() {
	c.timeout.Stop()
	if c.tick != nil {
		c.tick.Stop()
	}
}

// end gives the candidate up: its WebSocket is closed and polling goes on.
func (c *candidate) end() {
	c.session.mu.Lock()
	defer c.session.mu.Unlock()
	if c.leave() {
		c.session.server.own.Go(func() {
			c.wire.writeClose(0)
			c.wire.lingerLater()
		})
	}
}

// leave takes the candidate from its session. It reports whether the WebSocket is still to be closed; it needs mu.
func (c *candidate) leave() bool {
	s := c.session
	if s.wire == c.wire || c.wire.closing {
		return false
	}
	c.wire.closing = true
	if s.candidate == c {
		s.candidate = nil
	}
	c.stop()
	return true
}

// lost gives the candidate up because it cannot be read any more.
func (c *candidate) lost(err error) {
	_, how, stuck := c.wire.verdict(err)
	c.session.mu.Lock()
	say := c.leave() && !how.abort
	c.session.mu.Unlock()
	if say {
		c.wire.writeClose(how.code)
	}
	if !how.abort {
		c.wire.drain(stuck)
	}
	c.wire.close()
}
