package lesson

import "html/template"

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
