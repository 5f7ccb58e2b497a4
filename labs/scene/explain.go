package scene

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// explain says what a difference means.
func (c *cast) explain(m *moment, d *difference) []Finding {
	var all []Finding
	if h := c.said(m, d); h != nil {
		f := Finding{Line: h.line, Text: h.text, Code: misconception.FindString(h.text)}
		all = append(all, f)
	}
	// An event of another name, or with other values, explains itself better than as too little here and too much there.
	all = append(all, c.renamed(d)...)
	all = append(all, c.altered(d)...)
	var events []string
	for _, w := range d.missing {
		events = append(events, w.e.event)
	}
	for _, s := range d.extra {
		events = append(events, s.event)
	}
	slices.Sort(events)
	for _, event := range slices.Compact(events) {
		all = append(all, c.misdirected(m, d, event))
	}
	for _, who := range d.unordered {
		all = append(all, Finding{Line: m.line, Text: fmt.Sprintf("%s got the right events in another order", who)})
	}
	for _, q := range d.unanswered {
		all = append(all, Finding{Line: q.step.line, Text: noAnswer(q.seat, q.step.event)})
	}
	for _, w := range d.unseen {
		all = append(all, Finding{Line: w.e.line, Text: unseen(w)})
	}
	all = append(all, d.odd...)
	for _, s := range d.strays {
		text := fmt.Sprintf("%s is disconnected (%s), and should not be: an error in a handler can do that to a server", s.seat, s.text)
		if s.sight == refused {
			text = fmt.Sprintf("%s is refused: %q", s.seat, s.text)
		}
		all = append(all, Finding{Line: m.line, Text: text})
	}
	return all
}

var misconception = regexp.MustCompile(`\bM\d\d\b`)

func unseen(w wanted) string {
	who := w.seat
	switch w.e.sight {
	case refused:
		return fmt.Sprintf("%s was let in to %s, and should be refused with %q: is there a middleware on it, io.of(%q).use(…), that calls next(new Error(…))?",
			who.person, who.namespace, w.e.text, who.namespace)
	case disconnected:
		return fmt.Sprintf("%s is still connected to %s, and should have been disconnected by the server", who.person, who.namespace)
	}
	return fmt.Sprintf("%s should be connected to %s, and is not", who.person, who.namespace)
}

// said finds what the author has to say about the difference.
func (c *cast) said(m *moment, d *difference) *hint {
	extra := func(s seat) bool { return slices.ContainsFunc(d.extra, func(x sighting) bool { return x.seat == s }) }
	missing := func(s seat) bool { return slices.ContainsFunc(d.missing, func(w wanted) bool { return w.seat == s }) }
	every := func(who []seat, is func(seat) bool) bool {
		return len(who) > 0 && !slices.ContainsFunc(who, func(s seat) bool { return !is(s) })
	}
	for i := range m.hints {
		h := &m.hints[i]
		applies := false
		switch h.what {
		case "gets":
			applies = every(h.who, extra)
			if h.everybody {
				applies = len(d.extra) > 0 && len(d.missing) == 0 && every(c.present("/"), func(s seat) bool {
					return slices.ContainsFunc(d.got, func(x sighting) bool { return x.seat == s })
				})
			}
			if h.nobody {
				applies = len(d.got) == 0 && len(d.missing) > 0
			}
		case "lacks":
			others := func(w wanted) bool { return !slices.Contains(h.who, w.seat) }
			reached := len(d.missing) < len(d.expected) // where nobody is, it is no mistake about these people
			applies = every(h.who, missing) && (reached || !slices.ContainsFunc(d.expected, others))
		case "is unanswered":
			applies = slices.ContainsFunc(d.unanswered, func(q question) bool { return slices.Contains(h.who, q.seat) })
		case "is answered otherwise":
			applies = slices.ContainsFunc(h.who, func(s seat) bool { return slices.Contains(d.otherwise, s) })
		case "is let in":
			applies = slices.ContainsFunc(d.unseen, func(w wanted) bool { return w.e.sight == refused && slices.Contains(h.who, w.seat) })
		}
		if applies {
			return h
		}
	}
	return nil
}

// present is who is connected to a namespace.
func (c *cast) present(namespace string) []seat {
	var all []seat
	for _, p := range c.order {
		if p.inside(namespace) {
			all = append(all, seat{p.label, namespace})
		}
	}
	return all
}

// renamed finds an event that went to the right people under another name, and takes it out of the difference.
func (c *cast) renamed(d *difference) []Finding {
	var all []Finding
	for i := 0; i < len(d.missing); i++ {
		w := d.missing[i]
		j := slices.IndexFunc(d.extra, func(s sighting) bool {
			return s.seat == w.seat && s.event != w.e.event && matchAll(c, w.e.values, c.trim(s))
		})
		if j < 0 || slices.ContainsFunc(d.expected, func(o wanted) bool { return o.e.event == d.extra[j].event }) {
			continue
		}
		f := Finding{Line: w.e.line, Text: fmt.Sprintf("the event is called %q and should be called %q: names must match to the letter", d.extra[j].event, w.e.event)}
		if !slices.ContainsFunc(all, func(o Finding) bool { return o.Text == f.Text }) {
			all = append(all, f)
		}
		d.missing = slices.Delete(d.missing, i, i+1)
		d.extra = slices.Delete(d.extra, j, j+1)
		i--
	}
	return all
}

