package lesson

import (
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strings"

	"socketlab/site/source"
)

// A Checkpoint is a question with feedback for every answer.
//
//	```checkpoint
//	id: 2.2-a
//	kind: choice
//	stem: Who receives it?
//	…what the kind needs…
//	say: Why the right answer is right.
//	hint: optional, or hints: [up to three, the last one gives it away]
//	```
type Checkpoint struct {
	ID    string // unique in the course and never used again: progress is kept under it
	Kind  string // "choice", "multi", "fill", "order", "recipients" or "observe"
	Stem  template.HTML
	Say   template.HTML   // why the right answer is right
	Hints []template.HTML // at most three; may be empty
	Body  Body            // what the kind asks

	// Revision is a short hash of what decides right or wrong, and of nothing else: progress is kept under ID and
	// Revision, so a typing error mended in a question loses nobody's answer, and a mended key asks again.
	Revision string

	Line   int // of the opening fence
	IDLine int
}

// A Body is what a checkpoint asks: *Choice (kinds choice and multi), *Fill, *Order, *Recipients or *Observe.
type Body interface {
	// key is the text that Revision is the hash of.
	key() string
}

// A bodyKind reads what one kind of checkpoint asks.
type bodyKind struct {
	keys []string // of the checkpoint's mapping, besides those that all kinds have
	read func(*reading, string, source.Mapping) Body
}

// kinds is the table of the kinds of checkpoint.
func kinds() map[string]bodyKind {
	return map[string]bodyKind{
		"choice":     {[]string{"options"}, readChoice},
		"multi":      {[]string{"options"}, readMulti},
		"fill":       {[]string{"text", "blanks"}, readFill},
		"observe":    {[]string{"lab", "mode", "needs", "show"}, readObserve},
		"order":      {[]string{"lines", "extra", "otherwise"}, readOrder},
		"recipients": {[]string{"lab", "mode", "scene", "rules", "otherwise"}, readRecipients},
	}
}

var (
	checkpointID  = regexp.MustCompile(`^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*$`)
	misconception = regexp.MustCompile(`^(M[0-9]{2}|new)$`)
	kindLine      = regexp.MustCompile(`(?m)^kind:[ \t]*["']?([^\s"'#]*)`)
)

func readCheckpoint(r *reading, f fenced) Block {
	if f.args != "" {
		r.Report(f.line, "a checkpoint's id and kind stand below its opening line: remove %q", f.args)
	}
	keys := []string{"id", "kind", "stem", "say", "hint", "hints"}
	kind, known := bodyKind{}, false
	if found := kindLine.FindStringSubmatch(f.body); found != nil {
		kind, known = kinds()[found[1]]
	}
	if known {
		keys = append(keys, kind.keys...)
	} else { // the kind decides which keys are right: report it, and nothing that follows from it
		for _, name := range slices.Sorted(maps.Keys(kinds())) {
			keys = append(keys, kinds()[name].keys...)
		}
	}
	if strings.TrimSpace(f.body) == "" {
		r.Report(f.line, "this checkpoint is empty: it needs id, kind, stem, say and what its kind asks for")
		return nil
	}
	m, ok := source.ReadYAML(r.Reporter, f.body, f.line+1, "a checkpoint", keys...)
	if !ok {
		return nil
	}
	c := &Checkpoint{ID: m.Text("id").Value, Kind: m.Text("kind").Value, Line: f.line, IDLine: m.Line("id")}
	if c.ID != "" && !checkpointID.MatchString(c.ID) {
		m.Report("id", "the id %q is not of the form 1.2-a", c.ID)
	}
	if c.Kind != "" && !known {
		m.Report("kind", "%q is no kind of checkpoint%s", c.Kind, source.Unknown(c.Kind, slices.Sorted(maps.Keys(kinds()))))
	}
	c.Stem = r.flow(m.Text("stem"), "a question")
	c.Say = r.flow(m.Text("say"), "an explanation")
	c.Hints = r.hints(m)
	if !known {
		return c
	}
	c.Body = kind.read(r, c.ID, m)
	c.Revision = hash(c.Kind + "\n" + c.Body.key())
	return c
}

const mostHints = 3

// hints reads the ladder of hints: a question, the part that matters, and what gives it away.
func (r *reading) hints(m source.Mapping) []template.HTML {
	texts := m.Texts("hints")
	switch {
	case m.Has("hint") && m.Has("hints"):
		m.Report("hint", "there are both hint and hints: keep one of the two")
	case m.Has("hint"):
		texts = []source.Text{m.Text("hint")}
	case m.Missing("hints", texts) && m.Has("hints"):
		m.Report("hints", "there are no hints here: write some, or remove the line")
	case len(texts) > mostHints:
		m.Report("hints", "there are %d hints: at most %d, the last one gives the answer away", len(texts), mostHints)
	}
	var hints []template.HTML
	for _, text := range texts {
		hints = append(hints, r.flow(text, "a hint"))
	}
	return hints
}

// feedback reads say and code of a wrong answer.
func (r *reading) feedback(m source.Mapping) (say template.HTML, code string) {
	if code = m.OptionalText("code").Value; code != "" && !misconception.MatchString(code) {
		m.Report("code", "the code %q is not that of a misconception: write M01 to M99, or new", code)
	}
	return r.flow(m.Text("say"), "feedback"), code
}
