package scene

import "slices"

// Seat is a person in a namespace: somebody who may receive something.
type Seat struct {
	Who       string // Alice, or Alice(2)
	Namespace string
}

// Seats are those whom the scene brings to the server, in the order in which they come.
func (s *Scene) Seats() []Seat {
	var all []Seat
	for _, m := range s.moments {
		for _, st := range m.steps {
			if st.verb != connects {
				continue
			}
			for _, who := range st.who {
				if one := (Seat{who.person, who.namespace}); !slices.Contains(all, one) {
					all = append(all, one)
				}
			}
		}
	}
	return all
}
