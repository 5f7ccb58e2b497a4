package lesson

import "html/template"

// A Lab block places a live lab in the aside and lists here what to do in it.
//
//	```lab rooms
//	mode: open
//	do:
//	  - Let Bob join the kitchen.
//	```
type Lab struct {
	Name string          // "rooms"
	Mode string          // empty: the lab's first mode
	Do   []template.HTML // the steps, inline HTML
	Line int             // of the opening fence

	ModeLine int
}
