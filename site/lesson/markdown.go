package lesson

import (
	"bytes"
	"html/template"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// newMarkdown returns the one dialect of Markdown that lessons, feedback and captions are written in: CommonMark with
// tables, struck text and typographer's quotes.
func newMarkdown(h *highlighter) goldmark.Markdown {
	md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Typographer))
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(nodes{h}, 100)))
	return md
}

// nodes renders the nodes that come out of a lesson differently from goldmark's way.
type nodes struct{ highlighter *highlighter }

func (n nodes) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindFencedCodeBlock, n.code)
	reg.Register(ast.KindHeading, n.heading)
	reg.Register(ast.KindHTMLBlock, n.nothing) // only comments are left, see check.go
	reg.Register(ast.KindRawHTML, n.rawHTML)
	reg.Register(extast.KindTable, n.table)
}

func (n nodes) code(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block := node.(*ast.FencedCodeBlock)
	lang, known := language(string(block.Language(src)))
	if !known { // reported by check
		lang = "text"
	}
	out, err := n.highlighter.Highlight(lang, string(block.Lines().Value(src)))
	if err != nil {
		return ast.WalkStop, err
	}
	_, err = w.WriteString(string(out))
	return ast.WalkSkipChildren, err
}

// heading is a link to itself, so that its address can be copied.
func (n nodes) heading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	h := node.(*ast.Heading)
	tag := "h" + string('0'+rune(h.Level))
	if entering {
		value, _ := h.AttributeString("id")
		id, _ := value.(string)
		id = template.HTMLEscapeString(id)
		_, err := w.WriteString("<" + tag + ` id="` + id + `"><a class="anchor" href="#` + id + `">`)
		return ast.WalkContinue, err
	}
	_, err := w.WriteString("</a></" + tag + ">\n")
	return ast.WalkContinue, err
}

func (n nodes) nothing(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

func (n nodes) rawHTML(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if raw := rawText(node.(*ast.RawHTML), src); entering && !isComment(raw) {
		_, _ = w.WriteString(raw)
	}
	return ast.WalkSkipChildren, nil
}

// table puts a frame around a table that scrolls sideways where it is too wide, by keyboard too.
func (n nodes) table(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	text := "</table></div>\n"
	if entering {
		text = `<div class="table" role="region" aria-label="Table" tabindex="0"><table>` + "\n"
	}
	_, err := w.WriteString(text)
	return ast.WalkContinue, err
}

func rawText(raw *ast.RawHTML, src []byte) string {
	var b bytes.Buffer
	for i := range raw.Segments.Len() {
		segment := raw.Segments.At(i)
		b.Write(segment.Value(src))
	}
	return b.String()
}

func isComment(html string) bool {
	return len(html) >= 4 && html[:4] == "<!--"
}
