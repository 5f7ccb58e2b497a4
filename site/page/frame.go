package page

import (
	"html/template"
	"strings"

	"socketlab/site/course"
	"socketlab/site/lesson"
)

// A frame is what every page has around its own content. Page views embed it.
type frame struct {
	links

	Title       string // of the browser's tab, without the site's name
	Description string
	Site        string // the course's title
	Kind        string // "home", "lesson", …: a class of the body
	Theme       template.JS
	LabsURL     *string
	Reload      string
	Crumbs      []crumb
	Contents    []partView
	Sidebar     bool // contents stand beside the page when it is wide
	Lab         *labView
}

// A crumb is one step of the path from the home page to this one; the last has no address.
type crumb struct{ Text, Href string }

// links makes every address of a page, so that a site works below any base.
type links struct {
	base   string // starts and ends with a slash
	assets interface{ Path(string) string }
}

// Base is the address of the home page.
func (l links) Base() string { return l.base }

// URL is the address of a page below the base: URL("chat/emit-and-on/").
func (l links) URL(path string) string { return l.base + strings.TrimPrefix(path, "/") }

// Asset is the address of a built file by its stable name: Asset("main.js").
func (l links) Asset(name string) string { return l.base + l.assets.Path(name) }

// partView and lessonLink list the course: in the contents, on the home page, as windows.
type partView struct {
	Number  int
	Dir     string
	Title   string
	About   string
	Minutes int
	Lessons []lessonLink
}

type lessonLink struct {
	ID      string
	Title   string
	Summary string
	Minutes int
	Href    string
	Items   string // "1.2-a@3f2a91bc 1.2-b@…": what progress is computed from
	Current bool
	Here    []lesson.Heading // main headings of the lesson shown; empty for the others
}

func (r *Renderer) links(base string) links {
	if base == "" {
		base = "/"
	}
	return links{base: base, assets: r.config.Assets}
}

func (r *Renderer) frame(c *course.Course, kind, title, description string) frame {
	f := frame{
		links: r.links(c.Base), Title: title, Description: description, Site: c.Title, Kind: kind,
		Theme: r.theme, LabsURL: r.config.LabsURL, Reload: r.config.Reload,
	}
	for _, part := range c.Parts {
		view := partView{Number: part.Number, Dir: part.Dir, Title: part.Title, About: part.About}
		for _, l := range part.Lessons {
			view.Lessons = append(view.Lessons, f.lessonLink(l))
			view.Minutes += l.Minutes
		}
		f.Contents = append(f.Contents, view)
	}
	return f
}

// show marks the lesson that the page is about in the contents, and lists its main headings there.
func (f *frame) show(shown *course.Lesson) {
	for _, part := range f.Contents {
		for i := range part.Lessons {
			l := &part.Lessons[i]
			if l.ID != shown.ID {
				continue
			}
			l.Current = true
			for _, h := range shown.Headings {
				if h.Level == 2 {
					l.Here = append(l.Here, h)
				}
			}
		}
	}
}

// LessonCount is how many lessons there are, for places that have no room for a list.
func (f frame) LessonCount() int {
	n := 0
	for _, part := range f.Contents {
		n += len(part.Lessons)
	}
	return n
}

func (l links) lessonLink(from *course.Lesson) lessonLink {
	return lessonLink{
		ID: from.ID, Title: from.Title, Summary: from.Summary, Minutes: from.Minutes,
		Href: l.URL(from.Path), Items: items(from.Checkpoints()),
	}
}

func items(checkpoints []*lesson.Checkpoint) string {
	list := make([]string, len(checkpoints))
	for i, c := range checkpoints {
		list[i] = c.ID + "@" + c.Revision
	}
	return strings.Join(list, " ")
}
