// Package lesson reads one lesson: Markdown in, a typed [Lesson] out.
//
// A lesson is Markdown with YAML front matter. Fenced code blocks whose info string starts with one of the block names
// (lab, snippet, note, checkpoint) become typed blocks, so that a lesson stays readable on GitHub; everything between
// them is prose, rendered here. To add a block or a kind of checkpoint, add its file here and its template in site/page.
//
// Parse never stops at the first mistake. What cannot be known from the lesson alone (does this lab, this declaration,
// this other lesson exist?) is left to package course, for which links and names are kept with their lines.
package lesson

import "html/template"

// A Lesson is one lesson as its author wrote it. It is never changed after Parse returned it, so it may be kept and
// used again by the next build.
type Lesson struct {
	File string // path below the content folder, "chat/proof-of-life.md"
	Slug string // last part of its address, from the file's name: "proof-of-life"
	Sum  string // fingerprint of the file's content

	ID      string   // number in the course, "1.2"
	Title   string   // plain text
	Outcome string   // plain text that completes "After this you can …"
	Before  []string // ids of lessons that should come first
	Minutes int      // how long it takes
	Summary string   // one sentence of plain text, for lists and search engines

	Blocks   []Block
	Headings []Heading // of the prose, in order
	Links    []Link    // every link to somewhere else in the course, for course to check
	Images   []Image   // every picture, for course to check and site to copy

	Lines Lines // where the front matter's values stand
}

// Lines are the places of front matter values that other packages report problems about.
type Lines struct {
	ID     int
	Before int
}

// A Block is one piece of a lesson's body, from top to bottom. It is one of *Prose, *Lab, *Snippet, *Note, *Checkpoint.
type Block interface{ block() }

func (*Prose) block()      {}
func (*Lab) block()        {}
func (*Snippet) block()    {}
func (*Note) block()       {}
func (*Checkpoint) block() {}

// Prose is a run of ordinary Markdown: paragraphs, headings with anchors, lists, tables and highlighted code.
type Prose struct {
	HTML template.HTML
}

// Checkpoints returns the lesson's checkpoints in order.
func (l *Lesson) Checkpoints() []*Checkpoint {
	var found []*Checkpoint
	for _, b := range l.Blocks {
		if c, ok := b.(*Checkpoint); ok {
			found = append(found, c)
		}
	}
	return found
}

// A Heading of the prose, for the page's own table of contents.
type Heading struct {
	Level int           // 2 or more: the title is level 1
	ID    string        // anchor, made from the text as GitHub does
	HTML  template.HTML // the text with its inline markup, without links
	Line  int
}

// A Link leads from the lesson to another place in the course.
type Link struct {
	Path   string // "rooms/talking.md" below the content folder, or "/cheatsheet/" of the site; empty for this lesson
	Anchor string // without #, may be empty
	Line   int
}

// An Image is a picture file beside the lesson.
type Image struct {
	Path string // below the content folder
	Line int
}
