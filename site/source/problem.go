// Package source is what reading lessons and reading the course's table have in common: a problem with its place in a
// file that an author wrote, and strict YAML that reports such problems instead of stopping at the first.
package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Problem is one mistake in the content: what is wrong, and how to mend it.
type Problem struct {
	File string // slash-separated path below the content folder: "chat/proof-of-life.md"
	Line int    // 1-based line in File
	Text string
}

// String is the problem as a compiler would print it, "file:line: text".
func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

// Problems are all mistakes that were found. As an error it lists them one a line.
type Problems []Problem

// Error implements error.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Sorted returns the problems by file, line and text, each once.
func (ps Problems) Sorted() Problems {
	sorted := slices.Clone(ps)
	slices.SortStableFunc(sorted, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Text, b.Text))
	})
	return slices.Compact(sorted)
}

// A Reporter collects the problems of one file.
type Reporter struct {
	File  string
	Found Problems
}

// Report notes a problem at a line of the file.
func (r *Reporter) Report(line int, format string, args ...any) {
	r.Found = append(r.Found, Problem{File: r.File, Line: max(line, 1), Text: fmt.Sprintf(format, args...)})
}
