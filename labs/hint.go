package labs

import "strings"

// hint ends an error about an unknown name: what was probably meant, and what there is.
func hint(name string, known []string) string {
	text := " (there are " + strings.Join(known, ", ") + ")"
	if len(known) == 1 {
		text = " (there is only " + known[0] + ")"
	}
	best, least := "", 1+len(name)/3 // a third of the letters may be wrong
	for _, candidate := range known {
		if d := distance(strings.ToLower(name), candidate); d <= least {
			best, least = candidate, d-1
		}
	}
	if best != "" {
		text = ", did you mean " + best + "?" + text
	}
	return text
}

// distance is the Levenshtein distance of a and b in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
