// Package bench gives each visitor a private copy of a lab.
//
// A session is one Socket.IO server of its own with a lab's handlers on it and a trace of what happens, under
// unguessable addresses, so that io, "/" and room names are the real things and two visitors never hear each other.
//
//	POST   /lab/sessions {"lab":"rooms","mode":"open"}  201 {"session":"S","socket":"/lab/S/socket.io/","facts":"/lab/S/facts"}
//	       /lab/S/socket.io/                            the session's Socket.IO server
//	GET    /lab/S/facts                                 its trace as server-sent events
//	POST   /lab/S/lines/alice {"state":"cut"}           200; breaks the connections of a client whose addresses end with
//	                                                    ?line=alice: cut, mute, {"state":"delay","ms":500}, open
//	POST   /lab/runs {"checkpoint":"2.2-b","rev":"…"}   200 {"gets":["Carol"],"deliveries":[…],"facts":["join kitchen carol", …]};
//	                                                    plays a question of the lessons at a fresh server of its lab
//	GET    /lab/S/tasks/2.1-f                           200 {"passed":false,"met":[true,false],"suits":true}; judges a task by the trace
//	GET    /lab/S                                       200 while it lives
//	DELETE /lab/S                                       204; ends it
//
// Errors are JSON: {"error":{"code":"no-session","message":"…"}}. The stream of facts has one event for each
// [trace.Entry], with the entry's number as its id, so that a browser which reconnects goes on where it was. An event
// "missed" tells how many entries were forgotten meanwhile, and "end" why the session is over.
//
// Nothing outlives a session: it is kept in memory alone and ends when asked to, when nobody has used it for a
// while, when others need its place, or with [Bench.Close].
package bench

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"socketlab/labs"
	"socketlab/labs/task"
)

// Config of a [Bench]. The zero value serves all labs with the default limits.
type Config struct {
	Labs           []labs.Lab    // nil means labs.All()
	MaxSessions    int           // at a time; 0 means 200
	MaxConnections int           // low-level connections of one session; 0 means 12
	MaxReaders     int           // readers of one session's facts; 0 means 4
	IdleAfter      time.Duration // a session that nobody uses ends after this time; 0 means 10 minutes
	// Questions finds what a page may have run, by the checkpoint's id; nil when there is nothing.
	Questions func(checkpoint string) (Question, bool)
	// Tasks finds what is to be done in a lab, by the checkpoint's id; nil when there is nothing.
	Tasks   func(checkpoint string) (task.Task, bool)
	Origins []string     // other origins whose pages may use these labs, such as "https://course.example"
	Logger  *slog.Logger // nil discards
}

const (
	defaultSessions    = 200
	defaultConnections = 12
	defaultReaders     = 4
	defaultIdle        = 10 * time.Minute

	quietBeforeMove = time.Minute      // a session that is used less than that ago never makes place for another
	closeWithin     = 10 * time.Second // what the clients of a session get to take what is queued for them
)

// Bench is an http.Handler for the paths under /lab/.
type Bench struct {
	cfg     Config
	handler http.Handler
	stop    chan struct{}  // closed by Close
	running chan struct{}  // holds one value for each question that is being run
	own     sync.WaitGroup // the janitor, and the ending of each session
	readers sync.WaitGroup // requests that stream facts; added to under mu while not closed

	mu       sync.Mutex // guards what follows
	closed   bool
	sessions map[string]*session
}

// New starts a bench. It must be closed.
func New(cfg Config) *Bench {
	if cfg.Labs == nil {
		cfg.Labs = labs.All()
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	cfg.MaxSessions = or(cfg.MaxSessions, defaultSessions)
	cfg.MaxConnections = or(cfg.MaxConnections, defaultConnections)
	cfg.MaxReaders = or(cfg.MaxReaders, defaultReaders)
	cfg.IdleAfter = or(cfg.IdleAfter, defaultIdle)
	b := &Bench{cfg: cfg, stop: make(chan struct{}), running: make(chan struct{}, runsAtOnce), sessions: make(map[string]*session)}
	b.handler = b.routes()
	b.own.Go(b.tidy)
	return b
}

func or[T int | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// ServeHTTP serves the paths in the package's documentation.
func (b *Bench) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.handler.ServeHTTP(w, r) }

// Len is the number of sessions.
func (b *Bench) Len() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.sessions)
}

