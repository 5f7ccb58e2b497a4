package trace

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// Bounds of a [Log] whose config says nothing else.
const (
	DefaultKeep    = 1000 // entries
	DefaultPreview = 1024 // bytes of an entry's values
)

// Config of a [Log]. The zero value has the default bounds.
type Config struct {
	Keep    int // newest entries that are kept; older ones are forgotten
	Preview int // bytes of Args, Data, Event, Room, Reason and Who that are kept, each
}

// Log holds the newest entries of one session, in order. Writers never wait for readers: each reader
// keeps its own place with [Log.After] and finds out there how much it missed.
type Log struct {
	cfg      Config
	began    time.Time
	watchers atomic.Int32

	mu   sync.Mutex
	ring []Entry       // grows up to cfg.Keep, then entry ID i lives at (i-1) % Keep; guarded by mu
	last uint64        // ID of the newest entry, 0 before the first; guarded by mu
	wake chan struct{} // closed by the next Add; nil while nobody waits; guarded by mu
	busy time.Time     // of the newest entry that a client caused; guarded by mu
}

// New returns an empty log whose clock starts now.
func New(cfg Config) *Log {
	if cfg.Keep <= 0 {
		cfg.Keep = DefaultKeep
	}
	if cfg.Preview <= 0 {
		cfg.Preview = DefaultPreview
	}
	now := time.Now()
	return &Log{cfg: cfg, began: now, busy: now}
}

// Add appends e, giving it its ID and time, and returns the ID. It never blocks on a reader.
func (l *Log) Add(e Entry) uint64 {
	l.shorten(&e)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	e.ID = l.last
	now := time.Now()
	e.Millis = now.Sub(l.began).Milliseconds()
	if e.Kind == Open || e.Kind == Connection || e.Kind == Event || e.Kind == Plug {
		l.busy = now
	}
	if len(l.ring) < l.cfg.Keep {
		l.ring = append(l.ring, e)
	} else {
		l.ring[(e.ID-1)%uint64(l.cfg.Keep)] = e
	}
	if l.wake != nil {
		close(l.wake)
		l.wake = nil
	}
	return e.ID
}

// After returns the entries newer than id, oldest first, how many between were forgotten, and a channel
// that is closed as soon as there is more to read.
func (l *Log) After(id uint64) (entries []Entry, missed uint64, more <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	id = min(id, l.last)
	oldest := l.last - uint64(len(l.ring)) // ID before the oldest one kept
	if id < oldest {
		missed, id = oldest-id, oldest
	}
	entries = make([]Entry, 0, l.last-id)
	for ; id < l.last; id++ {
		entries = append(entries, l.ring[id%uint64(l.cfg.Keep)])
	}
	if l.wake == nil {
		l.wake = make(chan struct{})
	}
	return entries, missed, l.wake
}

// Now is the time in milliseconds since the log began, as entries have it.
func (l *Log) Now() int64 { return time.Since(l.began).Milliseconds() }

// Quiet is the time since a client last did something: connected or sent an event. What a server does by itself, such
// as a clock that ticks, does not count.
func (l *Log) Quiet() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Since(l.busy)
}

// Watch counts a watcher until stop is called (once). What is dear to record, such as frames, is
// recorded only while [Log.Watched].
func (l *Log) Watch() (stop func()) {
	l.watchers.Add(1)
	return sync.OnceFunc(func() { l.watchers.Add(-1) })
}

// Watched tells whether anybody watches now.
func (l *Log) Watched() bool { return l.watchers.Load() > 0 }

// shorten keeps an entry small whatever a client sent: a log must not be a way to fill the memory.
func (l *Log) shorten(e *Entry) {
	if len(e.Args) > l.cfg.Preview {
		// A cut array is no JSON any more; a string that shows its beginning is.
		e.Args = quoteJSON(cut(string(e.Args), l.cfg.Preview))
	}
	for _, s := range []*string{&e.Data, &e.Event, &e.Room, &e.Reason, &e.Who, &e.Namespace} {
		*s = cut(*s, l.cfg.Preview)
	}
}

// cut shortens s to at most n bytes plus an ellipsis, between two runes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

// quoteJSON writes s as a JSON string.
func quoteJSON(s string) []byte {
	b, err := json.Marshal(s)
	if err != nil {
		return []byte(`""`) // cannot be: every string has a JSON form
	}
	return b
}
