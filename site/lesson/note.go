package lesson

import (
	"html/template"
	"strings"

	"socketlab/site/source"
)

// A Note is an aside with a title, such as "In this course's server" or "Trap".
//
//	```note Trap
//	Markdown.
//	```
type Note struct {
	Title string // plain text, may be empty
	Body  template.HTML
	Line  int // of the opening fence
}

func readNote(r *reading, f fenced) Block {
	if strings.ContainsAny(f.args, "`*<") {
		r.Report(f.line, "a note's title is shown as plain text: remove the markup")
	}
	if strings.TrimSpace(f.body) == "" {
		r.Report(f.line, "this note is empty: write something in it, or remove it")
	}
	return &Note{Title: f.args, Line: f.line, Body: r.markdown(source.Text{Value: f.body, Line: f.line + 1}, "a note")}
}
