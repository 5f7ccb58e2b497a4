// Package course puts lessons together: course.yaml and the parsed lessons in, one [Course] out, in which every name is
// resolved (labs and their modes, quoted declarations, lessons to read before, links and anchors). Whatever does not
// resolve is reported with its file and line, all of it at once.
package course

import (
	"encoding/json"

	"socketlab/site/lesson"
)

// A Course is everything the pages show.
type Course struct {
	Title   string
	About   string // one sentence, may be empty
	Base    string // address of the home page, starts and ends with a slash: "/", "/socketlab/"
	Parts   []*Part
	Lessons []*Lesson // of all parts, in order
	Labs    []*Lab    // in the order they were given
}

// A Part is a run of lessons in one folder.
type Part struct {
	Number  int    // 1-based
	Dir     string // folder and first part of the addresses: "chat"
	Title   string
	About   string // one sentence, may be empty
	Lessons []*Lesson
}

// A Lesson is a lesson in its place. Its Blocks are resolved: each *lesson.Snippet has its Quote.
type Lesson struct {
	lesson.Lesson

	Path  string // address below Base, "chat/proof-of-life/"
	Part  *Part
	Prev  *Lesson // nil at the start of the course
	Next  *Lesson // nil at its end
	Needs []*Lesson
	Lab   *Lab   // the live lab in the aside, nil when there is none
	Mode  string // its mode, one of Lab.Modes; empty without a lab
}

// A Lab is what pages need to know of a lab; it is given from outside, since site never imports the running labs.
type Lab struct {
	Name  string
	Title string
	About string   // one sentence
	Modes []string // at least one; the first is the default
	Spec  json.RawMessage
}
