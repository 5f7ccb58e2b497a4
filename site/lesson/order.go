package lesson

import "html/template"

// An Order asks to put lines in order, and to leave out those that do not belong.
//
//	lines:
//	  - the server listens
//	  - the page is fetched
//	extra:
//	  - text: the server calls the browser
//	    say: A server cannot.
//	    code: M11
//	otherwise: Which comes first …?
type Order struct {
	Lines     []Line // as displayed: the lines and the extras together, shuffled, never in the right order
	Otherwise template.HTML
}

// A Line of an Order.
type Line struct {
	Text  template.HTML
	Place int           // 1-based place in the right order; 0: it does not belong
	Say   template.HTML // of a line that does not belong: why
	Code  string        // of a line that does not belong, may be empty
}
