package lesson

import (
	"bytes"
	"html/template"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"socketlab/site/source"
)

// check goes through parsed Markdown, reports what a lesson must not contain, notes its headings and links, and gives
// them their anchors and addresses.
func (p *piece) check(doc ast.Node) {
	level := 1 // of the heading before; the title is level 1
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		line := p.lineAt(n.Pos())
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			p.checkCode(n, line)
		case *ast.CodeBlock:
			p.Report(line, "four spaces in front of a line make it code: indent less, or put it between ``` fences with a language")
		case *ast.HTMLBlock:
			p.checkHTMLBlock(n, line)
		case *ast.RawHTML:
			p.checkRawHTML(rawText(n, p.src), line)
		case *ast.Heading:
			p.checkHeading(n, line, level)
			level = n.Level
		case *ast.Link:
			n.Destination = []byte(p.link(string(n.Destination), line))
		case *ast.Image:
			n.Destination = []byte(p.image(n, line))
		case *extast.Table:
			p.checkTable(n, line)
		}
		return ast.WalkContinue, nil
	})
}

func (p *piece) checkCode(n *ast.FencedCodeBlock, line int) {
	name := string(n.Language(p.src))
	_, typed := readers()[name]
	switch _, known := language(name); {
	case typed && p.in != "":
		p.Report(line, "a %s cannot stand inside %s: end that block first", name, p.in)
	case typed && n.Parent().Kind() != ast.KindDocument:
		p.Report(line, "a %s cannot stand inside a list or a quotation: move it to the margin", name)
	case typed: // transform has looked at it
	case !p.closed(n): // reported
	case !known:
		blocks := slices.Sorted(maps.Keys(readers()))
		p.Report(line, "%q is neither a block nor a language that is highlighted%s", name, source.Unknown(name, slices.Concat(blocks, languages)))
	}
}

func (p *piece) checkHeading(n *ast.Heading, line, before int) {
	id := anchor(plain(n, p.src))
	switch first, seen := p.anchors[id]; {
	case p.in != "":
		p.Report(line, "%s cannot have headings: use **bold**", p.in)
		return
	case n.Level == 1:
		p.Report(line, "the title in the front matter is the page's only level 1 heading: start this one with ##")
	case n.Level > before+1:
		p.Report(line, "this heading skips a level: the one before has %d, so use %s", before, strings.Repeat("#", before+1))
	case id == "":
		p.Report(line, "this heading has no letters to make an anchor of: write some")
	case seen:
		p.Report(line, "this heading has the same anchor #%s as the one on line %d: give it other words", id, first)
	}
	_ = ast.Walk(n, func(child ast.Node, entering bool) (ast.WalkStatus, error) {
		if _, ok := child.(*ast.Link); ok && entering {
			p.Report(line, "a heading cannot contain a link, since it is one: put the link into the text below")
		}
		return ast.WalkContinue, nil
	})
	p.anchors[id] = line
	n.SetAttributeString("id", id)
	var html bytes.Buffer
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		p.render(&html, child)
	}
	p.lesson.Headings = append(p.lesson.Headings, Heading{Level: n.Level, ID: id, HTML: template.HTML(strings.TrimSpace(html.String())), Line: line})
}

// anchor makes an anchor from a heading's text as GitHub does, so that links to it work there too.
func anchor(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case unicode.IsLetter(c), unicode.IsDigit(c), c == '-', c == '_':
			return unicode.ToLower(c)
		case c == ' ':
			return '-'
		}
		return -1
	}, strings.TrimSpace(text))
}

// plain is the text below a node without markup.
func plain(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(child ast.Node, entering bool) (ast.WalkStatus, error) {
		if text, ok := child.(*ast.Text); ok && entering {
			b.Write(text.Value(src))
			if text.SoftLineBreak() {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// inlineTags are what Markdown has no sign for and a lesson may need.
var inlineTags = []string{"<kbd>", "<br>", "<wbr>"}

func (p *piece) checkRawHTML(tag string, line int) {
	if !isComment(tag) && !strings.HasPrefix(tag, "</") && !slices.Contains(inlineTags, tag) {
		p.Report(line, "the tag %s is not allowed (only %s are): use Markdown, or write `%s` to show it", tag, strings.Join(inlineTags, " "), tag)
	}
}

func (p *piece) checkHTMLBlock(n *ast.HTMLBlock, line int) {
	var b bytes.Buffer
	b.Write(n.Lines().Value(p.src))
	if n.HasClosure() {
		b.Write(n.ClosureLine.Value(p.src))
	}
	html := strings.TrimSpace(b.String())
	end := strings.LastIndex(html, "-->")
	switch {
	case !isComment(html):
		tag, _, _ := strings.Cut(html, "\n")
		p.Report(line, "HTML is not allowed in a lesson (%s): use Markdown, or put it between ``` fences to show it", tag)
	case end < 0:
		p.Report(line, "this comment is never closed: end it with -->")
	case html[end+len("-->"):] != "":
		p.Report(line, "text after a comment's --> on the same line is not shown: move it to a line of its own")
	}
}

func (p *piece) checkTable(n *extast.Table, line int) {
	if p.in == "" || p.in == "a note" {
		return
	}
	p.Report(line, "%s cannot have a table: put it into the prose", p.in)
}
