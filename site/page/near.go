package page

import (
	"strings"

	"socketlab/site/course"
)

// missing is the view of "not found", with the lessons whose address or title shares a word with what was asked for.
func (r *Renderer) missing(c *course.Course, path string) missingView {
	v := missingView{frame: r.frame(c, "missing", "Nobody lives here", "There is no page at this address."), Asked: path}
	words := strings.FieldsFunc(strings.ToLower(path), func(r rune) bool { return r < 'a' || r > 'z' })
	for _, l := range c.Lessons {
		if len(v.Near) < 3 && sharesWord(words, strings.ToLower(l.Slug+" "+l.Title+" "+l.Part.Dir)) {
			v.Near = append(v.Near, v.lessonLink(l))
		}
	}
	return v
}

// sharesWord leaves out short words: every address has an "and" or a "the".
func sharesWord(words []string, text string) bool {
	for _, word := range words {
		if len(word) > 3 && strings.Contains(text, strings.TrimSuffix(word, "s")) {
			return true
		}
	}
	return false
}
