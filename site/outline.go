package site

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"

	"socketlab/site/course"
	"socketlab/site/lesson"
)

// outline is a fingerprint of what a page may show of the course besides its own lesson: the parts, the labs, and of
// each lesson its front matter, address, lab and checkpoints.
func outline(c *course.Course) string {
	h := sha256.New()
	put(h, c.Base, c.Title, c.About)
	for _, part := range c.Parts {
		put(h, part.Dir, part.Title, part.About)
		for _, l := range part.Lessons {
			put(h, l.Path, l.ID, l.Title, l.Outcome, l.Before, l.Minutes, l.Summary, l.Mode)
			if l.Lab != nil {
				put(h, l.Lab.Name)
			}
			for _, c := range l.Checkpoints() {
				put(h, c.ID, c.Revision)
			}
		}
	}
	for _, lab := range c.Labs {
		put(h, lab)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// fingerprint is of a lesson's own file and of what it quotes. Who receives what is in its checkpoints' revisions, which
// the outline has.
func fingerprint(l *course.Lesson) string {
	h := sha256.New()
	put(h, l.File, l.Sum)
	for _, block := range l.Blocks {
		if s, ok := block.(*lesson.Snippet); ok {
			put(h, s.Quote)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// put adds values to a hash so that no two lists of values look alike.
func put(h hash.Hash, values ...any) {
	if err := json.NewEncoder(h).Encode(values); err != nil {
		panic(err) // strings, numbers and labs, whose spec has been JSON already
	}
}
