package lesson

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"socketlab/site/source"
)

// A reading is what is known while one lesson is read.
type reading struct {
	*source.Reporter
	md     goldmark.Markdown
	base   string // address of the home page
	lesson *Lesson

	anchors map[string]int // line of each heading's anchor
}

// A piece is Markdown out of the lesson's file: its body, or a text inside one of its blocks.
type piece struct {
	*reading
	src  []byte
	line int    // of the first line of src
	in   string // "" for the body, else what the Markdown is part of: "a note"
}

// body turns Markdown into blocks: the fenced blocks with a type of their own, and prose between them.
func (r *reading) body(src []byte) []Block {
	p := &piece{reading: r, src: src, line: 1}
	doc := r.md.Parser().Parse(text.NewReader(src))
	typed := p.transform(doc)
	p.check(doc)
	var blocks []Block
	var prose bytes.Buffer
	flush := func() {
		if html := strings.TrimSpace(prose.String()); html != "" {
			blocks = append(blocks, &Prose{HTML: template.HTML(html + "\n")})
		}
		prose.Reset()
	}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		block, ok := typed[n]
		switch {
		case !ok:
			p.render(&prose, n)
		case block != nil:
			flush()
			blocks = append(blocks, block)
		}
	}
	flush()
	return blocks
}

// transform finds the fenced blocks that have a type of their own. A block with a mistake in it is nil.
func (p *piece) transform(doc ast.Node) map[ast.Node]Block {
	typed := map[ast.Node]Block{}
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		fence, ok := n.(*ast.FencedCodeBlock)
		if !ok || fence.Info == nil {
			continue
		}
		name, rest, _ := strings.Cut(string(fence.Info.Value(p.src)), " ")
		if read, ok := readers()[name]; ok {
			typed[n] = nil
			f := fenced{args: strings.TrimSpace(rest), line: p.lineAt(fence.Pos()), body: string(fence.Lines().Value(p.src))}
			if p.closed(fence) {
				typed[n] = read(p.reading, f)
			}
		}
	}
	return typed
}

// A fenced is the raw text of a typed block.
type fenced struct {
	args string // what follows the block's name
	body string
	line int // of the opening fence; body starts on the next line
}

// readers is the table of the blocks that have a type of their own. Each reports its mistakes; it may return nil then.
func readers() map[string]func(*reading, fenced) Block {
	return map[string]func(*reading, fenced) Block{
		"lab":        readLab,
		"snippet":    readSnippet,
		"note":       readNote,
		"checkpoint": readCheckpoint,
	}
}

// closed reports an opening fence that no closing fence belongs to, or only one that was meant for another.
func (p *piece) closed(fence *ast.FencedCodeBlock) bool {
	at := fence.Pos()
	char := p.src[at]
	length := len(p.src[at:]) - len(bytes.TrimLeft(p.src[at:], string(char)))
	mark := strings.Repeat(string(char), length)
	lines := fence.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		line := bytes.TrimSpace(segment.Value(p.src))
		ticks := len(line) - len(bytes.TrimLeft(line, string(char)))
		name, _, _ := strings.Cut(string(line[ticks:]), " ")
		if ticks < length || name == "" {
			continue
		}
		inner := p.lineAt(segment.Start)
		if _, known := readers()[name]; known {
			p.Report(p.lineAt(at), "this block is not closed before another one opens on line %d: add a line %s above that", inner, mark)
		} else {
			p.Report(p.lineAt(at), "this block is closed by the fence inside it (line %d): open and close this one with %s%c", inner, mark, char)
		}
		return false
	}
	end := at + bytes.IndexByte(append(p.src[at:len(p.src):len(p.src)], '\n'), '\n') + 1
	if lines.Len() > 0 {
		end = lines.At(lines.Len() - 1).Stop
	}
	if end < len(p.src) {
		closing, _, _ := bytes.Cut(p.src[end:], []byte("\n"))
		if bytes.HasPrefix(bytes.TrimLeft(closing, " \t>"), []byte(mark)) {
			return true
		}
	}
	p.Report(p.lineAt(at), "this block is never closed: add a line %s below it", mark)
	return false
}

// flow renders Markdown inside a block. A single paragraph stays without its <p>, so that it fits anywhere.
func (r *reading) flow(t source.Text, in string) template.HTML {
	html := r.markdown(t, in)
	inner, ok := strings.CutPrefix(string(html), "<p>")
	if inner, end := strings.CutSuffix(inner, "</p>\n"); ok && end && !strings.Contains(inner, "<p>") {
		return template.HTML(inner)
	}
	return html
}

// inline renders Markdown that has to be one paragraph.
func (r *reading) inline(t source.Text, in string) template.HTML {
	if t.Value == "" {
		return ""
	}
	html := r.flow(t, in)
	for _, tag := range []string{"<p>", "<ul>", "<ol", "<div", "<blockquote>", "<hr>"} {
		if strings.HasPrefix(string(html), tag) || strings.Contains(string(html), "\n"+tag) {
			r.Report(t.Line, "%s has to be one paragraph: no lists, code blocks or empty lines", in)
			break
		}
	}
	return html
}

func (r *reading) markdown(t source.Text, in string) template.HTML {
	p := &piece{reading: r, src: []byte(t.Value), line: t.Line, in: in}
	doc := r.md.Parser().Parse(text.NewReader(p.src))
	p.check(doc)
	var b bytes.Buffer
	p.render(&b, doc)
	return template.HTML(b.String())
}

func (p *piece) render(b *bytes.Buffer, n ast.Node) {
	if err := p.md.Renderer().Render(b, p.src, n); err != nil {
		p.Report(p.lineAt(n.Pos()), "this cannot be rendered: %v", err)
	}
}

// lineAt is the line in the file of an offset into src.
func (p *piece) lineAt(offset int) int {
	return p.line + bytes.Count(p.src[:min(max(offset, 0), len(p.src))], []byte("\n"))
}
