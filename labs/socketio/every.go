package socketio

import "time"

// Every calls fn again and again, d apart, until Close, which waits for a call
// that runs. It is the setInterval of a server: calls never overlap, and one
// that takes longer than d makes the next late.
func (s *Server) Every(d time.Duration, fn func()) {
	s.work.start(func() {
		tick := time.NewTicker(d)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				s.guard(nil, "timer", fn)
			case <-s.ctx.Done():
				return
			}
		}
	})
}
