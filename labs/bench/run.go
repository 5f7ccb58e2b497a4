package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"socketlab/labs"
	"socketlab/labs/scene"
	"socketlab/labs/socketio"
	"socketlab/labs/trace"
)

// A Question is a scene that visitors may have played. A page names it and never sends it, so that nobody can make this
// server do anything but what its own lessons ask about.
type Question struct {
	Lab, Mode string
	Scene     string // as [scene.ParseQuestions] reads it
	Revision  string // changes with who receives
}

const (
	runsAtOnce = 4 // a run takes some milliseconds, so nobody waits long
	runWithin  = 10 * time.Second
)

// ran is what became of a question.
type ran struct {
	Gets       []string         `json:"gets"` // who received something: "Alice", "Alice@/admin"
	Deliveries []scene.Delivery `json:"deliveries"`
	Facts      []string         `json:"facts"` // what the server saw, in the notation of the trace
}

// postRun plays a question with clients in Go at a server of its own. It would be another experiment in the visitor's own
// session, where people may be in other rooms or gone; and it would move them.
func (b *Bench) postRun(w http.ResponseWriter, r *http.Request) {
	var want struct{ Checkpoint, Rev string }
	if err := readJSON(w, r, &want); err != nil {
		fail(w, &problem{http.StatusBadRequest, "bad-request", `The request must be JSON like {"checkpoint":"2.2-b","rev":"…"}.`})
		return
	}
	var q Question
	known := false
	if b.cfg.Questions != nil {
		q, known = b.cfg.Questions(want.Checkpoint)
	}
	if !known {
		fail(w, &problem{http.StatusNotFound, "no-question", fmt.Sprintf("This lab server knows no question %q.", want.Checkpoint)})
		return
	}
	if q.Revision != want.Rev {
		fail(w, &problem{http.StatusConflict, "other-edition", "This page and the lab server are of different editions of the course: reload the page."})
		return
	}
	lab, mode, p := b.lab(q.Lab, q.Mode)
	if p != nil {
		fail(w, p)
		return
	}
	select {
	case b.running <- struct{}{}:
		defer func() { <-b.running }()
	default:
		fail(w, &problem{http.StatusServiceUnavailable, "busy", "This lab server is running other visitors' questions."})
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), runWithin)
	defer cancel()
	result, err := b.run(ctx, lab, mode, q)
	if err != nil {
		b.cfg.Logger.Error("question could not be run", "checkpoint", want.Checkpoint, "err", err)
		fail(w, &problem{http.StatusInternalServerError, "failed", "The lab server could not run this."})
		return
	}
	answer(w, http.StatusOK, result)
}

// run plays a question once.
func (b *Bench) run(ctx context.Context, lab labs.Lab, mode labs.Mode, q Question) (*ran, error) {
	scenes, err := scene.ParseQuestions(lab.Name, q.Scene)
	if err != nil {
		return nil, err
	}
	log := trace.New(trace.Config{})
	config := socketio.Config{Logger: b.cfg.Logger}
	trace.Record(log, &config)
	url, stop, err := scene.Serve(mode.Config(config), mode.Serve)
	if err != nil {
		return nil, err
	}
	result := &ran{Gets: []string{}}
	result.Deliveries, err = scene.Recipients(ctx, scene.Target{URL: url}, scenes[0])
	entries, _, _ := log.After(0)
	if err := errors.Join(err, stop()); err != nil {
		return nil, err
	}
	for _, d := range result.Deliveries {
		who := d.Who
		if d.Namespace != "/" {
			who += "@" + d.Namespace
		}
		if !slices.Contains(result.Gets, who) {
			result.Gets = append(result.Gets, who)
		}
	}
	result.Facts = factsOf(entries)
	return result, nil
}

// factsOf is what happened, without what the playing itself needs: the people's goodbyes, and the namespaces that cannot
// exist, by which they find out that nothing more is on its way.
func factsOf(entries []trace.Entry) []string {
	facts := []string{}
	last := 0
	for _, e := range entries {
		probe := e.Kind == trace.Refuse && strings.HasPrefix(e.Namespace, "/~")
		if probe || e.Kind == trace.Open || e.Kind == trace.Upgrade || e.Own {
			continue
		}
		facts = append(facts, e.String())
		if !slices.Contains([]trace.Kind{trace.Disconnect, trace.Leave, trace.Close}, e.Kind) {
			last = len(facts)
		}
	}
	return facts[:last]
}
