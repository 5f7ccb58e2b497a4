package lesson

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"socketlab/site/source"
)

// A Recipients asks who receives what the server sends. Its answer is not written: the scene is played at the lab when
// the site is built, and whoever received something then is right.
//
//	lab: broadcast
//	mode: kitchen-garden
//	scene: |
//	  given Alice, Bob, Carol and Dave connect
//	  when Alice calls socket.to("kitchen").emit("note")
//	rules:
//	  - extra: [Alice]
//	    say: She is the sender, and `socket.to` leaves out the sender.
//	    code: M26
//	  - nobody: true
//	    say: Somebody is in the kitchen.
//	otherwise: Who is in the kitchen, and who is left out?
type Recipients struct {
	Lab       string
	Mode      string // empty: the lab's first
	Scene     string // in the notation of scenes, without the line that gives it a name
	Rules     []Rule // the first that applies speaks
	Otherwise template.HTML

	// What Resolve fills in.
	Seats []Seat

	LabLine, ModeLine, SceneLine int // SceneLine is that of the scene's first line
}

// A Seat is somebody who may receive something.
type Seat struct {
	Name      string // "Alice"
	Namespace string // "/" or "/admin"
	Gets      bool
}

// String is the seat as scenes and rules write it: "Alice", "Alice@/admin".
func (s Seat) String() string {
	if s.Namespace == "/" {
		return s.Name
	}
	return s.Name + "@" + s.Namespace
}

// A Rule is feedback for wrong answers. It applies when everybody in Extra was ticked and gets nothing, and everybody in
// Missing gets it and was not ticked; or, with Nobody or All, when nobody or all were said to get it.
type Rule struct {
	Extra   []string
	Missing []string
	Nobody  bool
	All     bool
	Say     template.HTML
	Code    string // misconception: "M01" … or "new"; may be empty
	Line    int
}

func readRecipients(r *reading, _ string, m source.Mapping) Body {
	q := &Recipients{Lab: m.Text("lab").Value, Mode: m.OptionalText("mode").Value, LabLine: m.Line("lab"), ModeLine: m.Line("mode")}
	scene := m.Text("scene")
	q.Scene, q.SceneLine = scene.Value, scene.Line
	offset := 0
	for line := range strings.Lines(q.Scene) {
		if word, _, _ := strings.Cut(strings.TrimSpace(line), " "); word == "scene" || word == "mode" || word == "then" {
			r.Report(q.SceneLine+offset, "a question's scene has no line with %q: the id is its name, mode stands beside lab, and who receives is found out", word)
		}
		offset++
	}
	entries := m.Mappings("rules", "a rule", "extra", "missing", "nobody", "all", "say", "code")
	if !m.Has("rules") {
		m.Report("kind", "a question about recipients has no %q: add `rules:` and for each mistake an entry such as `- extra: [Alice]` with its `say`", "rules")
	}
	for _, entry := range entries {
		rule := Rule{Nobody: entry.Bool("nobody"), All: entry.Bool("all"), Line: entry.Line("")}
		for _, t := range entry.Texts("extra") {
			rule.Extra = append(rule.Extra, t.Value)
		}
		for _, t := range entry.Texts("missing") {
			rule.Missing = append(rule.Missing, t.Value)
		}
		said := 0
		for _, is := range []bool{rule.Nobody, rule.All, len(rule.Extra)+len(rule.Missing) > 0} {
			if is {
				said++
			}
		}
		if said != 1 {
			r.Report(rule.Line, "a rule says for which answers it is: either `extra: [...]` and `missing: [...]`, or `nobody: true`, or `all: true`")
		}
		rule.Say, rule.Code = r.feedback(entry)
		q.Rules = append(q.Rules, rule)
	}
	q.Otherwise = r.flow(m.Text("otherwise"), "feedback")
	return q
}

// key is the scene until it has been played, then who received.
func (q *Recipients) key() string {
	if q.Seats == nil {
		return q.Lab + " " + q.Mode + "\n" + q.Scene
	}
	var b strings.Builder
	for _, s := range q.Seats {
		fmt.Fprintf(&b, "%v %t\n", s, s.Gets)
	}
	return b.String()
}

// Resolve is the checkpoint with those who receive, and with the revision that follows from them. Its body must be a
// *Recipients; c stays as it is. Rules that can never speak are reported, each with its line.
func (c *Checkpoint) Resolve(seats []Seat, report func(line int, format string, args ...any)) *Checkpoint {
	body := *c.Body.(*Recipients)
	body.Seats = seats
	body.checkRules(report)
	resolved := *c
	resolved.Body = &body
	resolved.Revision = hash(c.Kind + "\n" + body.key())
	return &resolved
}

// checkRules tries every wrong answer, so that no rule is left that never speaks.
func (q *Recipients) checkRules(report func(int, string, ...any)) {
	names := make([]string, len(q.Seats))
	for i, s := range q.Seats {
		names[i] = s.String()
	}
	possible := make([]bool, len(q.Rules)) // it applies to some wrong answer
	speaks := make([]bool, len(q.Rules))   // it is the first to apply to some
	for answer := range 1 << len(q.Seats) {
		first, wrong := true, false
		for i, s := range q.Seats {
			wrong = wrong || (answer>>i&1 == 1) != s.Gets
		}
		for i, rule := range q.Rules {
			if wrong && rule.applies(q.Seats, answer) {
				possible[i] = true
				speaks[i] = speaks[i] || first
				first = false
			}
		}
	}
	for i, rule := range q.Rules {
		unknown := false
		for _, name := range slices.Concat(rule.Extra, rule.Missing) {
			if !slices.Contains(names, name) {
				unknown = true
				report(rule.Line, "nobody in this scene is called %q%s", name, source.Unknown(name, names))
			}
		}
		switch {
		case unknown || speaks[i]:
		case possible[i]:
			report(rule.Line, "this rule never speaks, because rules before it apply to all the same answers: move it up or remove it")
		default:
			report(rule.Line, "this rule can never apply, because %s: mend it or the scene", q.happened())
		}
	}
}

func (q *Recipients) happened() string {
	var got []string
	for _, s := range q.Seats {
		if s.Gets {
			got = append(got, s.String())
		}
	}
	switch len(got) {
	case 0:
		return "nobody receives anything in this scene"
	case 1:
		return "in this scene " + got[0] + " alone receives something"
	}
	return fmt.Sprintf("in this scene %s and %s receive something", strings.Join(got[:len(got)-1], ", "), got[len(got)-1])
}

// applies is what web/src/checkpoint/grade.ts does; answer has a bit for each seat.
func (rule Rule) applies(seats []Seat, answer int) bool {
	if rule.Nobody {
		return answer == 0
	}
	if rule.All {
		return answer == 1<<len(seats)-1
	}
	surplus := func(i int) bool { return answer>>i&1 == 1 && !seats[i].Gets }
	lacking := func(i int) bool { return answer>>i&1 == 0 && seats[i].Gets }
	return every(rule.Extra, seats, surplus) && every(rule.Missing, seats, lacking)
}

func every(names []string, seats []Seat, holds func(int) bool) bool {
	for _, name := range names {
		i := slices.IndexFunc(seats, func(s Seat) bool { return s.String() == name })
		if i < 0 || !holds(i) {
			return false
		}
	}
	return true
}
