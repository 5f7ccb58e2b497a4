package scene

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
)

// word is what the seed makes of a word.
func (c *cast) word(text string) string {
	if c.target.Seed == 0 || !slices.Contains(c.vary, text) {
		return text
	}
	h := fnv.New64a()
	h.Write([]byte(c.scene + "\n" + text)) // so that nothing late of one scene is taken for the next one's
	r := rand.New(rand.NewPCG(c.target.Seed, h.Sum64()))
	tail := []byte{0, 0, 0, 0}
	for i := range tail {
		tail[i] = 'a' + byte(r.IntN(26))
	}
	if strings.Contains(text, " ") {
		text += " "
	}
	return text + string(tail)
}

// reword does with the words of a frame what word does with a value.
func (c *cast) reword(frame string) string {
	for _, word := range c.vary {
		frame = strings.ReplaceAll(frame, showJSON(word), showJSON(c.word(word)))
	}
	return frame
}

func (c *cast) idOf(s seat) string {
	if p := c.people[s.person]; p != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		if r := p.sockets[s.namespace]; r != nil {
			return r.id
		}
	}
	return ""
}
