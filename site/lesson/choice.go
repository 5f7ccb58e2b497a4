package lesson

import (
	"bytes"
	"html/template"

	"socketlab/site/source"
)

// A Choice asks to pick one option (kind choice) or all that are right (kind multi).
//
//	options:
//	  - text: Everybody else
//	    right: true
//	    say: Yes, `broadcast` leaves out the sender.
//	  - text: Everybody
//	    say: That would be `io.emit`.
//	    code: M03
type Choice struct {
	Multi   bool
	Options []Option // as displayed: shuffled, always the same way for one checkpoint id
}

// An Option is one answer of a Choice.
type Option struct {
	Text  template.HTML
	Right bool
	Say   template.HTML // feedback when it is picked; of a right option of a multi also when it is missed
	Code  string        // misconception behind a wrong option: "M01" … or "new"; may be empty
}

func readChoice(r *reading, id string, m source.Mapping) Body { return readOptions(r, id, m, false) }

func readMulti(r *reading, id string, m source.Mapping) Body { return readOptions(r, id, m, true) }

func readOptions(r *reading, id string, m source.Mapping, multi bool) Body {
	entries := m.Mappings("options", "an option", "text", "right", "say", "code")
	switch {
	case !m.Has("options"):
		m.Report("kind", "a choice has no %q: add `options:` and at least two entries `- text: …`", "options")
	case len(entries) == 1:
		m.Report("options", "there is only one option: a choice needs at least two")
	}
	written := make([]Option, 0, len(entries))
	texts := map[string]int{}
	right := 0
	for _, entry := range entries {
		o := Option{Right: entry.Bool("right")}
		text := entry.Text("text")
		o.Text = r.inline(text, "an option")
		o.Say, o.Code = r.feedback(entry)
		if first, seen := texts[text.Value]; seen && text.Value != "" {
			r.Report(text.Line, "this option is the same as the one on line %d: remove one", first)
		}
		texts[text.Value] = text.Line
		if o.Right {
			right++
			if right == 2 && !multi {
				entry.Report("right", "a second option is right: make the kind multi, or only one right")
			}
			if o.Code != "" {
				entry.Report("code", "a right option has no misconception behind it: remove its code")
			}
		}
		written = append(written, o)
	}
	if len(entries) > 0 && right == 0 {
		m.Report("options", "no option is right: add `right: true` to the one that is")
	}
	c := &Choice{Multi: multi}
	for _, i := range shuffled(id, len(written)) {
		c.Options = append(c.Options, written[i])
	}
	return c
}

// key says which options are right. Options stand for their alphabetical places: see ranks.
func (c *Choice) key() string {
	texts := make([]string, len(c.Options))
	for i, o := range c.Options {
		texts[i] = string(o.Text)
	}
	key := bytes.Repeat([]byte("-"), len(texts))
	for i, rank := range ranks(texts) {
		if c.Options[i].Right {
			key[rank] = '+'
		}
	}
	return string(key)
}
