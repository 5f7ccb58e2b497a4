package course

import (
	"io/fs"
	"slices"
	"strings"

	"socketlab/site/lesson"
	"socketlab/site/source"
)

// resolve looks up everything that lessons name: each other, labs, sources, addresses and pictures.
func (l *loader) resolve() {
	byID := map[string]*Lesson{}
	byFile := map[string]*Lesson{}
	checkpoints := map[string]string{} // file of each checkpoint's id
	var ids, files []string
	for _, this := range l.course.Lessons {
		if first, taken := byID[this.ID]; taken && this.ID != "" {
			l.report(this.File, this.Lines.ID, "the id %q is taken by %s: choose another", this.ID, first.File)
		} else {
			byID[this.ID] = this
			ids = append(ids, this.ID)
		}
		byFile[this.File] = this
		files = append(files, this.File)
		for _, c := range this.Checkpoints() {
			if first, taken := checkpoints[c.ID]; taken && first != this.File && c.ID != "" {
				l.report(this.File, c.IDLine, "the id %q is taken by a checkpoint of %s: choose another", c.ID, first)
			}
			checkpoints[c.ID] = this.File
		}
	}
	for i, this := range l.course.Lessons {
		l.needs(this, i, byID, ids)
		l.links(this, byFile, files)
		l.images(this)
		l.blocks(this)
	}
}

// needs resolves the ids of the lessons that come before a lesson.
func (l *loader) needs(this *Lesson, place int, byID map[string]*Lesson, ids []string) {
	for _, id := range this.Before {
		before, ok := byID[id]
		switch {
		case id == "" || id == this.ID: // reported by the parser
		case !ok:
			l.report(this.File, this.Lines.Before, "no lesson has the id %q%s", id, source.Unknown(id, ids))
		case slices.Index(l.course.Lessons, before) > place:
			l.report(this.File, this.Lines.Before, "the lesson %s comes later in the course: it cannot be needed before this one", id)
		default:
			this.Needs = append(this.Needs, before)
		}
	}
}

func (l *loader) links(this *Lesson, byFile map[string]*Lesson, files []string) {
	for _, link := range this.Links {
		switch to := byFile[link.Path]; {
		case link.Path == "": // within the lesson: checked by the parser
		case strings.HasPrefix(link.Path, "/"):
			l.pageLink(this, link)
		case to == nil:
			l.report(this.File, link.Line, "there is no lesson %s%s", link.Path, source.Unknown(link.Path, files))
		case link.Anchor != "" && !to.Anchors()[link.Anchor]:
			l.report(this.File, link.Line, "%s has no heading with the anchor #%s%s", link.Path, link.Anchor, lesson.UnknownAnchor(link.Anchor, to.Anchors()))
		}
	}
}

// pageLink checks a link to a page that is no lesson.
func (l *loader) pageLink(this *Lesson, link lesson.Link) {
	address := link.Path[1:]
	if address == "" || slices.Contains(l.Pages, address) {
		return
	}
	for _, other := range l.course.Lessons {
		if address == other.Path || address+"/" == other.Path {
			l.report(this.File, link.Line, "link to the lesson's file, which works on GitHub too: %s, seen from this file", other.File)
			return
		}
	}
	known := []string{"/"}
	for _, page := range l.Pages {
		known = append(known, "/"+page)
	}
	l.report(this.File, link.Line, "the site has no page %s%s", link.Path, source.Unknown(link.Path, known))
}

func (l *loader) images(this *Lesson) {
	for _, image := range this.Images {
		if info, err := fs.Stat(l.Content, image.Path); err != nil || info.IsDir() {
			l.report(this.File, image.Line, "there is no picture %s in the content folder: add it, or mend the name", image.Path)
		}
	}
}

// blocks resolves labs, snippets and questions. The parsed lesson stays as it is, so what is resolved is a copy.
func (l *loader) blocks(this *Lesson) {
	this.Blocks = slices.Clone(this.Blocks)
	for i, block := range this.Blocks {
		switch b := block.(type) {
		case *lesson.Lab:
			l.lab(this, b)
		case *lesson.Snippet:
			resolved := *b
			resolved.Quote = l.quote(this.File, b)
			this.Blocks[i] = &resolved
		case *lesson.Checkpoint:
			if body, ok := b.Body.(*lesson.Recipients); ok {
				this.Blocks[i] = l.recipients(this.File, b, body)
			}
			if body, ok := b.Body.(*lesson.Observe); ok {
				l.observe(this, body)
			}
		}
	}
}

func (l *loader) lab(this *Lesson, block *lesson.Lab) {
	if block.Name == "" { // reported by the parser
		return
	}
	names := make([]string, len(l.course.Labs))
	for i, lab := range l.course.Labs {
		names[i] = lab.Name
		if lab.Name != block.Name {
			continue
		}
		this.Lab, this.Mode = lab, block.Mode
		if block.Mode == "" && len(lab.Modes) > 0 {
			this.Mode = lab.Modes[0]
		}
		if block.Mode != "" && !slices.Contains(lab.Modes, block.Mode) {
			l.report(this.File, block.ModeLine, "the lab %s has no mode %q%s", lab.Name, block.Mode, source.Unknown(block.Mode, lab.Modes))
		}
		return
	}
	l.report(this.File, block.Line, "there is no lab %q%s", block.Name, source.Unknown(block.Name, names))
}
