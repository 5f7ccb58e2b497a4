package lesson

import (
	"html/template"
	"slices"
	"strings"

	"socketlab/site/source"
)

// A Fill is a line of code or text with blanks.
//
//	text: 'socket.___("chat message", text)'
//	blanks:
//	  - accept: [emit]
//	    wrong:
//	      - answers: [send, push]
//	        say: No such method.
//	        code: M07
//	    otherwise: Which verb sends an event?
type Fill struct {
	Text   []string // plain text around the blanks: len(Blanks)+1 pieces, spaces and newlines matter
	Blanks []Blank
}

// A Blank accepts some answers, explains some wrong ones, and has a word for all others.
type Blank struct {
	Accept    []string // at least one; the first is shown as the answer. Compared after Normalize
	Wrong     []Wrong
	Otherwise template.HTML
}

// Wrong is feedback for particular wrong answers.
type Wrong struct {
	Answers []string
	Say     template.HTML
	Code    string
}

const blankMark = "___"

func readFill(r *reading, _ string, m source.Mapping) Body {
	text := m.Text("text")
	fill := &Fill{Text: strings.Split(text.Value, blankMark)}
	entries := m.Mappings("blanks", "a blank", "accept", "wrong", "otherwise")
	holes := len(fill.Text) - 1
	switch {
	case text.Value == "": // reported
	case holes == 0:
		r.Report(text.Line, "the text has no blank: write ___ (three underscores) where something is to be filled in")
	case !m.Has("blanks"):
		r.Report(text.Line, "a fill has no %q: add `blanks:` and an entry `- accept: [...]` for each ___", "blanks")
	case holes != len(entries):
		m.Report("blanks", "there must be one entry for each ___ of the text: it has %d, and here are %d", holes, len(entries))
	}
	for _, entry := range entries {
		fill.Blanks = append(fill.Blanks, r.readBlank(entry))
	}
	return fill
}

func (r *reading) readBlank(m source.Mapping) Blank {
	blank := Blank{Otherwise: r.flow(m.Text("otherwise"), "feedback")}
	taken := map[string]int{} // line by normal form
	add := func(texts []source.Text) (values []string) {
		for _, t := range texts {
			if t.Value == "" {
				continue
			}
			values = append(values, t.Value)
			if first, seen := taken[normal(t.Value)]; seen {
				r.Report(t.Line, "the answer %q counts as the same as one on line %d, so this one is never used: remove it", t.Value, first)
				continue
			}
			taken[normal(t.Value)] = t.Line
		}
		return values
	}
	accept := m.Texts("accept")
	blank.Accept = add(accept)
	if m.Missing("accept", accept) {
		m.Report("accept", "no answer is accepted here: add `accept: [...]` with at least one")
	}
	for _, entry := range m.Mappings("wrong", "a wrong answer", "answers", "say", "code") {
		answers := entry.Texts("answers")
		wrong := Wrong{Answers: add(answers)}
		wrong.Say, wrong.Code = r.feedback(entry)
		if entry.Missing("answers", answers) {
			entry.Report("answers", "this feedback is for no answer: add `answers: [...]` with at least one")
		}
		blank.Wrong = append(blank.Wrong, wrong)
	}
	return blank
}

// normal makes answers equal that the page is sure to take for the same (web/src/checkpoint/grade.ts is a little more
// tolerant still): spaces count once, a semicolon at the end does not, nor does letter case outside of quotes.
func normal(answer string) string {
	answer = strings.TrimRight(strings.Join(strings.Fields(answer), " "), "; ")
	if strings.ContainsAny(answer, "\"'`") {
		return answer
	}
	return strings.ToLower(answer)
}

// key is what each blank accepts.
func (f *Fill) key() string {
	var b strings.Builder
	for _, blank := range f.Blanks {
		accepted := make([]string, len(blank.Accept))
		for i, answer := range blank.Accept {
			accepted[i] = normal(answer)
		}
		slices.Sort(accepted)
		b.WriteString(strings.Join(accepted, "\t") + "\n")
	}
	return b.String()
}
