package lesson

import (
	"fmt"
	"html"
	"html/template"
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
	p := &painter{}
	p.Grow(2 * len(code))
	if dialect, ok := dialectOf(lang); ok {
		dialect.scan(code, p.add)
	} else if lang == "text" {
		p.add("", code)
	} else if err := chromaTokens(lang, code, p.add); err != nil {
		return "", err
	}
	return p.end(), nil
}

// chromaTokens is for all languages that scan does not read.
func chromaTokens(lang, code string, emit func(class, text string)) error {
	lexer := lexers.Get(lang)
	if lexer == nil {
		return fmt.Errorf("no colours for language %q", lang)
	}
	tokens, err := lexer.Tokenise(nil, code)
	if err != nil {
		return fmt.Errorf("highlight %s: %w", lang, err)
	}
	for token := tokens(); token != chroma.EOF; token = tokens() {
		emit(class(token.Type), token.Value)
	}
	return nil
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
