package lesson

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"socketlab/site/source"
)

// An Observe is something to do in the lab. It passes when the lab's server has seen it, whatever the page says.
//
//	lab: rooms
//	needs:
//	  - fact: join attic alice
//	    text: Alice is put into the attic.
//	  - left: Bob
//	    room: attic
//	    text: Bob is out of the attic again, and still connected.
//	show: In Alice's pane, press *Join* with `attic`.
type Observe struct {
	Lab   string
	Mode  string // "" means any
	Needs []Need
	Show  template.HTML // how it is done

	LabLine, ModeLine int
}

// A Need is one condition of an Observe, and its name for the learner. See labs/task for what the conditions mean.
type Need struct {
	Text       template.HTML
	Fact       string
	Never      string
	Exactly    []string
	Event      string // of Exactly
	Ways       int    // of Exactly
	Left       string
	Room       string // of Left
	OneLine    string
	Namespaces []string // of OneLine
}

// factWords are the words that a line of the server's trace begins with.
var factWords = []string{"admit", "refuse", "connection", "disconnect", "join", "leave", "event", "ack", "answer", "delivery", "plug"}

func readObserve(r *reading, _ string, m source.Mapping) Body {
	o := &Observe{Lab: m.Text("lab").Value, Mode: m.OptionalText("mode").Value, LabLine: m.Line("lab"), ModeLine: m.Line("mode")}
	if !m.Has("needs") {
		m.Report("kind", "a task has no %q: add `needs:` and for each thing that the server has to see an entry such as `- fact: join attic alice` with its `text`", "needs")
	}
	for _, entry := range m.Mappings("needs", "a need", "fact", "never", "exactly", "event", "ways", "left", "room", "line", "namespaces", "text") {
		need := Need{
			Text: r.inline(entry.Text("text"), "a need"), Fact: entry.OptionalText("fact").Value, Never: entry.OptionalText("never").Value,
			Left: entry.OptionalText("left").Value, OneLine: entry.OptionalText("line").Value,
		}
		for _, who := range entry.Texts("exactly") {
			need.Exactly = append(need.Exactly, who.Value)
		}
		for _, ns := range entry.Texts("namespaces") {
			need.Namespaces = append(need.Namespaces, ns.Value)
		}
		conditions := 0
		for _, key := range []string{"fact", "never", "exactly", "left", "line"} {
			if entry.Has(key) {
				conditions++
			}
		}
		if conditions != 1 {
			entry.Report("text", "a need has one condition: fact, never, exactly, left or line")
		}
		if entry.Has("exactly") {
			need.Event, need.Ways = entry.Text("event").Value, 1
			if entry.Has("ways") {
				need.Ways = entry.Int("ways", 1, 9)
			}
		}
		if entry.Has("left") {
			need.Room = entry.Text("room").Value
		}
		if entry.Has("line") && len(need.Namespaces) == 0 {
			entry.Report("line", "a line leads to namespaces: add `namespaces: [...]`")
		}
		for _, key := range []string{"fact", "never"} {
			text := entry.OptionalText(key).Value
			if word, _, _ := strings.Cut(text, " "); text != "" && !slices.Contains(factWords, word) {
				entry.Report(key, "a line of the trace does not begin with %q%s", word, source.Unknown(word, factWords))
			}
		}
		o.Needs = append(o.Needs, need)
	}
	o.Show = r.flow(m.Text("show"), "an explanation")
	return o
}

// key is what has to be seen.
func (o *Observe) key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", o.Lab, o.Mode)
	for _, n := range o.Needs {
		n.Text = ""
		fmt.Fprintf(&b, "%+v\n", n)
	}
	return b.String()
}