// altered finds events with other values, and takes them out of the difference.
func (c *cast) altered(d *difference) []Finding {
	type change struct {
		text string
		who  []seat
		line int
	}
	var changes []change
	for i := 0; i < len(d.missing); i++ {
		w := d.missing[i]
		j := slices.IndexFunc(d.extra, func(s sighting) bool { return s.seat == w.seat && s.event == w.e.event })
		if j < 0 {
			continue
		}
		got := c.trim(d.extra[j])
		text := fmt.Sprintf("%s as %s, and should as %s", w.e.event, orNothing(showList(got)), orNothing(showAll(c, w.e.values)))
		if len(got) > 0 && len(w.e.values) > 0 {
			if keys := w.e.values[0].differing(c, got[0]); len(keys) > 0 {
				text += ": look at " + enumerate(keys)
			}
		}
		k := slices.IndexFunc(changes, func(o change) bool { return o.text == text })
		if k < 0 {
			changes = append(changes, change{text: text, line: w.e.line})
			k = len(changes) - 1
		}
		changes[k].who = append(changes[k].who, w.seat)
		d.missing = slices.Delete(d.missing, i, i+1)
		d.extra = slices.Delete(d.extra, j, j+1)
		i--
	}
	all := make([]Finding, len(changes))
	for i, ch := range changes {
		all[i] = Finding{Line: ch.line, Text: fmt.Sprintf("%s got %s", names(ch.who), ch.text)}
	}
	return all
}

func orNothing(s string) string {
	if s == "" {
		return "(no value)"
	}
	return s
}

// misdirected says who got too much and who too little of an event, and which call does that.
func (c *cast) misdirected(m *moment, d *difference, event string) Finding {
	var want, got, lack, more, twice []seat
	line := m.line
	for _, w := range d.expected {
		if w.e.event == event {
			want, line = append(want, w.seat), w.e.line
		}
	}
	for _, s := range d.got {
		if s.event == event {
			got = append(got, s.seat)
		}
	}
	for _, w := range d.missing {
		if w.e.event == event {
			lack = append(lack, w.seat)
		}
	}
	for _, s := range d.extra {
		if s.event != event {
			continue
		}
		if slices.Contains(want, s.seat) || slices.Contains(more, s.seat) {
			twice = append(twice, s.seat)
		} else {
			more = append(more, s.seat)
		}
	}
	text := ""
	add := func(format string, args ...any) {
		if text != "" {
			text += "; "
		}
		text += fmt.Sprintf(format, args...)
	}
	if len(more) > 0 {
		add("%s received %s and should not have", names(more), event)
	}
	if len(lack) > 0 {
		add("%s did not receive %s and should have", names(lack), event)
	}
	if len(twice) > 0 {
		slices.SortStableFunc(twice, func(a, b seat) int { return strings.Compare(a.String(), b.String()) })
		add("%s received %s more often than should be: was it sent by two calls, or is a handler registered twice", names(slices.Compact(twice)), event)
	}
	if why := c.call(m, event, set(want), set(got)); why != "" && len(more)+len(lack) > 0 {
		text += ". " + why
	}
	return Finding{Line: line, Text: text}
}

func set(seats []seat) map[seat]bool {
	all := map[seat]bool{}
	for _, s := range seats {
		all[s] = true
	}
	return all
}

// call names the call that reaches exactly those who received an event.
func (c *cast) call(m *moment, event string, want, got map[seat]bool) string {
	last := m.steps[len(m.steps)-1]
	actor := last.who[len(last.who)-1]
	namespace := actor.namespace
	for s := range want {
		namespace = s.namespace
	}
	for s := range got {
		namespace = s.namespace
	}
	present := c.present(namespace)
	server, others := "io", 0
	if namespace != "/" {
		server = fmt.Sprintf("io.of(%q)", namespace)
	}
	for _, s := range present {
		if s != actor && got[s] {
			others++
		}
	}
	back := "" // what the sender's own copy means
	if last.verb == connects {
		back = " In the connection handler, socket is the newcomer."
	}
	switch {
	case len(got) == 0:
		if last.event == "" {
			return "Nobody did: is there a handler that sends it?"
		}
		if slices.ContainsFunc(c.asked, func(q question) bool { _, ok := c.answer(q); return ok }) {
			return fmt.Sprintf("Nobody did, although %q was acknowledged: does its handler send %q, and are those who should get it where it sends to?", last.event, event)
		}
		return fmt.Sprintf("Nobody did: is there a handler for %q, to the letter, and does it send %q?", last.event, event)
	case len(got) == len(present) && others == len(present)-1 && got[actor]:
		if len(want) == len(got)-1 && !want[actor] {
			return fmt.Sprintf("Everybody in %s did, %s too: that is what %s.emit does. %s.to(room) reaches only a room; socket.broadcast and socket.to(room) leave the sender out.%s",
				namespace, actor.person, server, server, back)
		}
		return fmt.Sprintf("Everybody in %s did: that is what %s.emit does, and also to([]), an empty list of rooms.", namespace, server)
	case others == len(present)-1 && !got[actor] && len(got) == others:
		return fmt.Sprintf("Everybody but %s did: that is what socket.broadcast.emit does.%s", actor.person, back)
	case got[actor] && len(got) == 1:
		return "Only the sender did: that is what socket.emit does."
	case got[actor] && !want[actor] && sameBut(got, want, actor):
		return fmt.Sprintf("%s sent it and gets it too: that is what %s.to(room) does. socket.to(room) leaves the sender out.", actor.person, server)
	case want[actor] && !got[actor] && sameBut(want, got, actor):
		return fmt.Sprintf("%s sent it and does not get it: that is what socket.to(room) does. %s.to(room) leaves nobody out.", actor.person, server)
	}
	return ""
}

// sameBut tells whether bigger is smaller and one more.
func sameBut(bigger, smaller map[seat]bool, one seat) bool {
	if len(bigger) != len(smaller)+1 || smaller[one] {
		return false
	}
	for s := range smaller {
		if !bigger[s] {
			return false
		}
	}
	return true
}
