package lesson

import (
	"html/template"
	"strings"

	"socketlab/site/source"
)

// A Lab block places a live lab in the aside and lists here what to do in it.
//
//	```lab rooms
//	mode: open
//	do:
//	  - Let Bob join the kitchen.
//	```
type Lab struct {
	Name string          // "rooms"
	Mode string          // empty: the lab's first mode
	Do   []template.HTML // the steps, inline HTML
	Line int             // of the opening fence

	ModeLine int
}

func readLab(r *reading, f fenced) Block {
	lab := &Lab{Name: f.args, Line: f.line, ModeLine: f.line}
	if lab.Name == "" || strings.Contains(lab.Name, " ") {
		r.Report(f.line, "a lab block opens with ```lab and the lab's name, as in ```lab rooms")
	}
	m, ok := source.ReadYAML(r.Reporter, f.body, f.line+1, "a lab block", "mode", "do")
	if !ok {
		return lab
	}
	lab.Mode, lab.ModeLine = m.OptionalText("mode").Value, m.Line("mode")
	steps := m.Texts("do")
	if m.Missing("do", steps) {
		m.Report("do", "a lab block has no steps: add `do:` and a line `- …` for each thing to try")
	}
	for _, step := range steps {
		lab.Do = append(lab.Do, r.inline(step, "a step"))
	}
	return lab
}
