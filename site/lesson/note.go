package lesson

import "html/template"

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
