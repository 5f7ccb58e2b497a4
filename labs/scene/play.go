package scene

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"socketlab/labs/socketio/client"
	"socketlab/labs/socketio/packet"
)

// Target is the server that scenes are played at, and how.
type Target struct {
	URL       string // such as http://localhost:3000
	Transport string // websocket or polling; "" means websocket
	// Patience is how long something that is missing is waited for; 0 means 500 ms. It costs nothing where nothing is
	// missing, and nothing either where somebody got too much. Calls that wait for answers themselves, and closed tabs,
	// have three times as long.
	Patience time.Duration
	// Deadline bounds each single wait for the server; 0 means 5 s.
	Deadline time.Duration
	// Seed, if it is not 0, puts other words in place of those that the scenes vary, so that nobody can answer by heart.
	Seed   uint64
	Header http.Header // of the handshake
}

func (t Target) withDefaults() Target {
	if t.Transport == "" {
		t.Transport = "websocket"
	}
	if t.Patience == 0 {
		t.Patience = 500 * time.Millisecond
	}
	if t.Deadline == 0 {
		t.Deadline = 5 * time.Second
	}
	return t
}

// Suits tells whether the scene makes sense over the target's transport.
func (t Target) Suits(s *Scene) bool { return s.Over == "" || s.Over == t.withDefaults().Transport }

// Play plays a scene. The people are new ones each time, and say goodbye at its end.
func Play(ctx context.Context, t Target, s *Scene) Verdict {
	began := time.Now()
	v := Verdict{Scene: s.Name, Tags: s.Tags, Mode: s.Mode, At: s.At()}
	c := newCast(t, s)
	defer c.goodbye(ctx)
	for i := range s.moments {
		m := &s.moments[i]
		c.begin()
		err := c.act(ctx, m)
		if err == nil && !m.setup {
			v.Problems, err = c.judge(ctx, m)
		}
		if err != nil {
			v.Problems = append(v.Problems, c.trouble(m, err))
		}
		if len(v.Problems) > 0 {
			v.Happened, v.Frames = c.proof()
			break
		}
	}
	v.OK = len(v.Problems) == 0
	v.Took = time.Since(began)
	return v
}

// cast is the people of one run.
type cast struct {
	target  Target
	scene   string
	vary    []string
	people  map[string]*person
	order   []*person
	changed chan struct{}
	asked   []question // in this moment
}

// question is an event that wants an acknowledgement.
type question struct {
	seat  seat
	id    uint64
	step  step
	until time.Time // of one with a time limit
}

func newCast(t Target, s *Scene) *cast {
	t = t.withDefaults()
	t.Patience = max(t.Patience, s.wait)
	return &cast{target: t, scene: s.Name, vary: s.vary, people: map[string]*person{}, changed: make(chan struct{}, 1)}
}

func (c *cast) wake() {
	select {
	case c.changed <- struct{}{}:
	default: // whoever waits will look anyway
	}
}

func (c *cast) begin() {
	c.asked = nil
	for _, p := range c.order {
		p.forget()
	}
}

// act lets everything of a moment happen, and returns when the server has handled it.
func (c *cast) act(ctx context.Context, m *moment) error {
	for _, st := range m.steps {
		for _, who := range st.who {
			if err := c.do(ctx, st, who); err != nil {
				return &stepError{st, who, err}
			}
			if err := c.wait(ctx, c.people[who.person].barrier); err != nil {
				return &stepError{st, who, fmt.Errorf("then did not answer: %w", err)}
			}
		}
		if m.setup {
			if err := c.settled(ctx, st); err != nil {
				return err
			}
		}
		if st.verb == answers {
			continue // nothing has happened
		}
		if err := c.everybody(ctx); err != nil { // the next step finds them all up to date
			return err
		}
	}
	return nil
}

// settled waits until what people asked for in a setup has been answered.
func (c *cast) settled(ctx context.Context, st step) error {
	for _, q := range c.asked {
		var got sighting
		answer := func() (ok bool) { got, ok = c.answer(q); return ok }
		if !c.waitFor(ctx, c.long(), answer) {
			return &stepError{st, q.seat, errNoAnswer}
		}
		if why := failed(q, got); why != "" {
			return &stepError{st, q.seat, errors.New(why)}
		}
	}
	if st.verb == connects || st.verb == returns {
		for _, who := range st.who {
			if !c.people[who.person].inside(who.namespace) {
				return &stepError{st, who, &refusal{c.refusedAt(who)}}
			}
		}
	}
	c.asked = nil
	return nil
}

var errNoAnswer = errors.New("no acknowledgement came")

type refusal struct{ message string }

func (r *refusal) Error() string { return r.message }

func (c *cast) refusedAt(who seat) string {
	for _, s := range c.people[who.person].look() {
		if s.seat == who && (s.sight == refused || s.sight == disconnected) {
			return s.text
		}
	}
	return "no answer"
}

// failed is why a call of the Switchboard could not be made.
func failed(q question, got sighting) string {
	if !q.step.call || len(got.args) == 0 {
		return ""
	}
	reply, _ := got.args[0].(map[string]any)
	if reply["ok"] == true {
		return ""
	}
	return fmt.Sprintf("the call failed: %v", reply["why"])
}

