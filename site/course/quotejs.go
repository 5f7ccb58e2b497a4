package course

import (
	"regexp"
	"strings"
)

var (
	scriptTag         = regexp.MustCompile(`(?is)<script\b[^>]*>(.*?)</script>`)
	scriptDeclaration = regexp.MustCompile(`^[ \t]*(?:export +)?(?:(async +function|function\*?|class)|const|let|var)\s+([A-Za-z_$][\w$]*)`)
)

// scriptDeclarations finds the top-level functions, classes and variables of a script, or of the scripts in a page. It
// reads just enough JavaScript to know where a declaration ends.
func scriptDeclarations(src string, page bool) []declaration {
	if !page {
		return scanScript(src, 1)
	}
	var found []declaration
	for _, place := range scriptTag.FindAllStringSubmatchIndex(src, -1) {
		found = append(found, scanScript(src[place[2]:place[3]], 1+strings.Count(src[:place[2]], "\n"))...)
	}
	return found
}

// scanScript finds the declarations in text, whose first line has the given number.
func scanScript(text string, first int) []declaration {
	var found []declaration
	s := &script{text: text}
	lines := strings.Split(text, "\n")
	for !s.end() {
		start := s.pos
		match := scriptDeclaration.FindStringSubmatch(text[start:])
		if match == nil {
			s.skipLine()
			continue
		}
		s.skipStatement(match[1] != "")
		from := strings.Count(text[:start], "\n")
		to := strings.Count(text[:s.pos], "\n")
		for from > 0 && strings.HasPrefix(strings.TrimSpace(lines[from-1]), "//") {
			from--
		}
		found = append(found, declaration{name: match[2], from: first + from, to: first + to, lang: "js"})
		s.skipLine()
	}
	return found
}

// A script is read token by token; depth is the number of brackets that are open.
type script struct {
	text  string
	pos   int
	depth int
	last  byte // last character that was neither space nor comment
}

func (s *script) end() bool { return s.pos >= len(s.text) }

// skipLine goes behind the next newline at depth 0.
func (s *script) skipLine() {
	for !s.end() {
		if c := s.next(); c == '\n' && s.depth == 0 {
			return
		}
	}
}

// skipStatement goes behind a declaration: of a function or class behind its last brace, else behind its semicolon, or
// to a newline where a statement can end.
func (s *script) skipStatement(block bool) {
	for !s.end() {
		before := s.pos
		c := s.next()
		switch {
		case s.depth > 0:
		case block && c == '}', !block && c == ';':
			return
		case !block && c == '\n' && !strings.ContainsRune("=,+-*/&|?:.(<>", rune(s.last)) && !s.continues():
			s.pos = before
			return
		}
	}
}

// continues reports whether the next line goes on with the statement before it.
func (s *script) continues() bool {
	rest := strings.TrimLeft(s.text[s.pos:], " \t\n")
	return rest != "" && strings.ContainsRune(".?:+*&|,)", rune(rest[0]))
}

// next takes one token and returns its last character: a string, a comment or a regular expression is one token.
func (s *script) next() byte {
	c := s.text[s.pos]
	rest := s.text[s.pos:]
	switch {
	case strings.HasPrefix(rest, "//"):
		s.pos += lengthUntil(rest, "\n", 0)
		return ' '
	case strings.HasPrefix(rest, "/*"):
		s.pos += lengthUntil(rest[2:], "*/", 2) + 2
		return ' '
	case c == '"', c == '\'', c == '`', c == '/' && strings.ContainsRune("(,=:[!&|?{};\x00", rune(s.last)):
		s.pos += literal(rest)
		s.last = c
		return c
	case strings.IndexByte("([{", c) >= 0:
		s.depth++
	case strings.IndexByte(")]}", c) >= 0:
		s.depth--
	}
	s.pos++
	if c != ' ' && c != '\t' && c != '\n' {
		s.last = c
	}
	return c
}

// lengthUntil is how far end is in text, plus extra for end itself; all of text when it is missing.
func lengthUntil(text, end string, extra int) int {
	if i := strings.Index(text, end); i >= 0 {
		return i + extra
	}
	return len(text)
}

// literal is the length of the string, template or regular expression that text starts with.
func literal(text string) int {
	class := false // within [ ] of a regular expression, where / is no end
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case text[0] == '/' && (c == '[' || c == ']'):
			class = c == '['
		case c == text[0] && !class:
			return i + 1
		}
	}
	return len(text)
}
