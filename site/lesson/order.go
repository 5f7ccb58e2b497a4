package lesson

import (
	"fmt"
	"html/template"
	"slices"

	"socketlab/site/source"
)

// An Order asks to put lines in order, and to leave out those that do not belong.
//
//	lines:
//	  - the server listens
//	  - the page is fetched
//	extra:
//	  - text: the server calls the browser
//	    say: A server cannot.
//	    code: M11
//	otherwise: Which comes first …?
type Order struct {
	Lines     []Line // as displayed: the lines and the extras together, shuffled, never in the right order
	Otherwise template.HTML
}

// A Line of an Order.
type Line struct {
	Text  template.HTML
	Place int           // 1-based place in the right order; 0: it does not belong
	Say   template.HTML // of a line that does not belong: why
	Code  string        // of a line that does not belong, may be empty
}

func readOrder(r *reading, id string, m source.Mapping) Body {
	lines := m.Texts("lines")
	if m.Missing("lines", lines) || len(lines) == 1 {
		m.Report("lines", "there is nothing to put in order: add `lines:` with at least two, in the right order")
	}
	order := &Order{Otherwise: r.flow(m.Text("otherwise"), "feedback")}
	var written []Line
	seen := map[string]int{}
	add := func(t source.Text, l Line) {
		if first, ok := seen[t.Value]; ok && t.Value != "" {
			r.Report(t.Line, "this line is the same as line %d, and nobody could tell which comes first: make them differ", first)
		}
		seen[t.Value] = t.Line
		l.Text = r.inline(t, "a line")
		written = append(written, l)
	}
	for i, t := range lines {
		add(t, Line{Place: i + 1})
	}
	for _, entry := range m.Mappings("extra", "an extra line", "text", "say", "code") {
		var l Line
		l.Say, l.Code = r.feedback(entry)
		add(entry.Text("text"), l)
	}
	places := shuffled(id, len(written))
	belong := slices.DeleteFunc(slices.Clone(places), func(i int) bool { return i >= len(lines) })
	if slices.IsSorted(belong) { // that would be the answer
		slices.Reverse(places)
	}
	for _, i := range places {
		order.Lines = append(order.Lines, written[i])
	}
	return order
}

// key is the order of the lines. They stand for their alphabetical places: see ranks.
func (o *Order) key() string {
	texts := make([]string, len(o.Lines))
	for i, l := range o.Lines {
		texts[i] = string(l.Text)
	}
	places := make([]int, len(texts))
	for i, rank := range ranks(texts) {
		places[rank] = o.Lines[i].Place
	}
	return fmt.Sprint(places)
}
