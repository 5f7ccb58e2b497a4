package scene

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"socketlab/labs/trace"
)

// Verdict is what became of a scene.
type Verdict struct {
	Scene    string        `json:"scene"`
	Tags     []string      `json:"tags,omitempty"`
	Mode     string        `json:"mode,omitempty"`
	At       string        `json:"at"` // rooms/scenes.txt:12
	OK       bool          `json:"ok"`
	Problems []Finding     `json:"problems,omitempty"`
	Happened []string      `json:"happened,omitempty"` // facts, in the notation of the package trace
	Frames   []string      `json:"frames,omitempty"`   // what went over the wire, whose it was first
	Took     time.Duration `json:"took"`               // nanoseconds
}

// Finding is one thing that is wrong.
type Finding struct {
	Line int    `json:"line"`           // of the scene's file
	Text string `json:"text"`           // what was seen and what should have been, then what it means
	Code string `json:"code,omitempty"` // of the misconception, such as M26, if an author named one
}

// String is the verdict in words, a line for each thing.
func (v Verdict) String() string {
	var b strings.Builder
	if v.OK {
		fmt.Fprintf(&b, "ok    %s", v.title())
		return b.String()
	}
	fmt.Fprintf(&b, "WRONG %s", v.title())
	for _, p := range v.Problems {
		fmt.Fprintf(&b, "\n      %s", p.Text)
	}
	if len(v.Frames) > 0 {
		b.WriteString("\n      on the wire:")
	}
	for _, f := range v.Frames {
		fmt.Fprintf(&b, "\n        %s", f)
	}
	return b.String()
}

func (v Verdict) title() string {
	if len(v.Tags) == 0 {
		return v.Scene
	}
	return v.Scene + " [" + strings.Join(v.Tags, " ") + "]"
}

// proof is what was seen in the moment that went wrong.
func (c *cast) proof() (happened, frames []string) {
	for _, p := range c.order {
		for _, s := range p.look() {
			happened = append(happened, s.fact().String())
		}
		p.mu.Lock()
		for _, f := range p.frames {
			frames = append(frames, f.String())
		}
		p.mu.Unlock()
	}
	return happened, frames
}

// fact is a sighting in the notation of the package trace.
func (s sighting) fact() trace.Entry {
	e := trace.Entry{Who: s.seat.person, Namespace: s.seat.namespace, Event: s.event, Reason: s.text}
	switch s.sight {
	case receives:
		e.Kind, e.Args = trace.Delivery, []byte(showJSON(s.args))
	case answered:
		e.Kind, e.Args = trace.Ack, []byte(showJSON(s.args))
	case refused:
		e.Kind = trace.Refuse
	case disconnected:
		e.Kind = trace.Disconnect
	case connected:
		e.Kind = trace.Connection
	}
	return e
}

// judge compares what was seen with what should have been. Only what is missing is waited for.
func (c *cast) judge(ctx context.Context, m *moment) ([]Finding, error) {
	if err := c.hearSilence(ctx); err != nil {
		return nil, err
	}
	patience := c.target.Patience
	if slices.ContainsFunc(m.steps, func(st step) bool { return st.verb == closes }) {
		patience = c.long() // a server learns of a closed tab when its system tells it
	}
	for _, q := range c.asked {
		if q.step.call {
			patience = c.long() // it may itself have to wait for answers
		}
	}
	var d *difference
	enough := func() bool {
		d = c.compare(m)
		return len(d.missing) == 0 && len(d.unanswered) == 0 && len(d.unseen) == 0 || len(d.extra) > 0 && !d.late()
	}
	if !enough() {
		c.waitFor(ctx, patience, enough)
		if err := c.everybody(ctx); err != nil { // what came late may not have come alone
			return nil, err
		}
		d = c.compare(m)
	}
	return c.explain(m, d), nil
}

// hearSilence waits as long as was asked for an answer, so that there being none means something.
func (c *cast) hearSilence(ctx context.Context) error {
	for _, q := range c.asked {
		if !q.until.IsZero() {
			c.waitFor(ctx, time.Until(q.until), func() bool { _, ok := c.answer(q); return ok })
		}
	}
	return context.Cause(ctx)
}

// difference is how what was seen differs from what should have been.
type difference struct {
	expected   []wanted
	got        []sighting // events
	missing    []wanted
	extra      []sighting
	unordered  []seat     // who got the right things in another order
	unanswered []question // that should have been
	unseen     []wanted   // refusals and the like that did not come
	odd        []Finding  // answers and refusals that are other ones
	otherwise  []seat     // who was answered otherwise
	strays     []sighting // refusals and disconnections that nobody expected
}

// late tells whether what is too much may be the beginning of what is missing, as from a slow server.
func (d *difference) late() bool { return len(d.got) < len(d.expected) }

// wanted is an expectation for one seat.
type wanted struct {
	seat seat
	e    expect
}

func (c *cast) compare(m *moment) *difference {
	d := &difference{}
	var seen []sighting
	for _, p := range c.order {
		seen = append(seen, p.look()...)
	}
	var optional []wanted
	for _, e := range m.expects {
		for _, who := range e.who {
			switch e.sight {
			case receives:
				d.expected = append(d.expected, wanted{who, e})
			case mayReceive:
				optional = append(optional, wanted{who, e})
			}
		}
	}
	for _, s := range seen {
		if s.sight == receives {
			d.got = append(d.got, s)
		}
	}
	c.compareEvents(d, optional)
	c.compareRest(m, d, seen)
	return d
}

