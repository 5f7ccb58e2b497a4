package course

import (
	"regexp"
	"slices"
	"strings"

	"socketlab/site/lesson"
)

var (
	scriptTag  = regexp.MustCompile(`(?is)<script\b[^>]*>(.*?)</script>`)
	identifier = regexp.MustCompile(`^[\pL_$]`)
)

// scriptDeclarations finds the top-level functions, classes and variables of a script, or of the scripts in a page.
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

// A jsToken is one token of a script. Spaces and comments are tokens too.
type jsToken struct {
	class string
	text  string
	line  int // where it starts, 0-based
	depth int // brackets that are open behind it
}

func (t jsToken) blank() bool { return t.class == "comment" || strings.TrimSpace(t.text) == "" }

// scanScript finds the declarations in text, whose first line has the given number. It knows just enough JavaScript to
// see where a declaration ends.
func scanScript(text string, first int) []declaration {
	tokens := tokensOf(text)
	lines := strings.Split(text, "\n")
	var found []declaration
	for i := 0; i < len(tokens); i++ {
		if tokens[i].blank() || i > 0 && (tokens[i-1].depth > 0 || !strings.Contains(tokens[i-1].text, "\n")) {
			continue // not at the start of a line at the top
		}
		name, block := declared(tokens[i:])
		if name == "" {
			continue
		}
		from := tokens[i].line
		for from > 0 && strings.HasPrefix(strings.TrimSpace(lines[from-1]), "//") {
			from--
		}
		i += statement(tokens[i:], block)
		found = append(found, declaration{name: name, from: first + from, to: first + tokens[i].line, lang: "js"})
	}
	return found
}

func tokensOf(text string) []jsToken {
	var tokens []jsToken
	line, depth := 0, 0
	for class, part := range lesson.Tokens(text) {
		if class == "" && strings.ContainsAny(part, "([{") {
			depth++
		} else if class == "" && strings.ContainsAny(part, ")]}") {
			depth--
		}
		space := class == "" && strings.TrimSpace(part) == ""
		if n := len(tokens); space && n > 0 && tokens[n-1].class == "" && tokens[n-1].blank() {
			tokens[n-1].text += part // one token, however the spaces were split
		} else {
			tokens = append(tokens, jsToken{class, part, line, depth})
		}
		line += strings.Count(part, "\n")
	}
	return tokens
}

// declared returns the name that a declaration at the start of tokens gives, empty when there is none, and whether it
// ends with a block.
func declared(tokens []jsToken) (name string, block bool) {
	known := false
	for _, t := range tokens {
		switch {
		case slices.Contains([]string{"function", "class"}, t.text):
			known, block = true, true
		case slices.Contains([]string{"const", "let", "var"}, t.text):
			known = true
		case t.blank(), t.text == "*", !known && (t.text == "export" || t.text == "async"):
		case known && identifier.MatchString(t.text):
			return t.text, block
		default:
			return "", false
		}
	}
	return "", false
}

// statement returns the index of the last token of the statement that tokens start with: of a function or class its last
// brace, else its semicolon, or what stands before a line end where a statement can end.
func statement(tokens []jsToken, block bool) int {
	last := 0 // the last token that is not blank
	for i, t := range tokens {
		ends := !block && t.depth == 0 && strings.Contains(t.text, "\n") && t.class == "" &&
			!strings.Contains("=,+-*/&|?:.(<>", tokens[last].text) && !continues(tokens[i+1:])
		if ends {
			return last
		}
		if !t.blank() {
			last = i
		}
		if t.depth == 0 && (block && t.text == "}" || !block && t.text == ";") {
			return i
		}
	}
	return last
}

// continues reports whether what follows goes on with the statement before it.
func continues(tokens []jsToken) bool {
	for _, t := range tokens {
		if !t.blank() {
			return strings.Contains(".?:+*&|,)", t.text)
		}
	}
	return false
}
