package source

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A Mapping is a YAML mapping of which the keys are known beforehand. Its methods report what is missing or wrong and
// return a zero value then, so that a caller reads on and every mistake is found in one go.
type Mapping struct {
	r      *Reporter
	what   string // "a checkpoint", for messages
	line   int
	offset int // added to the line of a YAML node gives the line in the file
	fields map[string]field
}

type field struct {
	key   *yaml.Node
	value *yaml.Node
}

// A Text is a string in a file.
type Text struct {
	Value string
	Line  int // of its first line
}

// ReadYAML reads a mapping from text, whose first line is line first of the file. It returns false, having reported why,
// if text is not YAML or is no mapping. The only keys allowed are the given ones.
func ReadYAML(r *Reporter, text string, first int, what string, keys ...string) (Mapping, bool) {
	var doc yaml.Node
	if err := yaml.Load([]byte(text), &doc); err != nil && onlyComments(text) {
		r.Report(first, "%s is empty: it needs %s", what, list(keys))
		return Mapping{}, false
	} else if err != nil {
		reportSyntax(r, err, strings.Split(text, "\n"), first)
		return Mapping{}, false
	}
	if len(doc.Content) == 0 {
		r.Report(first, "%s is empty: it needs %s", what, list(keys))
		return Mapping{}, false
	}
	return readMapping(r, doc.Content[0], first-1, what, keys)
}

func readMapping(r *Reporter, n *yaml.Node, offset int, what string, keys []string) (Mapping, bool) {
	m := Mapping{r: r, what: what, line: n.Line + offset, offset: offset, fields: map[string]field{}}
	if n.Kind != yaml.MappingNode {
		r.Report(m.line, "%s is %s here: it needs lines such as `%s: …`", what, kind(n), keys[0])
		return m, false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		line := key.Line + offset
		switch before, seen := m.fields[key.Value]; {
		case !slices.Contains(keys, key.Value) && value.Tag == "!!null" && value.Value == "" && n.Style&yaml.FlowStyle != 0:
			r.Report(line, "%q is no key of %s: a text with a comma between { and } needs quotes around it", key.Value, what)
		case !slices.Contains(keys, key.Value):
			r.Report(line, "%q is no key of %s%s", key.Value, what, Unknown(key.Value, keys))
		case seen:
			r.Report(line, "%q is given a second time (first on line %d): keep one", key.Value, before.key.Line+offset)
		default:
			m.fields[key.Value] = field{key, value}
		}
	}
	return m, true
}

// Line is where the value of key starts, or the mapping when it has no such key.
func (m Mapping) Line(key string) int {
	if f, ok := m.fields[key]; ok {
		return f.key.Line + m.offset
	}
	return m.line
}

// Has reports whether the mapping has the key.
func (m Mapping) Has(key string) bool {
	_, ok := m.fields[key]
	return ok
}

// Text returns the value of a key that must be there.
func (m Mapping) Text(key string) Text {
	if !m.Has(key) {
		m.r.Report(m.line, "%s has no %q: add a line `%s: …`", m.what, key, key)
	}
	return m.OptionalText(key)
}

// OptionalText returns the value of a key, the zero Text when it is not there.
func (m Mapping) OptionalText(key string) Text {
	f, ok := m.fields[key]
	if !ok {
		return Text{Line: m.line}
	}
	return m.text(f.value, key)
}

// Texts returns a list of strings. A missing key is an empty list.
func (m Mapping) Texts(key string) []Text {
	f, ok := m.fields[key]
	if !ok {
		return nil
	}
	if f.value.Kind != yaml.SequenceNode {
		m.r.Report(m.Line(key), "%q is %s: it needs a list, a line `- …` for each", key, kind(f.value))
		return nil
	}
	texts := make([]Text, 0, len(f.value.Content))
	for _, n := range f.value.Content {
		texts = append(texts, m.text(n, key))
	}
	return texts
}

// Missing reports whether the list of texts at key is not there or has no entries. A value that is no list has been
// reported already and is not missing.
func (m Mapping) Missing(key string, texts []Text) bool {
	return len(texts) == 0 && (texts != nil || !m.Has(key))
}

// Mappings returns a list of mappings, called what in messages, each with the given keys. A missing key is an empty list.
func (m Mapping) Mappings(key, what string, keys ...string) []Mapping {
	f, ok := m.fields[key]
	if !ok {
		return nil
	}
	if f.value.Kind != yaml.SequenceNode {
		m.r.Report(m.Line(key), "%q is %s: it needs a list, each entry starting with `- %s: …`", key, kind(f.value), keys[0])
		return nil
	}
	mappings := make([]Mapping, 0, len(f.value.Content))
	for _, n := range f.value.Content {
		if entry, ok := readMapping(m.r, n, m.offset, what, keys); ok {
			mappings = append(mappings, entry)
		}
	}
	return mappings
}

