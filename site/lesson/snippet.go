package lesson

import (
	"html/template"
	"strings"

	"socketlab/site/source"
)

// A Snippet quotes a declaration, or a whole file, from the labs' real sources, so that prose cannot drift from code.
//
//	```snippet labs/rooms/rooms.go Serve
//	Caption in Markdown.
//	```
type Snippet struct {
	File    string        // below the labs folder: "rooms/rooms.go"
	Name    string        // "Serve", "Type.Method", in JavaScript a top-level function or const; empty: the whole file
	Caption template.HTML // inline HTML, may be empty
	Line    int           // of the opening fence

	Quote *Quote // set by course on a copy; nil after Parse
}

// A Quote is what a snippet resolved to.
type Quote struct {
	Lang string        // "go", "javascript", "html"
	Code string        // plain text, ends with a newline
	HTML template.HTML // highlighted, the same markup as a code block in prose
	From int           // first line in the file, 1-based
	To   int           // last line
}

func readSnippet(r *reading, f fenced) Block {
	args := strings.Fields(f.args)
	if len(args) == 0 || len(args) > 2 {
		r.Report(f.line, "a snippet opens with ```snippet, a file and the name of a declaration in it, as in ```snippet labs/rooms/rooms.go Serve")
		return nil
	}
	file, ok := strings.CutPrefix(args[0], "labs/")
	if !ok {
		r.Report(f.line, "a snippet quotes the labs' sources, and %q is none of them: write labs/<name>/<file>", args[0])
		return nil
	}
	s := &Snippet{File: file, Line: f.line}
	if len(args) == 2 {
		s.Name = args[1]
	}
	caption := strings.TrimSpace(f.body)
	s.Caption = r.inline(source.Text{Value: caption, Line: f.line + 1}, "a caption")
	return s
}
