package lesson

import "html/template"

// A Choice asks to pick one option (kind choice) or all that are right (kind multi).
//
//	options:
//	  - text: Everybody else
//	    right: true
//	    say: Yes, `broadcast` leaves out the sender.
//	  - text: Everybody
//	    say: That would be `io.emit`.
//	    code: M03
type Choice struct {
	Multi   bool
	Options []Option // as displayed: shuffled, always the same way for one checkpoint id
}

// An Option is one answer of a Choice.
type Option struct {
	Text  template.HTML
	Right bool
	Say   template.HTML // feedback when it is picked; of a right option of a multi also when it is missed
	Code  string        // misconception behind a wrong option: "M01" … or "new"; may be empty
}
