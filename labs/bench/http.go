package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"socketlab/labs/trace"
)

// maxBody is far more than the request for a session needs.
const maxBody = 4 << 10

// problem is an error as a visitor's page gets it.
type problem struct {
	status  int
	Code    string `json:"code"` // for programs; stays the same
	Message string `json:"message"`
}

func noSession() *problem {
	return &problem{http.StatusNotFound, "no-session", "This lab is not there (any more): it was closed, or it was idle for too long."}
}

func noLine() *problem {
	return &problem{http.StatusBadRequest, "no-line", fmt.Sprintf("A line's name is up to 16 small letters, and a lab has at most %d lines.", maxLines)}
}

// routes is all that a bench serves.
func (b *Bench) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /lab/sessions", b.postSession)
	mux.HandleFunc("POST /lab/runs", b.postRun)
	mux.HandleFunc("GET /lab/{session}", b.getSession)
	mux.HandleFunc("DELETE /lab/{session}", b.deleteSession)
	mux.HandleFunc("GET /lab/{session}/facts", b.getFacts)
	mux.HandleFunc("GET /lab/{session}/tasks/{task}", b.getTask)
	mux.HandleFunc("POST /lab/{session}/lines/{line}", b.postLine)
	mux.HandleFunc("/lab/{session}/socket.io/", b.socketIO)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, &problem{http.StatusNotFound, "no-such-address", "There is nothing at this address."})
	})

	guard := http.NewCrossOriginProtection()
	for _, origin := range b.cfg.Origins {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			b.cfg.Logger.Error("origin is not trusted", "origin", origin, "err", err)
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fail(w, &problem{http.StatusForbidden, "cross-origin", "This lab server does not take orders from pages of other sites."})
	}))
	return b.allowOrigins(guard.Handler(mux))
}

// allowOrigins lets pages of the configured origins read the answers; it also answers their preflight requests.
func (b *Bench) allowOrigins(next http.Handler) http.Handler {
	if len(b.cfg.Origins) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); slices.Contains(b.cfg.Origins, origin) {
			h.Set("Access-Control-Allow-Origin", origin)
			if r.Method == http.MethodOptions {
				h.Set("Access-Control-Allow-Methods", "GET, POST, DELETE")
				h.Set("Access-Control-Allow-Headers", "Content-Type")
				h.Set("Access-Control-Max-Age", "600")
				w.WriteHeader(http.StatusNoContent)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (b *Bench) postSession(w http.ResponseWriter, r *http.Request) {
	var want struct{ Lab, Mode string }
	if err := readJSON(w, r, &want); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			fail(w, &problem{http.StatusRequestEntityTooLarge, "too-big", "The request is too big."})
			return
		}
		fail(w, &problem{http.StatusBadRequest, "bad-request", `The request must be JSON like {"lab":"rooms","mode":"open"}.`})
		return
	}
	lab, mode, p := b.lab(want.Lab, want.Mode)
	if p != nil {
		fail(w, p)
		return
	}
	s, p := b.create(lab, mode)
	if p != nil {
		fail(w, p)
		return
	}
	path := "/lab/" + s.id
	answer(w, http.StatusCreated, map[string]string{
		"session": s.id, "lab": s.lab, "mode": s.mode, "socket": path + "/socket.io/", "facts": path + "/facts",
	})
}

func (b *Bench) getSession(w http.ResponseWriter, r *http.Request) {
	s := b.find(r.PathValue("session"))
	if s == nil {
		fail(w, noSession())
		return
	}
	answer(w, http.StatusOK, map[string]string{"session": s.id, "lab": s.lab, "mode": s.mode})
}

func (b *Bench) deleteSession(w http.ResponseWriter, r *http.Request) {
	if !b.end(r.PathValue("session"), "This lab has been closed.") {
		fail(w, noSession())
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (b *Bench) socketIO(w http.ResponseWriter, r *http.Request) {
	s := b.find(r.PathValue("session"))
	if s == nil {
		fail(w, noSession())
		return
	}
	name := r.URL.Query().Get(lineQuery)
	if name == "" {
		s.io.ServeHTTP(w, r)
		return
	}
	l := s.lines.get(name)
	if l == nil {
		fail(w, noLine())
		return
	}
	s.lines.serve(l, w, r, s.io)
}

// lineWish is what is to be done to a line, and what has been done.
type lineWish struct {
	Line   string    `json:"line"`
	State  lineState `json:"state"`
	Millis int       `json:"ms,omitempty"` // of a delay
}

func (b *Bench) postLine(w http.ResponseWriter, r *http.Request) {
	s := b.find(r.PathValue("session"))
	if s == nil {
		fail(w, noSession())
		return
	}
	var wish lineWish
	if err := readJSON(w, r, &wish); err != nil || !wish.valid() {
		fail(w, &problem{http.StatusBadRequest, "bad-request", `The request must be JSON like {"state":"cut"}, {"state":"open"}, {"state":"mute"} or {"state":"delay","ms":500}.`})
		return
	}
	wish.Line = r.PathValue("line")
	l := s.lines.get(wish.Line)
	if l == nil {
		fail(w, noLine())
		return
	}
	s.log.Add(trace.Entry{Kind: trace.Plug, Who: wish.Line, Reason: wish.String()}) // before what comes of it
	l.set(wish.State, wish.delay())
	answer(w, http.StatusOK, wish)
}

func (l lineWish) delay() time.Duration { return time.Duration(l.Millis) * time.Millisecond }

func (l lineWish) valid() bool {
	switch l.State {
	case lineOpen, lineCut, lineMute:
		return l.Millis == 0
	case lineDelay:
		return l.Millis > 0 && l.delay() <= maxDelay
	}
	return false
}

func (l lineWish) String() string {
	if l.State == lineDelay {
		return fmt.Sprintf("delay %d ms", l.Millis)
	}
	return string(l.State)
}

// readJSON reads one JSON object with known fields and nothing behind it.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.Join(errors.New("more than one value"), err)
	}
	return nil
}

func fail(w http.ResponseWriter, p *problem) {
	if p.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	answer(w, p.status, map[string]*problem{"error": p})
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the visitor has gone: nobody to tell
}
