package lesson

import (
	"bytes"
	"regexp"
	"strings"

	"socketlab/site/source"
)

var idPattern = regexp.MustCompile(`^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$`)

// frontMatter reads the YAML between the two lines --- at the top into the lesson. It returns the rest of the file with
// the front matter's lines left empty, so that every line keeps its number.
func (r *reading) frontMatter(src []byte) []byte {
	const fence = "---\n"
	if !bytes.HasPrefix(src, []byte(fence)) {
		r.Report(1, "a lesson starts with front matter: a line ---, then id, title, outcome, minutes and summary, then a line ---")
		return src
	}
	length := bytes.Index(src[len(fence)-1:], []byte("\n"+fence))
	if length < 0 && !bytes.HasSuffix(src, []byte("\n---")) {
		r.Report(1, "the front matter that starts here is never closed: add a line --- below it")
		return nil
	}
	if length < 0 {
		length = len(src) - len("\n---") - len(fence) + 1
	}
	yaml := string(src[len(fence) : len(fence)+length])
	if m, ok := source.ReadYAML(r.Reporter, yaml, 2, "the front matter", "id", "title", "outcome", "before", "minutes", "summary"); ok {
		r.readFrontMatter(m)
	}
	rest := src[min(len(src), len(fence)+length+len(fence)):]
	return append(bytes.Repeat([]byte("\n"), 2+strings.Count(yaml, "\n")), rest...)
}

func (r *reading) readFrontMatter(m source.Mapping) {
	l := r.lesson
	l.ID = m.Text("id").Value
	if l.ID != "" && !idPattern.MatchString(l.ID) {
		m.Report("id", "the id %q is not of the form 1.2", l.ID)
	}
	l.Title = r.plainText(m.Text("title"), "title")
	l.Outcome = r.plainText(m.Text("outcome"), "outcome")
	if strings.HasPrefix(l.Outcome, "After this") {
		m.Report("outcome", "the page writes \"After this you can\" by itself: leave it out of the outcome")
	}
	l.Minutes = m.Int("minutes", 1, 240)
	l.Summary = r.plainText(m.Text("summary"), "summary")
	for _, id := range m.Texts("before") {
		l.Before = append(l.Before, id.Value)
		if id.Value != "" && id.Value == l.ID {
			r.Report(id.Line, "a lesson cannot come before itself: remove %q", id.Value)
		}
	}
	l.Lines = Lines{ID: m.Line("id"), Before: m.Line("before")}
}

// plainText is for texts that also stand where no markup can, such as a browser's tab.
func (r *reading) plainText(t source.Text, key string) string {
	if strings.ContainsAny(t.Value, "`*<") {
		r.Report(t.Line, "the %s is shown as plain text: remove the markup", key)
	}
	return t.Value
}