// Close ends all sessions and waits until nothing of them is left, or returns the cause of ctx when that ends first.
// It may be called again.
func (b *Bench) Close(ctx context.Context) error {
	b.mu.Lock()
	if !b.closed {
		b.closed = true
		close(b.stop)
	}
	for _, s := range b.sessions {
		b.endLocked(s, "The lab server is shutting down.")
	}
	b.mu.Unlock()

	gone := make(chan struct{})
	go func() { // ends with the sessions, at the latest closeWithin after their clients were cut
		b.own.Wait()
		b.readers.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// create makes a session of a lab in a mode, if need be in the place of one that nobody uses.
func (b *Bench) create(lab labs.Lab, mode labs.Mode) (*session, *problem) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil, &problem{http.StatusServiceUnavailable, "closing", "The lab server is shutting down."}
	}
	if len(b.sessions) >= b.cfg.MaxSessions && !b.makePlaceLocked() {
		return nil, &problem{http.StatusServiceUnavailable, "full",
			fmt.Sprintf("All %d labs of this server are in use. Try again in a minute.", b.cfg.MaxSessions)}
	}
	s := newSession(rand.Text(), lab, mode, b.cfg)
	b.sessions[s.id] = s
	return s, nil
}

// find returns the session called id, or nil.
func (b *Bench) find(id string) *session {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sessions[id]
}

// end ends the session called id, if there is one.
func (b *Bench) end(id, why string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.sessions[id]
	if s == nil {
		return false
	}
	b.endLocked(s, why)
	return true
}

// endLocked takes s out at once and lets it end by itself; it needs mu.
func (b *Bench) endLocked(s *session, why string) {
	delete(b.sessions, s.id)
	s.why = why
	close(s.over)
	b.own.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
		defer cancel()
		if err := s.io.Close(ctx); err != nil {
			b.cfg.Logger.Debug("lab session closed late", "lab", s.lab, "err", err)
		}
		s.lines.close()
	})
}

// makePlaceLocked ends the session that was quiet for the longest time: one without a reader if it can, otherwise one
// that its reader seems to have forgotten. It needs mu.
func (b *Bench) makePlaceLocked() bool {
	var best *session
	var bestQuiet time.Duration
	for _, s := range b.sessions {
		quiet := s.log.Quiet()
		if quiet < quietBeforeMove || s.readers > 0 && quiet < b.cfg.IdleAfter {
			continue
		}
		if best == nil || (s.readers == 0) != (best.readers == 0) && s.readers == 0 || (s.readers == 0) == (best.readers == 0) && quiet > bestQuiet {
			best, bestQuiet = s, quiet
		}
	}
	if best == nil {
		return false
	}
	b.endLocked(best, "This lab was idle and made place for another visitor's.")
	return true
}

// tidy ends sessions that nobody uses: nobody reads their facts, and no client has done anything for IdleAfter.
func (b *Bench) tidy() {
	tick := time.NewTicker(max(b.cfg.IdleAfter/10, time.Second))
	defer tick.Stop()
	for {
		select {
		case <-b.stop:
			return
		case <-tick.C:
		}
		b.mu.Lock()
		for _, s := range b.sessions {
			if s.readers == 0 && s.log.Quiet() >= b.cfg.IdleAfter {
				b.endLocked(s, "This lab was idle and has been closed.")
			}
		}
		b.mu.Unlock()
	}
}

// read counts a reader of a session's facts until done is called, or says why there can be none.
func (b *Bench) read(id string) (s *session, done func(), p *problem) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s = b.sessions[id]
	switch {
	case s == nil:
		return nil, nil, noSession()
	case s.readers >= b.cfg.MaxReaders:
		return nil, nil, &problem{http.StatusTooManyRequests, "too-many-readers", "This lab is being watched in too many places."}
	}
	s.readers++
	b.readers.Add(1)
	unwatch := s.log.Watch()
	return s, func() {
		unwatch()
		b.mu.Lock()
		s.readers--
		b.mu.Unlock()
		b.readers.Done()
	}, nil
}

// lab finds what a visitor asks for.
func (b *Bench) lab(name, mode string) (labs.Lab, labs.Mode, *problem) {
	i := slices.IndexFunc(b.cfg.Labs, func(l labs.Lab) bool { return l.Name == name })
	if i < 0 {
		return labs.Lab{}, labs.Mode{}, &problem{http.StatusNotFound, "no-lab", fmt.Sprintf("There is no lab called %q.", name)}
	}
	m, err := b.cfg.Labs[i].Mode(mode)
	if err != nil {
		return labs.Lab{}, labs.Mode{}, &problem{http.StatusNotFound, "no-mode", err.Error()}
	}
	return b.cfg.Labs[i], m, nil
}
