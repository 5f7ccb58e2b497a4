package course

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"socketlab/site/source"
)

// TableFile is the file that names the parts of the course and the order of their lessons.
//
//	title: Socketlab
//	parts:
//	  - dir: chat
//	    title: Chat
//	    about: One sentence.
//	    lessons: [proof-of-life, saying-something]
const TableFile = "course.yaml"

// table reads course.yaml into the course's parts and lessons, of which only the files are known then.
func (l *loader) table() error {
	src, err := fs.ReadFile(l.Content, TableFile)
	if errors.Is(err, fs.ErrNotExist) {
		l.report(TableFile, 1, "there is no %s in the content folder: add one with title and parts", TableFile)
		return l.found
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", TableFile, err)
	}
	r := &source.Reporter{File: TableFile}
	defer func() { l.found = append(l.found, r.Found...) }()
	m, ok := source.ReadYAML(r, string(src), 1, "the course", "title", "about", "parts")
	if !ok {
		return r.Found
	}
	l.course.Title = m.Text("title").Value
	l.course.About = m.OptionalText("about").Value
	parts := m.Mappings("parts", "a part", "dir", "title", "about", "lessons")
	if len(parts) == 0 {
		m.Report("parts", "the course has no parts: add `parts:` and for each an entry `- dir: …`")
	}
	seen := map[string]bool{}
	for i, entry := range parts {
		part := &Part{
			Number: i + 1,
			Dir:    entry.Text("dir").Value,
			Title:  entry.Text("title").Value,
			About:  entry.OptionalText("about").Value,
		}
		if seen[part.Dir] {
			entry.Report("dir", "the folder %s is a part already: one folder, one part", part.Dir)
			continue
		}
		seen[part.Dir] = true
		if err := l.part(r, entry, part); err != nil {
			return err
		}
		l.course.Parts = append(l.course.Parts, part)
		l.course.Lessons = append(l.course.Lessons, part.Lessons...)
	}
	return nil
}

// part matches the lessons that the table names with the files in the part's folder.
func (l *loader) part(r *source.Reporter, m source.Mapping, part *Part) error {
	if part.Dir == "" {
		return nil
	}
	if !fs.ValidPath(part.Dir) || strings.Contains(part.Dir, "/") {
		m.Report("dir", "%q is not the name of a folder beside %s", part.Dir, TableFile)
		return nil
	}
	names, err := markdownFiles(l.Content, part.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		m.Report("dir", "there is no folder %s beside %s: make it, or mend the name", part.Dir, TableFile)
		return nil
	}
	if err != nil {
		return fmt.Errorf("read part %s: %w", part.Dir, err)
	}
	lessons := m.Texts("lessons")
	if m.Missing("lessons", lessons) {
		m.Report("lessons", "the part %s has no lessons: add `lessons:` with the names of files in it, without .md", part.Dir)
	}
	listed := map[string]bool{}
	for _, t := range lessons {
		name := t.Value
		switch {
		case name == "": // reported
		case listed[name]:
			r.Report(t.Line, "the lesson %s is in this part already: keep one", name)
		case !slices.Contains(names, name):
			r.Report(t.Line, "there is no lesson %s/%s.md%s", part.Dir, name, source.Unknown(strings.TrimSuffix(name, ".md"), names))
		default:
			this := &Lesson{Part: part}
			this.File = path.Join(part.Dir, name+".md")
			part.Lessons = append(part.Lessons, this)
		}
		listed[name] = true
	}
	for _, name := range names {
		if !listed[name] {
			l.report(path.Join(part.Dir, name+".md"), 1, "this lesson is not in the course: add %s to the lessons of part %s in %s, or remove the file", name, part.Dir, TableFile)
		}
	}
	return nil
}

// markdownFiles lists the lessons in a folder, without ".md".
func markdownFiles(fsys fs.FS, dir string) ([]string, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".md"); ok && !e.IsDir() && name != "README" {
			names = append(names, name)
		}
	}
	return names, nil
}
