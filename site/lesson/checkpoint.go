package lesson

import "html/template"

// A Checkpoint is a question with feedback for every answer.
//
//	```checkpoint
//	id: 2.2-a
//	kind: choice
//	stem: Who receives it?
//	…what the kind needs…
//	say: Why the right answer is right.
//	hint: optional
//	```
type Checkpoint struct {
	ID   string // unique in the course and never used again: progress is kept under it
	Kind string // "choice", "multi", "fill" or "order"
	Stem template.HTML
	Say  template.HTML // why the right answer is right
	Hint template.HTML // may be empty
	Body Body          // what the kind asks

	// Revision is a short hash of what decides right or wrong, and of nothing else: progress is kept under ID and
	// Revision, so a typing error mended in a question loses nobody's answer, and a mended key asks again.
	Revision string

	Line   int // of the opening fence
	IDLine int
}

// A Body is what a checkpoint asks: *Choice (kinds choice and multi), *Fill or *Order.
type Body interface {
	// key is the text that Revision is the hash of.
	key() string
}
