package lesson

import (
	"maps"
	"slices"

	"socketlab/site/source"
)

// Anchors are the places in a lesson that a link may lead to: its headings and its checkpoints.
func (l *Lesson) Anchors() map[string]bool {
	known := map[string]bool{}
	for _, h := range l.Headings {
		known[h.ID] = true
	}
	for _, c := range l.Checkpoints() {
		known[c.ID] = true
	}
	return known
}

// UnknownAnchor ends a message about an anchor that is not among the known ones.
func UnknownAnchor(anchor string, known map[string]bool) string {
	return source.Unknown(anchor, slices.Sorted(maps.Keys(known)))
}
