package bench

import (
	"errors"
	"net/http"

	"socketlab/labs"
	"socketlab/labs/socketio"
	"socketlab/labs/trace"
)

// maxPending is how many bytes may wait for one client. A visitor's own four pages need next to nothing.
const maxPending = 1 << 20

// session is one visitor's copy of a lab.
type session struct {
	id, lab, mode string
	io            *socketio.Server
	log           *trace.Log
	lines         *lines
	over          chan struct{} // closed when the session ends
	why           string        // why it ended; set before over is closed

	readers int // of the facts; guarded by the bench's mu
}

var errCrowded = errors.New("this lab has all the connections it can take")

// newSession starts a lab's server. Its first fact is that it listens: nobody needs to be there for that.
func newSession(id string, lab labs.Lab, mode labs.Mode, cfg Config) *session {
	s := &session{id: id, lab: lab.Name, mode: mode.Name, log: trace.New(trace.Config{}), over: make(chan struct{})}
	s.lines = newLines(s.over)
	s.log.Add(trace.Entry{Kind: trace.Listening})
	config := socketio.Config{Logger: cfg.Logger}
	config.Engine.MaxPending = maxPending
	config.Engine.AllowRequest = func(*http.Request) error {
		// Two that come at the same moment may both see the last place free; the bound is there against hundreds.
		if s.io.Engine().ClientsCount() >= cfg.MaxConnections {
			return errCrowded
		}
		return nil
	}
	trace.Record(s.log, &config)
	s.io = socketio.New(mode.Config(config))
	mode.Serve(s.io)
	return s
}

// isOver reports whether the session has ended.
func (s *session) isOver() bool {
	select {
	case <-s.over:
		return true
	default:
		return false
	}
}