func (c *cast) fits(w wanted, s sighting) bool {
	return s.sight == receives && w.seat == s.seat && w.e.event == s.event && matchAll(c, w.e.values, c.trim(s))
}

// trim leaves out what recovery adds to each event.
func (c *cast) trim(s sighting) []any {
	p := c.people[s.seat.person]
	p.mu.Lock()
	defer p.mu.Unlock()
	if r := p.sockets[s.seat.namespace]; r != nil && r.pid != "" && len(s.args) > 0 {
		if _, ok := s.args[len(s.args)-1].(string); ok {
			return s.args[:len(s.args)-1]
		}
	}
	return s.args
}

func (c *cast) compareEvents(d *difference, optional []wanted) {
	left := slices.Clone(d.got)
	last := map[seat]int{}
	for _, w := range d.expected {
		i := slices.IndexFunc(left, func(s sighting) bool { return c.fits(w, s) })
		if i < 0 {
			d.missing = append(d.missing, w)
			continue
		}
		if i < last[w.seat] && !slices.Contains(d.unordered, w.seat) {
			d.unordered = append(d.unordered, w.seat)
		}
		last[w.seat] = i
		left[i].sight = -1 // taken
	}
	for _, s := range left {
		if s.sight < 0 {
			continue
		}
		i := slices.IndexFunc(optional, func(w wanted) bool { return c.fits(w, s) })
		if i < 0 {
			d.extra = append(d.extra, s)
		} else if !optional[i].e.often {
			optional = slices.Delete(optional, i, i+1)
		}
	}
}

// compareRest looks at acknowledgements, refusals and disconnections.
func (c *cast) compareRest(m *moment, d *difference, seen []sighting) {
	for _, e := range m.expects {
		for _, who := range e.who {
			switch e.sight {
			case refused, disconnected:
				i := slices.IndexFunc(seen, func(s sighting) bool { return s.seat == who && s.sight == e.sight })
				if i < 0 {
					d.unseen = append(d.unseen, wanted{who, e})
				} else if e.sight == refused && (e.text != "" && e.text != seen[i].text || len(e.values) > 0 && !matchAll(c, e.values, seen[i].args)) {
					d.odd = append(d.odd, Finding{Line: e.line, Text: fmt.Sprintf("%s is refused with %q, and should be with %q %s", who, seen[i].text, e.text, showAll(c, e.values))})
				}
			case connected, stays:
				if !c.people[who.person].inside(who.namespace) {
					d.unseen = append(d.unseen, wanted{who, e})
				}
			}
		}
	}
	for _, s := range seen {
		if s.sight != refused && s.sight != disconnected {
			continue
		}
		if !slices.ContainsFunc(m.expects, func(e expect) bool {
			return (e.sight == refused || e.sight == disconnected || e.sight == connected || e.sight == stays) && slices.Contains(e.who, s.seat)
		}) {
			d.strays = append(d.strays, s)
		}
	}
	for _, q := range c.asked {
		c.compareAnswer(m, d, q)
	}
}

// compareAnswer looks at one acknowledgement. If nothing is said of it, there must be one.
func (c *cast) compareAnswer(m *moment, d *difference, q question) {
	var want *expect
	for i := range m.expects {
		e := &m.expects[i]
		if (e.sight == answered || e.sight == unanswered) && slices.Contains(e.who, q.seat) {
			want = e
		}
	}
	got, ok := c.answer(q)
	switch {
	case want != nil && want.sight == unanswered:
		if ok {
			d.odd = append(d.odd, Finding{Line: want.line, Text: fmt.Sprintf("%s is answered %s, and should not be answered", q.seat, showList(got.args))})
		}
	case !ok:
		d.unanswered = append(d.unanswered, q)
	case want != nil && !matchAll(c, want.values, got.args):
		d.otherwise = append(d.otherwise, q.seat)
		d.odd = append(d.odd, Finding{Line: want.line, Text: fmt.Sprintf("%s's %q is answered %s, and should be answered %s", q.seat, q.step.event, showList(got.args), showAll(c, want.values))})
	case want == nil && failed(q, got) != "":
		d.odd = append(d.odd, Finding{Line: q.step.line, Text: fmt.Sprintf("%s: %s", q.seat, failed(q, got))})
	}
}

func showList(args []any) string {
	parts := make([]string, len(args))
	for i, arg := range args {
		parts[i] = showJSON(arg)
	}
	return strings.Join(parts, " ")
}

// trouble is what kept a moment from happening.
func (c *cast) trouble(m *moment, err error) Finding {
	f := Finding{Line: m.line, Text: err.Error()}
	step, ok := errors.AsType[*stepError](err)
	if !ok {
		return f
	}
	f.Line = step.step.line
	who := step.who
	switch {
	case errors.Is(err, errNoAnswer):
		f.Text = noAnswer(who, step.step.event)
	case step.step.verb == connects:
		if no, is := errors.AsType[*refusal](err); is && no.message == "Invalid namespace" {
			f.Text = fmt.Sprintf("%s asked for %s, and the server says that there is no such namespace: declare it with io.of(%q)", who.person, who.namespace, who.namespace)
		} else if is {
			f.Text = fmt.Sprintf("%s should be let in to %s and was refused: %q", who.person, who.namespace, no.message)
		} else if errors.Is(err, errDeadline) {
			f.Text = fmt.Sprintf("%s asked for %s and was neither let in nor refused: does each middleware call next()?", who.person, who.namespace)
		}
	}
	return f
}

func noAnswer(who seat, event string) string {
	return fmt.Sprintf("%s asked for an acknowledgement of %q and none came: is there a handler of that name, to the letter, and does it call its last argument?", who, event)
}
