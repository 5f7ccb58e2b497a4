// Package site makes the whole website: content, labs and built assets in, a set of files out.
//
//	content ─ lesson ─ course ─┐
//	                           ├─ Builder.Build ─ Site ─┬─ WriteTo: a folder for any web server
//	assets, renderer ──────────┘                        └─ Live: the same files from memory, kept up to date
//
// A build is pure: the same input gives the same bytes, on every machine. It never touches the network.
package site

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"socketlab/site/course"
	"socketlab/site/lesson"
	"socketlab/site/page"
)

// A Renderer makes the HTML of pages. What it writes may depend only on its arguments, and the page of a lesson only on
// the lesson itself and on the outline of the course (see outline): pages are kept between builds as long as these stay.
type Renderer interface {
	Home(w io.Writer, c *course.Course) error
	Lesson(w io.Writer, c *course.Course, l *course.Lesson) error
	Lab(w io.Writer, c *course.Course, lab *course.Lab) error
	// NotFound writes the page for an address that does not exist; path is below the base, empty in a static site.
	NotFound(w io.Writer, c *course.Course, path string) error
}

var _ Renderer = (*page.Renderer)(nil)

// Config is what a site is made of.
type Config struct {
	Content  fs.FS         // course.yaml and lessons; required
	Renderer Renderer      // required
	Labs     []course.Lab  // every lab a lesson may use
	Source   fs.FS         // the labs' sources
	Player   course.Player // plays the scenes of questions; nil when no lesson asks any
	Assets   fs.FS         // copied as they are: assets/… (hashed, may be cached for ever), client/…
	Base     string        // address of the home page, "/docs/"; empty means "/"
}

// A Builder builds a site again and again, each time doing only what changed. It is used by one goroutine at a time.
type Builder struct {
	cfg    Config
	parser *lesson.Parser
	assets map[string]*File
	pages  map[string]rendered // what the last build rendered, by path
}

// rendered is a page and the fingerprint of what it was made from.
type rendered struct {
	key  string
	file *File
}

// New returns a builder. It reads the assets, which do not change afterwards.
func New(cfg Config) (*Builder, error) {
	if cfg.Base == "" {
		cfg.Base = "/"
	}
	b := &Builder{cfg: cfg, parser: lesson.NewParser(cfg.Base), assets: map[string]*File{}}
	if cfg.Assets == nil {
		return b, nil
	}
	err := fs.WalkDir(cfg.Assets, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !isAsset(name) {
			return err
		}
		data, err := fs.ReadFile(cfg.Assets, name)
		b.assets[name] = newFile(data)
		b.assets[name].Immutable = strings.HasPrefix(name, "assets/")
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	return b, nil
}

// isAsset leaves out what npm's build keeps for our programs.
func isAsset(name string) bool {
	return strings.HasPrefix(name, "assets/") || strings.HasPrefix(name, "client/")
}

// A Site is one finished build.
type Site struct {
	Course *course.Course
	Files  map[string]*File // by path below the base, "chat/proof-of-life/index.html"
}

// NotFoundFile is the page for every address that does not exist, as static web servers look for it.
const NotFoundFile = "404.html"

// Build builds the site. Mistakes in the content are a source.Problems with all of them.
func (b *Builder) Build() (*Site, error) {
	c, err := course.Load(course.Config{
		Content: b.cfg.Content,
		Labs:    b.cfg.Labs,
		Source:  b.cfg.Source,
		Player:  b.cfg.Player,
		Pages:   b.pagePaths(),
		Parser:  b.parser,
	})
	if err != nil {
		return nil, err
	}
	s := &Site{Course: c, Files: map[string]*File{}}
	for name, file := range b.assets {
		s.Files[name] = file
	}
	if err := b.copyImages(s); err != nil {
		return nil, err
	}
	if err := b.render(s, b.jobs(c)); err != nil {
		return nil, err
	}
	return s, nil
}

// pagePaths are the addresses of the pages that are no lessons.
func (b *Builder) pagePaths() []string {
	var paths []string
	for _, lab := range b.cfg.Labs {
		paths = append(paths, page.LabPath(lab.Name))
	}
	return paths
}

// copyImages puts the pictures of lessons beside their pages.
func (b *Builder) copyImages(s *Site) error {
	for _, l := range s.Course.Lessons {
		for _, image := range l.Images {
			data, err := fs.ReadFile(b.cfg.Content, image.Path)
			if err != nil {
				return fmt.Errorf("read picture: %w", err)
			}
			s.Files[image.Path] = newFile(data)
		}
	}
	return nil
}

// A job is one page to render.
type job struct {
	path  string // of the file
	key   string // fingerprint of everything the page is made from
	write func(io.Writer) error
}

func (b *Builder) jobs(c *course.Course) []job {
	outline := outline(c)
	r := b.cfg.Renderer
	jobs := []job{
		{"index.html", outline, func(w io.Writer) error { return r.Home(w, c) }},
		{NotFoundFile, outline, func(w io.Writer) error { return r.NotFound(w, c, "") }},
	}
	for _, lab := range c.Labs {
		jobs = append(jobs, job{page.LabPath(lab.Name) + "index.html", outline, func(w io.Writer) error { return r.Lab(w, c, lab) }})
	}
	for _, l := range c.Lessons {
		jobs = append(jobs, job{l.Path + "index.html", outline + fingerprint(l), func(w io.Writer) error { return r.Lesson(w, c, l) }})
	}
	return jobs
}

// render makes the pages that are new or changed, as many at a time as there are processors.
func (b *Builder) render(s *Site, jobs []job) error {
	pages := make([]rendered, len(jobs))
	failures := make([]error, len(jobs))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(jobs); i = int(next.Add(1)) - 1 {
				j := jobs[i]
				if before, ok := b.pages[j.path]; ok && before.key == j.key {
					pages[i] = before
					continue
				}
				var out bytes.Buffer
				failures[i] = j.write(&out)
				pages[i] = rendered{j.key, newFile(out.Bytes())}
			}
		})
	}
	wg.Wait()
	if err := errors.Join(failures...); err != nil {
		return err
	}
	b.pages = make(map[string]rendered, len(jobs))
	for i, j := range jobs {
		b.pages[j.path] = pages[i]
		s.Files[j.path] = pages[i].file
	}
	return nil
}
