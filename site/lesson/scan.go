package lesson

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A dialect is what differs between the languages that scan reads.
type dialect struct {
	words     map[string]bool
	constants map[string]bool
	regexp    bool // a slash may start a regular expression
	rawTicks  bool // a backslash between backticks is only a backslash
}

// dialectOf returns the dialect of a language that scan can read. Nearly all code in lessons is in one of these, and
// scan colours it about a hundred times faster than chroma does, in which a cold build would spend nine tenths of its time.
func dialectOf(lang string) (dialect, bool) {
	switch lang {
	case "go":
		return dialect{
			words: set("break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var " +
				"any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr"),
			constants: set("true false nil iota"),
			rawTicks:  true,
		}, true
	case "js", "ts", "json":
		words := "async await break case catch class const continue debugger default delete do else export extends finally for from function get if import in instanceof let new of return set static super switch this throw try typeof var void while with yield"
		if lang == "ts" {
			words += " abstract any as boolean declare enum implements interface keyof namespace never number private protected public readonly string type unknown"
		}
		return dialect{words: set(words), constants: set("true false null undefined NaN Infinity"), regexp: true}, true
	}
	return dialect{}, false
}

func set(words string) map[string]bool {
	found := map[string]bool{}
	for _, word := range strings.Fields(words) {
		found[word] = true
	}
	return found
}

// Tokens splits JavaScript into its tokens, each with its class as in a code block: "word", "string", "comment" …; empty
// for names, signs (one character each) and spaces. Together the tokens are the code.
func Tokens(code string) iter.Seq2[string, string] {
	return func(yield func(class, text string) bool) {
		more := true
		js, _ := dialectOf("js")
		js.scan(code, func(class, text string) { more = more && yield(class, text) })
	}
}

// scan splits code into pieces that are coloured alike and passes each with its class, empty for plain text, to emit.
func (d dialect) scan(code string, emit func(class, text string)) {
	before := "" // the last token that was neither space nor comment
	for len(code) > 0 {
		class, length := d.token(code, before)
		text := code[:length]
		emit(class, text)
		if class != "comment" && strings.TrimSpace(text) != "" {
			before = text
		}
		code = code[length:]
	}
}

// token returns the class and the length of the token that code starts with.
func (d dialect) token(code, before string) (class string, length int) {
	c, size := utf8.DecodeRuneInString(code)
	switch {
	case strings.HasPrefix(code, "//"):
		return "comment", until(code, "\n", 0)
	case strings.HasPrefix(code, "/*"):
		return "comment", 2 + until(code[2:], "*/", 2)
	case c == '"', c == '\'':
		return "string", quoted(code, true, true)
	case c == '`':
		return "string", quoted(code, !d.rawTicks, false)
	case c == '/' && d.regexp && (before == "" || before == "return" || len(before) == 1 && strings.Contains("(,=:[!&|?{};>", before)):
		return "string", quoted(code, true, true)
	case unicode.IsDigit(c):
		return "number", while(code, func(c rune) bool { return c == '.' || c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) })
	case unicode.IsLetter(c), c == '_', c == '$':
		length = while(code, func(c rune) bool { return c == '_' || c == '$' || unicode.IsLetter(c) || unicode.IsDigit(c) })
		return d.word(code[:length], before, code[length:]), length
	case unicode.IsSpace(c):
		return "", while(code, unicode.IsSpace)
	}
	return "", size
}

func (d dialect) word(word, before, after string) string {
	switch {
	case before == ".": // a member may be called like a keyword
	case d.constants[word]:
		return "number"
	case d.words[word]:
		return "word"
	}
	if strings.HasPrefix(after, "(") || before == "type" || before == "class" {
		return "name"
	}
	return ""
}

// quoted is the length of the literal that code starts with, to its closing delimiter. One that has to be closed on its
// line ends there if it is not.
func quoted(code string, escapes, line bool) int {
	class := false // between [ and ] of a regular expression a slash is no end
	for i := 1; i < len(code); i++ {
		switch {
		case code[i] == '\\' && escapes:
			i++
		case code[0] == '/' && (code[i] == '[' || code[i] == ']'):
			class = code[i] == '['
		case code[i] == code[0] && !class:
			return i + 1
		case code[i] == '\n' && line:
			return i
		}
	}
	return len(code)
}

// until is how far end is in text, plus extra for end itself; all of text when it is missing.
func until(text, end string, extra int) int {
	if i := strings.Index(text, end); i >= 0 {
		return i + extra
	}
	return len(text)
}

// while is the length of what text starts with for which ok holds.
func while(text string, ok func(rune) bool) int {
	if i := strings.IndexFunc(text, func(c rune) bool { return !ok(c) }); i >= 0 {
		return i
	}
	return len(text)
}
