package scene

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

type kind int

const (
	literal   kind = iota // of JSON, no container
	list                  // [a, b]
	object                // {a: b}
	anything              // any
	rest                  // ...
	unordered             // unordered [a, b]
	socketID              // Bob.id
)

// value is JSON with a few words more.
type value struct {
	kind    kind
	literal any // string, float64, bool or nil
	items   []value
	keys    []string // of an object, one for each item
	seat    seat
}

// scanner reads values from a line.
type scanner struct {
	text string
	at   int
}

var (
	idWord    = regexp.MustCompile(`^([A-Z][A-Za-z]*(?:\(\d\))?)(?:@(/[\w/-]*))?\.id\b`)
	bareKey   = regexp.MustCompile(`^[A-Za-z_$][\w$]*`)
	number    = regexp.MustCompile(`^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`)
	eventWord = regexp.MustCompile(`^[A-Za-z_][\w:./-]*`)
)

func (s *scanner) space() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\t') {
		s.at++
	}
}

func (s *scanner) done() bool {
	s.space()
	return s.at == len(s.text)
}

// take moves on over prefix, if it is there.
func (s *scanner) take(prefix string) bool {
	s.space()
	if !strings.HasPrefix(s.text[s.at:], prefix) {
		return false
	}
	s.at += len(prefix)
	return true
}

func (s *scanner) match(re *regexp.Regexp) []string {
	s.space()
	found := re.FindStringSubmatch(s.text[s.at:])
	if found != nil {
		s.at += len(found[0])
	}
	return found
}

