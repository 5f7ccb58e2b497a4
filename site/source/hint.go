package source

import (
	"fmt"
	"strings"
)

// listed is how many names a reader still looks through.
const listed = 16

// Unknown ends a message about a name that does not exist: what was probably meant, else everything there is.
// It starts with a separator, so `"unknown lab "roms"" + Unknown("roms", names)` reads as one sentence.
func Unknown(name string, known []string) string {
	if len(known) == 0 {
		return ": there are none"
	}
	best, least := "", 1+len(name)/3 // a third of the letters may be wrong
	for _, candidate := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(candidate)); d <= least {
			best, least = candidate, d-1
		}
	}
	switch {
	case best != "":
		return fmt.Sprintf(": did you mean %q?", best)
	case len(known) == 1:
		return ": there is only " + known[0]
	}
	if more := len(known) - listed; more > 1 {
		return fmt.Sprintf(": there are %s and %d more", strings.Join(known[:listed], ", "), more)
	}
	return ": there are " + strings.Join(known, ", ")
}

// distance is the Levenshtein distance of a and b in bytes.
func distance(a, b string) int {
	previous, current := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := range len(a) {
		current[0] = i + 1
		for j := range len(b) {
			replace := previous[j]
			if a[i] != b[j] {
				replace++
			}
			current[j+1] = min(replace, previous[j+1]+1, current[j]+1)
		}
		previous, current = current, previous
	}
	return previous[len(b)]
}
