// Package page turns a course into HTML: the home page, a page for each lesson and each lab, "not found", and what an
// author sees while the content has mistakes.
//
// The pages read well without scripts; web/src adds checkpoints with verdicts, progress and the live labs. There is one
// template for each kind of block, in templates/block_*.tmpl, and a typed view for whatever a template is given.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"socketlab/site/course"
	"socketlab/site/source"
	"socketlab/site/web"
)

//go:embed templates
var templates embed.FS

// Config says where the pages' surroundings are. Assets is needed; the rest may be left out.
type Config struct {
	Assets *web.Assets

	// LabsURL is where the live labs are: nil means on the same server as the page, a pointer to "" means nowhere (a static
	// copy), anything else is the address of another server.
	LabsURL *string

	// Reload is the address of a stream of server-sent events; a page reloads at each event called "reload". Empty: none.
	Reload string

	// Recipients are the names of those who receive each of [HomeCalls], found out by running it. Without them the home
	// page asks nothing.
	Recipients map[string][]string
}

// A Renderer renders pages. It is never changed after New and may be used by several goroutines.
type Renderer struct {
	config Config
	theme  template.JS // runs in the head, so that no page shows in the wrong colours first
	calls  []call
	pages  map[string]*template.Template
}

// New reads the templates and the assets' names.
func New(config Config) (*Renderer, error) {
	theme, err := config.Assets.Content("theme.js")
	if err != nil {
		return nil, err
	}
	asked, err := calls(config.Recipients)
	if err != nil {
		return nil, err
	}
	shared, err := template.New("").ParseFS(templates, "templates/base.tmpl", "templates/art_*.tmpl", "templates/block_*.tmpl", "templates/part_*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	r := &Renderer{
		config: config,
		theme:  template.JS("(()=>{" + strings.TrimSpace(theme) + "})()"),
		calls:  asked,
		pages:  map[string]*template.Template{},
	}
	for _, name := range []string{"home", "lesson", "lab", "missing", "problems"} {
		t, err := shared.Clone()
		if err == nil {
			_, err = t.ParseFS(templates, "templates/"+name+".tmpl")
		}
		if err != nil {
			return nil, fmt.Errorf("read template %s: %w", name, err)
		}
		r.pages[name] = t
	}
	return r, nil
}

// Home writes the page at the course's base.
func (r *Renderer) Home(w io.Writer, c *course.Course) error {
	return r.render(w, "home", r.home(c))
}

// Lesson writes the page of one lesson of c.
func (r *Renderer) Lesson(w io.Writer, c *course.Course, l *course.Lesson) error {
	view, err := r.lesson(c, l)
	if err != nil {
		return err
	}
	return r.render(w, "lesson", view)
}

// Lab writes the page of one lab of c, LabPath(lab) below the base.
func (r *Renderer) Lab(w io.Writer, c *course.Course, lab *course.Lab) error {
	return r.render(w, "lab", r.labPage(c, lab))
}

// LabPath is the address of a lab's page below the base: "labs/rooms/".
func LabPath(name string) string { return "labs/" + name + "/" }

// NotFound writes the page for an address that does not exist. path is what was asked for, below the base; a static site,
// which has one such page for all addresses, leaves it empty.
func (r *Renderer) NotFound(w io.Writer, c *course.Course, path string) error {
	return r.render(w, "missing", r.missing(c, path))
}

// Problems writes what an author sees under --watch while the content has mistakes.
func (r *Renderer) Problems(w io.Writer, base string, problems []source.Problem) error {
	return r.render(w, "problems", r.problems(base, problems))
}

// render writes a page only when the whole of it could be made.
func (r *Renderer) render(w io.Writer, name string, view any) error {
	var page bytes.Buffer
	if err := r.pages[name].ExecuteTemplate(&page, "base", view); err != nil {
		return fmt.Errorf("render %s page: %w", name, err)
	}
	_, err := page.WriteTo(w)
	return err
}