// values reads all that is left.
func (s *scanner) values() ([]value, error) {
	var all []value
	for !s.done() {
		v, err := s.value()
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

func (s *scanner) value() (value, error) {
	s.space()
	here := s.text[s.at:]
	switch {
	case here == "":
		return value{}, fmt.Errorf("a value is missing at the end of the line")
	case here[0] == '"':
		text, err := s.quoted()
		return value{literal: text}, err
	case s.take("..."):
		return value{kind: rest}, nil
	case s.take("["):
		return s.container(list, "]")
	case s.take("{"):
		return s.container(object, "}")
	}
	if found := s.match(idWord); found != nil {
		return value{kind: socketID, seat: seat{found[1], found[2]}}, nil
	}
	if found := s.match(number); found != nil {
		var n float64
		err := json.Unmarshal([]byte(found[0]), &n)
		return value{literal: n}, err
	}
	word := s.match(bareKey)
	if word != nil {
		switch word[0] {
		case "true", "false":
			return value{literal: word[0] == "true"}, nil
		case "null":
			return value{}, nil
		case "any":
			return value{kind: anything}, nil
		case "unordered":
			if s.take("[") {
				return s.container(unordered, "]")
			}
		}
	}
	return value{}, fmt.Errorf("%q is no value: text stands in double quotes, and lists and objects are written as in JavaScript", here)
}

func (s *scanner) quoted() (string, error) {
	end := s.at + 1
	for end < len(s.text) && s.text[end] != '"' {
		if s.text[end] == '\\' {
			end++
		}
		end++
	}
	var text string
	if end >= len(s.text) {
		return "", fmt.Errorf("%s has no closing quote", s.text[s.at:])
	}
	if err := json.Unmarshal([]byte(s.text[s.at:end+1]), &text); err != nil {
		return "", fmt.Errorf("%s is not a text as JSON writes it", s.text[s.at:end+1])
	}
	s.at = end + 1
	return text, nil
}

func (s *scanner) container(k kind, end string) (value, error) {
	v := value{kind: k}
	for first := true; !s.take(end); first = false {
		if !first && !s.take(",") {
			return v, fmt.Errorf("a comma or %s is missing before %q", end, s.text[s.at:])
		}
		if k == object {
			key, err := s.key()
			if err != nil {
				return v, err
			}
			v.keys = append(v.keys, key)
		}
		item, err := s.value()
		if err != nil {
			return v, err
		}
		v.items = append(v.items, item)
	}
	return v, nil
}

func (s *scanner) key() (key string, err error) {
	s.space()
	if strings.HasPrefix(s.text[s.at:], `"`) {
		key, err = s.quoted()
	} else if found := s.match(bareKey); found != nil {
		key = found[0]
	} else {
		err = fmt.Errorf("a property's name is missing before %q", s.text[s.at:])
	}
	if err == nil && !s.take(":") {
		err = fmt.Errorf("a colon is missing after %s", key)
	}
	return key, err
}

// event reads an event's name: a word, or a text in quotes.
func (s *scanner) event() (string, error) {
	s.space()
	if strings.HasPrefix(s.text[s.at:], `"`) {
		return s.quoted()
	}
	if found := s.match(eventWord); found != nil {
		return found[0], nil
	}
	return "", fmt.Errorf("the name of an event is missing")
}

// world is what values mean in one run.
type world interface {
	idOf(seat) string
	word(string) string // what a seed made of a word
}

// resolve is v as it is sent.
func (v value) resolve(w world) any {
	switch v.kind {
	case list, unordered:
		all := make([]any, len(v.items))
		for i, item := range v.items {
			all[i] = item.resolve(w)
		}
		return all
	case object:
		all := make(map[string]any, len(v.items))
		for i, item := range v.items {
			all[v.keys[i]] = item.resolve(w)
		}
		return all
	case socketID:
		return w.idOf(v.seat)
	case anything, rest:
		return nil
	}
	if text, ok := v.literal.(string); ok {
		return w.word(text)
	}
	return v.literal
}

// matches compares v with a value that was received, decoded from JSON.
func (v value) matches(w world, got any) bool {
	switch v.kind {
	case anything:
		return true
	case list:
		all, ok := got.([]any)
		return ok && matchAll(w, v.items, all)
	case unordered:
		all, ok := got.([]any)
		return ok && len(all) == len(v.items) && matchUnordered(w, v.items, all)
	case object:
		all, ok := got.(map[string]any)
		if !ok || len(all) != len(v.keys) {
			return false
		}
		for i, key := range v.keys {
			if item, ok := all[key]; !ok || !v.items[i].matches(w, item) {
				return false
			}
		}
		return true
	}
	return v.resolve(w) == got
}

func matchAll(w world, want []value, got []any) bool {
	for i, v := range want {
		if v.kind == rest {
			return true
		}
		if i >= len(got) || !v.matches(w, got[i]) {
			return false
		}
	}
	return len(got) == len(want)
}

func matchUnordered(w world, want []value, got []any) bool {
	if len(want) == 0 {
		return true
	}
	for i, item := range got {
		if want[0].matches(w, item) && matchUnordered(w, want[1:], slices.Delete(slices.Clone(got), i, i+1)) {
			return true
		}
	}
	return false
}

// show writes v as it looks in this run.
func (v value) show(w world) string {
	switch v.kind {
	case anything:
		return "any"
	case rest:
		return "..."
	case unordered:
		v.kind = list
		return "unordered " + v.show(w)
	case list, object:
		parts := make([]string, len(v.items))
		for i, item := range v.items {
			parts[i] = item.show(w)
			if v.kind == object {
				parts[i] = showJSON(v.keys[i]) + ":" + parts[i]
			}
		}
		if v.kind == object {
			slices.Sort(parts) // as JSON of a map has it
			return "{" + strings.Join(parts, ",") + "}"
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return showJSON(v.resolve(w))
}

func showAll(w world, values []value) string {
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = v.show(w)
	}
	return strings.Join(parts, " ")
}

func showJSON(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// differing names the properties in which an object is not as wanted; nil if the difference is another one.
func (v value) differing(w world, got any) []string {
	all, ok := got.(map[string]any)
	if v.kind != object || !ok {
		return nil
	}
	var keys []string
	for i, key := range v.keys {
		if item, ok := all[key]; !ok || !v.items[i].matches(w, item) {
			keys = append(keys, key)
		}
	}
	for key := range maps.Keys(all) {
		if !slices.Contains(v.keys, key) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// seats calls fn with each seat that v speaks of.
func (v *value) seats(fn func(*seat)) {
	if v.kind == socketID {
		fn(&v.seat)
	}
	for i := range v.items {
		v.items[i].seats(fn)
	}
}
