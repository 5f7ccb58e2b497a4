package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"socketlab/labs/trace"
)

const (
	stillThere  = 20 * time.Second // a comment in the stream now and then, so that a dead reader is noticed
	takeWithin  = 10 * time.Second // a reader that takes no byte for that long is dropped
	retryMillis = 1000             // how long a browser waits before it reconnects
)

// getFacts streams the session's trace, from the entry after Last-Event-ID (or ?after=) on, until the session or the
// reader is gone. A reader takes entries from the log at its own pace; the session never waits for it.
func (b *Bench) getFacts(w http.ResponseWriter, r *http.Request) {
	s, done, p := b.read(r.PathValue("session"))
	if p != nil {
		fail(w, p)
		return
	}
	defer done()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	out := stream{w: w, rc: http.NewResponseController(w)}
	fmt.Fprintf(&out.buf, "retry: %d\n\n", retryMillis)

	defer out.rest()
	idle := time.NewTicker(stillThere)
	defer idle.Stop()
	last := resumeAfter(r)
	for {
		entries, missed, more := s.log.After(last)
		over := s.isOver() // asked after the entries were taken: nothing comes behind the end
		if over {
			entries, missed, _ = s.log.After(last)
		}
		out.write(entries, missed)
		if n := len(entries); n > 0 {
			last = entries[n-1].ID
		}
		if over {
			out.event("end", s.why)
		}
		if err := out.flush(); err != nil || over {
			return
		}
		select {
		case <-more:
		case <-s.over:
		case <-r.Context().Done():
			return
		case <-idle.C:
			out.buf.WriteString(": still there\n\n")
		}
	}
}

// resumeAfter is the number of the last entry that the reader has; 0 for none.
func resumeAfter(r *http.Request) uint64 {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("after")
	}
	id, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0 // no number is no place in the log: the reader gets all of it
	}
	return id
}

// stream writes server-sent events, many in one go.
type stream struct {
	w   http.ResponseWriter
	rc  *http.ResponseController
	buf bytes.Buffer
}

func (s *stream) write(entries []trace.Entry, missed uint64) {
	if missed > 0 {
		s.event("missed", strconv.FormatUint(missed, 10))
	}
	for _, e := range entries {
		data, err := json.Marshal(e)
		if err != nil {
			continue // only values that were no JSON to begin with
		}
		fmt.Fprintf(&s.buf, "id: %d\ndata: %s\n\n", e.ID, data)
	}
}

// event writes a named event whose data is one line.
func (s *stream) event(name, data string) {
	fmt.Fprintf(&s.buf, "event: %s\ndata: %s\n\n", name, data)
}

// rest takes the deadline away again: the connection may carry other requests after this one.
func (s *stream) rest() { _ = s.rc.SetWriteDeadline(time.Time{}) }

func (s *stream) flush() error {
	// Not every ResponseWriter knows deadlines; one without is bounded by its server.
	_ = s.rc.SetWriteDeadline(time.Now().Add(takeWithin))
	if _, err := s.buf.WriteTo(s.w); err != nil {
		return err
	}
	return s.rc.Flush()
}
