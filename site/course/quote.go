package course

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"socketlab/site/lesson"
	"socketlab/site/source"
)

// A declaration is a named stretch of lines in a source file.
type declaration struct {
	name string
	from int // 1-based, its comment included
	to   int
	lang string
}

// A file is a source file that lessons quote from.
type file struct {
	lines        []string // each with its newline
	declarations []declaration
	err          error // why declarations could not be found
}

// languages are those of the sources that may be quoted.
var languages = map[string]string{
	".go": "go", ".js": "js", ".mjs": "js", ".ts": "ts", ".html": "html", ".css": "css", ".json": "json", ".txt": "text",
}

// quote finds what a snippet quotes; nil, reported, when it is not there.
func (l *loader) quote(in string, s *lesson.Snippet) *lesson.Quote {
	f, err := l.file(s.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l.report(in, s.Line, "there is no file labs/%s to quote%s", s.File, source.Unknown(s.File, l.sources()))
		return nil
	case err != nil:
		l.report(in, s.Line, "labs/%s cannot be read: %v", s.File, err)
		return nil
	}
	part := declaration{from: 1, to: len(f.lines), lang: languages[path.Ext(s.File)]}
	if s.Name != "" {
		i := slices.IndexFunc(f.declarations, func(d declaration) bool { return d.name == s.Name })
		if i < 0 {
			l.reportUndeclared(in, s, f)
			return nil
		}
		part = f.declarations[i]
	}
	quote, err := l.Parser.Highlight(part.lang, dedent(f.lines[part.from-1:part.to]))
	if err != nil {
		l.report(in, s.Line, "labs/%s cannot be shown: %v", s.File, err)
		return nil
	}
	quote.From, quote.To = part.from, part.to
	return &quote
}

func (l *loader) reportUndeclared(in string, s *lesson.Snippet, f *file) {
	if f.err != nil {
		l.report(in, s.Line, "labs/%s has a mistake of its own: %v", s.File, f.err)
		return
	}
	names := make([]string, len(f.declarations))
	for i, d := range f.declarations {
		names[i] = d.name
	}
	l.report(in, s.Line, "labs/%s declares no %s%s", s.File, s.Name, source.Unknown(s.Name, names))
}

// file reads a source file once.
func (l *loader) file(name string) (*file, error) {
	if f, ok := l.quotes[name]; ok {
		return f, nil
	}
	if l.Source == nil || !fs.ValidPath(name) || languages[path.Ext(name)] == "" {
		return nil, fs.ErrNotExist
	}
	src, err := fs.ReadFile(l.Source, name)
	if err != nil {
		return nil, err
	}
	f := &file{lines: slices.Collect(strings.Lines(string(src)))}
	switch path.Ext(name) {
	case ".go":
		f.declarations, f.err = goDeclarations(name, src)
	case ".js", ".mjs", ".ts", ".html":
		f.declarations = scriptDeclarations(string(src), path.Ext(name) == ".html")
	}
	if l.quotes == nil {
		l.quotes = map[string]*file{}
	}
	l.quotes[name] = f
	return f, nil
}

// sources lists the files that may be quoted.
func (l *loader) sources() []string {
	var names []string
	if l.Source == nil {
		return nil
	}
	_ = fs.WalkDir(l.Source, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && languages[path.Ext(name)] != "" && !strings.HasSuffix(name, "_test.go") {
			names = append(names, name)
		}
		return nil
	})
	return names
}

// dedent joins lines without the indentation that all of them have.
func dedent(lines []string) string {
	common := -1
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		if common < 0 || indent < common {
			common = indent
		}
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(line[min(max(common, 0), len(line)-len(strings.TrimLeft(line, " \t"))):])
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}
