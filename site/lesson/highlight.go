package lesson

import (
	"fmt"
	"html"
	"html/template"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// Languages that a code block may be in, as their authors write them.
var languages = []string{"go", "js", "ts", "html", "css", "json", "yaml", "sh", "diff", "text"}

// remembered is how many highlighted blocks a highlighter keeps before it starts anew: far more than a course has.
const remembered = 50_000

// A highlighter colours code. Nine tenths of the time of a build would go into it, so it remembers each block that it
// has seen; one kept between builds colours only what is new.
type highlighter struct {
	mu   sync.Mutex
	seen map[[2]string]string // guarded by mu; by language and code
}

// Highlight returns code as the HTML of a code block. Its spans have the classes hl-word, hl-string, hl-number, hl-name
// and hl-comment, of which the site's stylesheet knows the colours; it is the same markup for light and dark.
func (h *highlighter) Highlight(lang, code string) (template.HTML, error) {
	key := [2]string{lang, code}
	h.mu.Lock()
	spans, ok := h.seen[key]
	h.mu.Unlock()
	if !ok {
		var err error
		if spans, err = colour(lang, code); err != nil {
			return "", err
		}
		h.mu.Lock()
		if h.seen == nil || len(h.seen) >= remembered {
			h.seen = map[[2]string]string{}
		}
		h.seen[key] = spans
		h.mu.Unlock()
	}
	// It can be scrolled sideways, so it takes the focus for those who scroll by keyboard.
	return template.HTML(fmt.Sprintf("<div class=\"code\" data-lang=%q><pre tabindex=\"0\"><code>%s</code></pre></div>\n", html.EscapeString(lang), spans)), nil
}

// escape is for text between tags: quotes may stay as they are.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func colour(lang, code string) (string, error) {
	if lang == "text" {
		return escape.Replace(code), nil
	}
	tokens, err := tokenise(lang, code)
	if err != nil {
		return "", err
	}
	p := &painter{}
	p.Grow(2 * len(code))
	all := tokens.Tokens()
	for i, token := range all {
		kind := token.Type
		if kind == chroma.NameOther && i+1 < len(all) && strings.HasPrefix(all[i+1].Value, "(") {
			kind = chroma.NameFunction // chroma tells calls from other names in Go, but not in JavaScript
		}
		p.add(class(kind), token.Value)
	}
	return p.end(), nil
}

func tokenise(lang, code string) (chroma.Iterator, error) {
	lexer := lexers.Get(lang)
	if lexer == nil {
		return nil, fmt.Errorf("no colours for language %q", lang)
	}
	tokens, err := lexer.Tokenise(&chroma.TokeniseOptions{State: "root", Nested: true}, code) // nested: no line end is added
	if err != nil {
		return nil, fmt.Errorf("highlight %s: %w", lang, err)
	}
	return tokens, nil
}

// Tokens splits JavaScript into its tokens, each with its class as in a code block: "word", "string", "comment" …; empty
// for names, signs (one character each) and spaces. Together the tokens are the code.
func Tokens(code string) iter.Seq2[string, string] {
	return func(yield func(class, text string) bool) {
		tokens, err := tokenise("js", code)
		if err != nil {
			yield("", code)
			return
		}
		for token := tokens(); token != chroma.EOF; token = tokens() {
			class, pieces := class(token.Type), []string{token.Value}
			switch {
			case class == "comment": // chroma counts the end of the line in, but the line ends outside of it
				text := strings.TrimRight(token.Value, "\n")
				if !yield(class, text) {
					return
				}
				class, pieces = "", []string{token.Value[len(text):]}
			case token.Type.InCategory(chroma.Punctuation), token.Type.InCategory(chroma.Operator):
				pieces = strings.Split(token.Value, "")
			}
			for _, piece := range pieces {
				if piece != "" && !yield(class, piece) {
					return
				}
			}
		}
	}
}

// A painter writes coloured text as HTML. Neighbours of one class share a span.
type painter struct {
	strings.Builder
	class string // of the span that is open
}

func (p *painter) add(class, text string) {
	if class != p.class {
		p.close()
		if class != "" {
			p.WriteString(`<span class="hl-` + class + `">`)
		}
		p.class = class
	}
	_, _ = escape.WriteString(p, text)
}

func (p *painter) close() {
	if p.class != "" {
		p.WriteString("</span>")
	}
	p.class = ""
}

func (p *painter) end() string {
	p.close()
	return p.String()
}

// class reduces chroma's hundred kinds of token to the few that help a reader.
func class(t chroma.TokenType) string {
	switch {
	case t.InCategory(chroma.Comment):
		return "comment"
	case t == chroma.KeywordConstant, t.InSubCategory(chroma.LiteralNumber):
		return "number"
	case t.InCategory(chroma.Keyword), t == chroma.OperatorWord, t == chroma.NameTag:
		return "word"
	case t.InSubCategory(chroma.LiteralString), t == chroma.GenericInserted:
		return "string"
	case t == chroma.NameFunction, t == chroma.NameClass, t == chroma.NameAttribute, t == chroma.NameBuiltin:
		return "name"
	}
	return ""
}

// language returns the name that highlighting knows a fence's language by.
func language(name string) (string, bool) {
	switch name {
	case "":
		return "text", true
	case "javascript":
		name = "js"
	case "typescript":
		name = "ts"
	case "bash", "shell", "console":
		name = "sh"
	}
	return name, slices.Contains(languages, name)
}
