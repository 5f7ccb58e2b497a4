package lesson

import "html/template"

// A Fill is a line of code or text with blanks.
//
//	text: 'socket.___("chat message", text)'
//	blanks:
//	  - accept: [emit]
//	    wrong:
//	      - answers: [send, push]
//	        say: No such method.
//	        code: M07
//	    otherwise: Which verb sends an event?
type Fill struct {
	Text   []string // plain text around the blanks: len(Blanks)+1 pieces, spaces and newlines matter
	Blanks []Blank
}

// A Blank accepts some answers, explains some wrong ones, and has a word for all others.
type Blank struct {
	Accept    []string // at least one; the first is shown as the answer. Compared after Normalize
	Wrong     []Wrong
	Otherwise template.HTML
}

// Wrong is feedback for particular wrong answers.
type Wrong struct {
	Answers []string
	Say     template.HTML
	Code    string
}