// Bool returns true or false; a missing key is false.
func (m Mapping) Bool(key string) bool {
	f, ok := m.fields[key]
	if !ok {
		return false
	}
	if f.value.Value != "true" && f.value.Value != "false" {
		m.r.Report(m.Line(key), "%q is %q: write true or false", key, f.value.Value)
	}
	return f.value.Value == "true"
}

// Int returns a number from low to high of a key that must be there.
func (m Mapping) Int(key string, low, high int) int {
	text := m.Text(key)
	if text.Value == "" {
		return 0
	}
	n, err := strconv.Atoi(text.Value)
	if err != nil || n < low || n > high {
		m.r.Report(text.Line, "%q is %q: write a whole number from %d to %d", key, text.Value, low, high)
		return 0
	}
	return n
}

// Report notes a problem at the key, or at the mapping when it has no such key.
func (m Mapping) Report(key, format string, args ...any) {
	m.r.Report(m.Line(key), format, args...)
}

func (m Mapping) text(n *yaml.Node, key string) Text {
	text := Text{Line: n.Line + m.offset}
	switch {
	case n.Kind != yaml.ScalarNode:
		m.r.Report(text.Line, "%q is %s: it needs a text%s", key, kind(n), quoteHint(n))
	case strings.TrimSpace(n.Value) == "":
		m.r.Report(text.Line, "%q is empty: write something, or remove the line", key)
	default:
		text.Value = strings.TrimRight(n.Value, "\n")
	}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		text.Line++ // its text starts below the | or >
	}
	return text
}

// quoteHint guesses that a text was meant where YAML sees a structure.
func quoteHint(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0:
		return " (quotes around it, if it contains a colon and a space)"
	case n.Style&yaml.FlowStyle != 0:
		return " (quotes around it, if it starts with [ or {)"
	}
	return ""
}

func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "a YAML alias"
	}
	if strings.TrimSpace(n.Value) == "" {
		return "empty"
	}
	return "a text"
}

func onlyComments(text string) bool {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

func list(keys []string) string {
	return strings.Join(keys, ", ")
}

// reportSyntax puts an error of the YAML scanner or parser into the words of somebody who writes lessons.
func reportSyntax(r *Reporter, err error, lines []string, first int) {
	failure, ok := errors.AsType[*yaml.LoadError](err)
	if !ok || failure.Mark.Line == 0 {
		r.Report(first, "this is not one YAML document: %v", err)
		return
	}
	mark := failure.Mark
	at := ""
	if mark.Line <= len(lines) && mark.Column >= 1 && mark.Column <= len(lines[mark.Line-1]) {
		at = lines[mark.Line-1][mark.Column-1:]
	}
	line := first + mark.Line - 1
	opened := first + max(failure.ContextMark.Line, 1) - 1
	switch text := failure.Message; {
	case strings.HasPrefix(at, "\t"):
		r.Report(line, "this line is indented with a tab: YAML wants spaces")
	case strings.Contains(text, "cannot start any token"):
		r.Report(line, "a text cannot start with %.1s in YAML: put quotes around it", at)
	case strings.Contains(text, "mapping values are not allowed"):
		r.Report(line, "the second colon on this line confuses YAML: put quotes around the text, or mend the indentation")
	case strings.Contains(text, "unknown anchor"):
		r.Report(line, "a text cannot start with * in YAML: put quotes around it")
	case strings.Contains(text, "expected ',' or"):
		r.Report(opened, "the [ or { on this line is never closed: close it, or put quotes around the text")
	case strings.Contains(text, "unexpected end of stream"), strings.Contains(text, "document indicator"):
		r.Report(opened, "the quote that opens on this line is never closed")
	case strings.Contains(text, "unknown escape character"):
		r.Report(line, "a backslash in a text with double quotes is special in YAML: use single quotes around it")
	case strings.Contains(text, "could not find expected ':'"):
		r.Report(opened, "this line is neither `key: value` nor indented as part of the text above it")
	case strings.Contains(text, "expected key"), strings.Contains(text, "expected '-' indicator"), strings.Contains(text, "expected <document start>"):
		r.Report(line, "YAML does not expect this here: look for text after a closing quote, or for wrong indentation")
	default:
		r.Report(line, "this is not valid YAML: %s", text)
	}
}
