package bench

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A line is the way between one client of a session and the server, whatever runs over it: the client names it with
// ?line=NAME in the address. What is done to it is done to real connections, so that both ends find out as they would
// from a broken cable:
//
//	open    everything passes
//	cut     its connections are reset and new ones are too, until it is open again
//	delay   every byte arrives later, both ways
//	mute    nothing arrives, both ways, and nobody is told. What was sent is held, as TCP holds it, up to heldChunks: when
//	        the line opens in time nothing is lost, and otherwise the heartbeat notices
//
// A client without a name in its address has no line and nothing between it and the server.
type line struct {
	over <-chan struct{} // the session has ended: everything passes, to its end

	mu      sync.Mutex // guards what follows
	state   lineState
	delay   time.Duration // of the state delay
	cuts    int           // how often it was cut
	changed chan struct{} // closed at each change
	breaks  map[*func()]struct{}
}

type lineState string

const (
	lineOpen  lineState = "open"
	lineCut   lineState = "cut"
	lineDelay lineState = "delay"
	lineMute  lineState = "mute"
)

const (
	maxLines  = 8                // of a session
	maxDelay  = 10 * time.Second // is much longer than any lesson needs
	lineQuery = "line"
)

// lines are those of a session.
type lines struct {
	over  <-chan struct{}
	cable sync.WaitGroup // the pumps of all cables; added to under mu while not closed

	mu     sync.Mutex // guards what follows
	closed bool
	named  map[string]*line
}

func newLines(over <-chan struct{}) *lines { return &lines{over: over, named: make(map[string]*line)} }

// get returns the line called name, making it if need be; nil when that is no name or there are enough of them.
func (ls *lines) get(name string) *line {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l := ls.named[name]; l != nil {
		return l
	}
	odd := func(r rune) bool { return r < 'a' || r > 'z' }
	if name == "" || len(name) > 16 || strings.ContainsFunc(name, odd) || len(ls.named) >= maxLines {
		return nil
	}
	l := &line{over: ls.over, state: lineOpen, changed: make(chan struct{}), breaks: make(map[*func()]struct{})}
	ls.named[name] = l
	return l
}

// start runs a pump, unless the session's lines are closed.
func (ls *lines) start(pumps ...func()) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if ls.closed {
		return false
	}
	for _, pump := range pumps {
		ls.cable.Go(pump)
	}
	return true
}

// close waits until nothing runs over the lines any more; the session has ended and its connections are closed.
func (ls *lines) close() {
	ls.mu.Lock()
	ls.closed = true
	all := make([]*line, 0, len(ls.named))
	for _, l := range ls.named {
		all = append(all, l)
	}
	ls.mu.Unlock()
	for _, l := range all {
		l.set(lineCut, 0) // whoever has not said goodbye by now
	}
	ls.cable.Wait()
}

// set changes the line's state; a cut breaks off what runs over it.
func (l *line) set(state lineState, delay time.Duration) {
	l.mu.Lock()
	l.state, l.delay = state, delay
	close(l.changed)
	l.changed = make(chan struct{})
	var broken []func()
	if state == lineCut {
		l.cuts++
		for f := range l.breaks {
			broken = append(broken, *f)
		}
		clear(l.breaks)
	}
	l.mu.Unlock()
	for _, f := range broken {
		f()
	}
}

// whenCut has f called at the next cut, at once if the line is cut now or was since the cut number; forget undoes it.
func (l *line) whenCut(number int, f func()) (forget func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.state == lineCut || l.cuts != number {
		go f() // never under the lock
		return func() {}
	}
	l.breaks[&f] = struct{}{}
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.breaks, &f)
	}
}

// number is that of the last cut, and whether the line is cut now.
func (l *line) number() (cuts int, cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cuts, l.state == lineCut
}

// pass waits until something that was sent at that time has come through. It has not if the line was cut since the cut
// number, or if ctx ended.
func (l *line) pass(ctx context.Context, sent time.Time, number int) bool {
	for {
		l.mu.Lock()
		state, delay, changed, cut := l.state, l.delay, l.changed, l.state == lineCut || l.cuts != number
		l.mu.Unlock()
		if cut {
			return false
		}
		var due <-chan time.Time
		switch state {
		case lineOpen:
			return true
		case lineDelay:
			left := time.Until(sent.Add(delay))
			if left <= 0 {
				return true
			}
			timer := time.NewTimer(left)
			defer timer.Stop()
			due = timer.C
		}
		select {
		case <-due:
			return true
		case <-changed:
		case <-l.over:
			return true
		case <-ctx.Done():
			return false
		}
	}
}

// serve answers a request that comes over the line.
func (ls *lines) serve(l *line, w http.ResponseWriter, r *http.Request, next http.Handler) {
	number, cut := l.number()
	if cut || !l.pass(r.Context(), time.Now(), number) {
		sever(w)
		return
	}
	if strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		next.ServeHTTP(&socketEnd{ResponseWriter: w, lines: ls, line: l, number: number}, r)
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	forget := l.whenCut(number, cancel)
	answer := &heldAnswer{header: make(http.Header), status: http.StatusOK}
	next.ServeHTTP(answer, r.WithContext(ctx))
	forget()
	if !l.pass(r.Context(), time.Now(), number) {
		sever(w)
		return
	}
	answer.release(w)
}
