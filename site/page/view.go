package page

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"

	"socketlab/site/course"
	"socketlab/site/lesson"
	"socketlab/site/source"
)

type homeView struct {
	frame
	About   string
	Minutes int
	Start   *lessonLink // the first lesson; nil in an empty course
	Labs    []labLink
	Calls   []call
	Folks   []folk
}

type labLink struct{ Title, About, Href string }

type lessonView struct {
	frame
	Lesson  lessonLink
	Path    string
	Part    string
	Number  int // of the part
	Outcome string
	Needs   []lessonLink
	Blocks  []blockView
	Prev    *lessonLink
	Next    *lessonLink
}

// A blockView holds one block of a lesson in the field of its kind.
type blockView struct {
	Prose      template.HTML
	Steps      *stepsView
	Snippet    *lesson.Snippet
	Note       *lesson.Note
	Checkpoint *checkpointView
}

// stepsView is the place of a lab in the text: what to do in it.
type stepsView struct {
	Title string
	Do    []template.HTML
}

// labView is the live lab itself.
type labView struct {
	Name  string
	Title string
	About string
	Mode  string // empty: the lab's first
	Spec  json.RawMessage
	Base  string
	Href  string // its own page
}

type labPageView struct {
	frame
	Lessons []lessonLink // that use it
}

type missingView struct {
	frame
	Asked string
	Near  []lessonLink
}

type problemsView struct {
	frame
	Problems []source.Problem
}

func (r *Renderer) home(c *course.Course) homeView {
	about := cmp.Or(c.About, "A hands-on course on Socket.IO beside live servers: chat, rooms, namespaces.")
	v := homeView{frame: r.frame(c, "home", "", about), About: about, Calls: r.calls, Folks: folks(r.calls)}
	for _, part := range v.Contents {
		v.Minutes += part.Minutes
	}
	if len(c.Lessons) > 0 {
		start := v.lessonLink(c.Lessons[0])
		v.Start = &start
	}
	for _, lab := range c.Labs {
		v.Labs = append(v.Labs, labLink{Title: lab.Title, About: lab.About, Href: v.URL(LabPath(lab.Name))})
	}
	return v
}

func (r *Renderer) lesson(c *course.Course, l *course.Lesson) (*lessonView, error) {
	v := &lessonView{
		frame:   r.frame(c, "lesson", l.ID+" "+l.Title, l.Summary),
		Path:    l.Path,
		Part:    l.Part.Title,
		Number:  l.Part.Number,
		Outcome: strings.TrimSuffix(l.Outcome, "."),
	}
	v.show(l)
	v.Sidebar = true
	v.Lesson = v.lessonLink(l)
	v.Crumbs = []crumb{{fmt.Sprintf("%d %s", l.Part.Number, l.Part.Title), v.URL("") + "#part-" + l.Part.Dir}, {l.ID + " " + l.Title, ""}}
	for _, need := range l.Needs {
		v.Needs = append(v.Needs, v.lessonLink(need))
	}
	v.Prev, v.Next = v.neighbour(l.Prev), v.neighbour(l.Next)
	if l.Lab != nil {
		v.Lab = v.lab(l.Lab, l.Mode)
	}
	asked := 0
	for _, b := range l.Blocks {
		block, err := v.block(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.File, err)
		}
		if block.Checkpoint != nil {
			asked++
			block.Checkpoint.Number, block.Checkpoint.Of = asked, len(l.Checkpoints())
		}
		v.Blocks = append(v.Blocks, block)
	}
	return v, nil
}

func (l links) neighbour(of *course.Lesson) *lessonLink {
	if of == nil {
		return nil
	}
	link := l.lessonLink(of)
	return &link
}

func (v *lessonView) block(b lesson.Block) (blockView, error) {
	switch b := b.(type) {
	case *lesson.Prose:
		return blockView{Prose: b.HTML}, nil
	case *lesson.Snippet:
		return blockView{Snippet: b}, nil
	case *lesson.Note:
		return blockView{Note: b}, nil
	case *lesson.Lab:
		title := b.Name
		if v.Lab != nil {
			title = v.Lab.Title
		}
		return blockView{Steps: &stepsView{Title: title, Do: b.Do}}, nil
	case *lesson.Checkpoint:
		c, err := newCheckpoint(b)
		return blockView{Checkpoint: c}, err
	}
	return blockView{}, fmt.Errorf("no template for a block of type %T", b)
}

func (l links) lab(lab *course.Lab, mode string) *labView {
	return &labView{Name: lab.Name, Title: lab.Title, About: lab.About, Mode: mode, Spec: lab.Spec, Base: l.Base(), Href: l.URL(LabPath(lab.Name))}
}

func (r *Renderer) labPage(c *course.Course, lab *course.Lab) labPageView {
	v := labPageView{frame: r.frame(c, "lab", "Lab: "+lab.Title, lab.About)}
	v.Crumbs = []crumb{{"Labs", v.URL("") + "#labs"}, {lab.Title, ""}}
	v.Lab = v.lab(lab, "")
	for _, l := range c.Lessons {
		if l.Lab != nil && l.Lab.Name == lab.Name {
			v.Lessons = append(v.Lessons, v.lessonLink(l))
		}
	}
	return v
}

func (r *Renderer) problems(base string, problems []source.Problem) problemsView {
	title := "The content has a mistake"
	if len(problems) != 1 {
		title = fmt.Sprintf("The content has %d mistakes", len(problems))
	}
	f := frame{links: r.links(base), Title: title, Description: title, Site: "Socketlab", Kind: "problems", Theme: r.theme, LabsURL: r.config.LabsURL, Reload: r.config.Reload}
	return problemsView{frame: f, Problems: problems}
}