// wait runs fn with the deadline of one wait.
func (c *cast) wait(ctx context.Context, fn func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, c.target.Deadline, errDeadline)
	defer cancel()
	return fn(ctx)
}

var errDeadline = errors.New("no answer in time")

// everybody waits until all have seen what the server sent before.
func (c *cast) everybody(ctx context.Context) error {
	return c.wait(ctx, func(ctx context.Context) error {
		var all sync.WaitGroup
		silent := make([]error, len(c.order))
		for i, p := range c.order {
			all.Go(func() {
				if err := p.barrier(ctx); err != nil {
					silent[i] = fmt.Errorf("the server did not answer %s: %w", p.label, err)
				}
			})
		}
		all.Wait()
		return errors.Join(silent...)
	})
}

// long is the patience with what may well take longer.
func (c *cast) long() time.Duration { return 3 * c.target.Patience }

// waitFor waits until something holds, and tells whether it does.
func (c *cast) waitFor(ctx context.Context, patience time.Duration, holds func() bool) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for !holds() {
		select {
		case <-c.changed:
		case <-timer.C:
			return holds()
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// answer finds the acknowledgement of a question.
func (c *cast) answer(q question) (sighting, bool) {
	for _, s := range c.people[q.seat.person].look() {
		if s.sight == answered && s.id == q.id && s.seat == q.seat {
			return s, true
		}
	}
	return sighting{}, false
}

// stepError says who could not do what.
type stepError struct {
	step step
	who  seat
	err  error
}

func (e *stepError) Error() string { return fmt.Sprintf("%s: %v", e.who, e.err) }
func (e *stepError) Unwrap() error { return e.err }

// do lets one person do a step.
func (c *cast) do(ctx context.Context, st step, who seat) error {
	return c.wait(ctx, func(ctx context.Context) error {
		p := c.people[who.person]
		switch st.verb {
		case connects:
			p, err := c.enter(ctx, who)
			if err != nil {
				return err
			}
			auth := map[string]any{"name": c.word(who.name())}
			if given, ok := st.auth.resolve(c).(map[string]any); ok {
				for key, v := range given {
					auth[key] = v
				}
			}
			p.mu.Lock()
			p.sockets[who.namespace] = &room{auth: auth}
			p.mu.Unlock()
			return p.join(ctx, who.namespace)
		case emits, asks:
			values := make([]any, len(st.values))
			for i, v := range st.values {
				values[i] = v.resolve(c)
			}
			id, err := p.emit(ctx, who.namespace, st.event, values, st.verb == asks)
			if st.verb == asks {
				q := question{seat: who, id: id, step: st}
				if st.within > 0 {
					q.until = time.Now().Add(st.within)
				}
				c.asked = append(c.asked, q)
			}
			return err
		case answers:
			values := make([]any, len(st.values))
			for i, v := range st.values {
				values[i] = v.resolve(c)
			}
			p.mu.Lock()
			p.replies[st.event] = values
			p.mu.Unlock()
		case leaves:
			return p.leave(ctx, who.namespace)
		case closes:
			p.close(ctx, c.target.Transport)
			c.target.gone(ctx, p.client.SID())
		case returns:
			return c.comeBack(ctx, p)
		case sends:
			return p.client.Write(ctx, client.Frame{Text: c.reword(st.frame)})
		}
		return nil
	})
}

// enter gives a person a connection, if there is none yet.
func (c *cast) enter(ctx context.Context, who seat) (*person, error) {
	if p := c.people[who.person]; p != nil {
		return p, nil
	}
	p := &person{label: who.person, wake: c.wake, sockets: map[string]*room{}, replies: map[string][]any{}}
	cl, err := c.dial(ctx, p)
	if err != nil {
		return nil, err
	}
	p.client = cl
	c.people[who.person] = p
	c.order = append(c.order, p)
	return p, nil
}

func (c *cast) dial(ctx context.Context, p *person) (*client.Client, error) {
	return client.Dial(ctx, c.target.URL, client.Options{Transport: c.target.Transport, Header: c.target.Header, Tap: p.tap})
}

// comeBack connects again, to all the namespaces that the person was in.
func (c *cast) comeBack(ctx context.Context, p *person) error {
	p.client.Close()
	p.mu.Lock()
	p.decoder = packet.Decoder{}
	var rooms []string
	for namespace := range p.sockets {
		rooms = append(rooms, namespace)
	}
	p.mu.Unlock()
	slices.Sort(rooms)
	cl, err := c.dial(ctx, p)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.client, p.gone = cl, false
	p.mu.Unlock()
	for _, namespace := range rooms {
		if err := p.join(ctx, namespace); err != nil {
			return err
		}
	}
	return nil
}

// goodbye disconnects everybody politely, so that nothing of this scene is left when the next one begins.
func (c *cast) goodbye(ctx context.Context) {
	for _, p := range c.order {
		c.wait(ctx, func(ctx context.Context) error {
			for namespace := range p.sockets {
				if p.inside(namespace) {
					p.leave(ctx, namespace) // should that fail, there is nothing left to leave
				}
			}
			return p.barrier(ctx)
		})
		p.client.Close()
	}
}
