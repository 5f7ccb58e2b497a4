package lesson

import (
	"bytes"
	"path"
	"strings"
	"sync"

	"github.com/yuin/goldmark"

	"socketlab/site/source"
)

// A Parser reads lessons. It remembers what it read and highlighted, so that one kept between builds works only on what
// changed. It may be used by several goroutines at once.
type Parser struct {
	base        string
	md          goldmark.Markdown
	highlighter *highlighter

	mu   sync.Mutex
	seen map[string]parsed // guarded by mu; by file
}

type parsed struct {
	src      []byte
	lesson   *Lesson
	problems source.Problems
}

// NewParser returns a parser of lessons whose home page is at base: "/" or "/socketlab/".
func NewParser(base string) *Parser {
	h := &highlighter{}
	return &Parser{base: base, md: newMarkdown(h), highlighter: h, seen: map[string]parsed{}}
}

// Base is the address of the home page that links are made for.
func (p *Parser) Base() string { return p.base }

// Highlight returns the HTML of a code block, as it stands in prose. Languages are named as in a lesson.
func (p *Parser) Highlight(lang, code string) (Quote, error) {
	lang, _ = language(lang)
	html, err := p.highlighter.Highlight(lang, code)
	return Quote{Lang: lang, Code: code, HTML: html}, err
}

// Parse reads the lesson in src. File is its path below the content folder; problems and links refer to it. The lesson is
// never nil: where there are problems it holds what could be understood.
func (p *Parser) Parse(file string, src []byte) (*Lesson, source.Problems) {
	p.mu.Lock()
	before, ok := p.seen[file]
	p.mu.Unlock()
	if ok && bytes.Equal(before.src, src) {
		return before.lesson, before.problems
	}
	l, problems := p.parse(file, src)
	p.mu.Lock()
	p.seen[file] = parsed{bytes.Clone(src), l, problems}
	p.mu.Unlock()
	return l, problems
}

func (p *Parser) parse(file string, src []byte) (*Lesson, source.Problems) {
	l := &Lesson{File: file, Slug: strings.TrimSuffix(path.Base(file), ".md"), Sum: hash(string(src))}
	r := &reading{
		Reporter: &source.Reporter{File: file},
		md:       p.md,
		base:     p.base,
		lesson:   l,
		anchors:  map[string]int{},
	}
	src = bytes.TrimPrefix(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")), []byte("\ufeff"))
	l.Blocks = r.body(r.frontMatter(src))
	r.checkIDs()
	r.checkAnchors()
	return l, r.Found.Sorted()
}

// checkIDs reports what may stand in a lesson only once.
func (r *reading) checkIDs() {
	lab := 0
	ids := map[string]int{}
	for _, block := range r.lesson.Blocks {
		switch b := block.(type) {
		case *Lab:
			if lab != 0 {
				r.Report(b.Line, "a lesson has one lab at most, and there is one on line %d: remove this one, or start another lesson", lab)
				continue
			}
			lab = b.Line
		case *Checkpoint:
			if first, seen := ids[b.ID]; seen && b.ID != "" {
				r.Report(b.IDLine, "the id %q is taken by the checkpoint on line %d: choose another", b.ID, first)
				continue
			}
			ids[b.ID] = b.Line
			if at, taken := r.anchors[b.ID]; taken {
				r.Report(b.IDLine, "the id %q is also the anchor of the heading on line %d: choose another", b.ID, at)
			}
		}
	}
}

// checkAnchors reports links to places in this lesson that it does not have.
func (r *reading) checkAnchors() {
	known := r.lesson.Anchors()
	for _, link := range r.lesson.Links {
		if link.Path == "" && !known[link.Anchor] {
			r.Report(link.Line, "no heading of this lesson has the anchor #%s%s", link.Anchor, UnknownAnchor(link.Anchor, known))
		}
	}
}
