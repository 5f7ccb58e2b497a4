package site

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"socketlab/site/course"
	"socketlab/site/lesson"
)

// plain is the smallest renderer: it shows what it was given, and counts.
type plain struct {
	mu       sync.Mutex
	rendered []string // guarded by mu
}

func (p *plain) page(w io.Writer, name, body string) error {
	p.mu.Lock()
	p.rendered = append(p.rendered, name)
	p.mu.Unlock()
	_, err := fmt.Fprintf(w, "<!doctype html><html><body class=\"%s\">%s</body></html>", name, body)
	return err
}

// take returns what was rendered since it was asked last.
func (p *plain) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	names := slices.Sorted(slices.Values(p.rendered))
	p.rendered = nil
	return names
}

func (p *plain) Home(w io.Writer, c *course.Course) error { return p.page(w, "home", c.Title) }

func (p *plain) Lesson(w io.Writer, _ *course.Course, l *course.Lesson) error {
	body := l.Title
	for _, block := range l.Blocks {
		switch b := block.(type) {
		case *lesson.Prose:
			body += string(b.HTML)
		case *lesson.Snippet:
			body += string(b.Quote.HTML)
		}
	}
	return p.page(w, l.ID, body)
}

func (p *plain) Lab(w io.Writer, _ *course.Course, lab *course.Lab) error {
	return p.page(w, lab.Name, lab.Title)
}

func (p *plain) NotFound(w io.Writer, _ *course.Course, path string) error {
	return p.page(w, "missing", "no "+path)
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func lessonFile(id, title, body string) *fstest.MapFile {
	return file(fmt.Sprintf("---\nid: %q\ntitle: %s\noutcome: o\nminutes: 1\nsummary: s\n---\n%s", id, title, body))
}

func smallContent() fstest.MapFS {
	return fstest.MapFS{
		"course.yaml":    file("title: C\nparts:\n  - {dir: chat, title: Chat, lessons: [one, two]}\n"),
		"chat/one.md":    lessonFile("1.1", "One", "Go to [two](two.md).\n\n![A house](house.svg)\n"),
		"chat/two.md":    lessonFile("1.2", "Two", "```snippet labs/rooms/rooms.go Serve\n```\n"),
		"chat/house.svg": file("<svg/>"),
	}
}

func newBuilder(t testing.TB, content fstest.MapFS, base string) (*Builder, *plain) {
	t.Helper()
	renderer := &plain{}
	b, err := New(Config{
		Content:  content,
		Renderer: renderer,
		Labs:     []course.Lab{{Name: "rooms", Title: "House", Modes: []string{"open"}, Spec: []byte("{}")}},
		Source:   fstest.MapFS{"rooms/rooms.go": file("package rooms\n\nfunc Serve() {}\n")},
		Assets: fstest.MapFS{
			"assets/main-AB12.js": file("go()"), "client/socket.io.js": file("io"), "manifest.json": file("{}"), ".gitkeep": file(""),
		},
		Base: base,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, renderer
}

func build(t testing.TB, b *Builder) *Site {
	t.Helper()
	s, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBuild(t *testing.T) {
	b, _ := newBuilder(t, smallContent(), "/docs/")
	s := build(t, b)
	want := []string{
		"404.html", "assets/main-AB12.js", "chat/house.svg", "chat/one/index.html", "chat/two/index.html",
		"client/socket.io.js", "index.html", "labs/rooms/index.html",
	}
	if got := slices.Sorted(maps.Keys(s.Files)); !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
	if got := string(s.Files["chat/one/index.html"].Data); !strings.Contains(got, `href="/docs/chat/two/"`) || !strings.Contains(got, `src="/docs/chat/house.svg"`) {
		t.Errorf("links do not start with the base: %s", got)
	}
	if got := string(s.Files["chat/two/index.html"].Data); !strings.Contains(got, "Serve") {
		t.Errorf("the snippet is missing: %s", got)
	}
	again, _ := newBuilder(t, smallContent(), "/docs/")
	for name, f := range build(t, again).Files {
		if f.ETag != s.Files[name].ETag {
			t.Errorf("%s differs between two builds of the same content", name)
		}
	}
}

func TestBuildRendersOnlyWhatChanged(t *testing.T) {
	content := smallContent()
	b, renderer := newBuilder(t, content, "/")
	build(t, b)
	if got, want := renderer.take(), []string{"1.1", "1.2", "home", "missing", "rooms"}; !slices.Equal(got, want) {
		t.Errorf("the first build rendered %q, want %q", got, want)
	}
	for _, step := range []struct {
		what   string
		change func()
		want   []string
	}{
		{"nothing", func() {}, nil},
		{"prose", func() { content["chat/one.md"] = lessonFile("1.1", "One", "New.") }, []string{"1.1"}},
		{"a quoted source", func() {
			b.cfg.Source = fstest.MapFS{"rooms/rooms.go": file("package rooms\n\nfunc Serve() { new() }\n")}
		}, []string{"1.2"}},
		{"a title, which others show", func() { content["chat/one.md"] = lessonFile("1.1", "Uno", "New.") }, []string{"1.1", "1.2", "home", "missing", "rooms"}},
	} {
		step.change()
		build(t, b)
		if got := renderer.take(); !slices.Equal(got, step.want) {
			t.Errorf("after a change of %s the build rendered %q, want %q", step.what, got, step.want)
		}
	}
}

func TestWriteTo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	content := smallContent()
	b, _ := newBuilder(t, content, "/")
	s := build(t, b)
	if n, err := s.WriteTo(dir); n != len(s.Files) || err != nil {
		t.Fatalf("the first build wrote %d files of %d, error %v", n, len(s.Files), err)
	}
	if n, err := s.WriteTo(dir); n != 0 || err != nil {
		t.Errorf("the same build wrote %d files again, error %v", n, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "CNAME"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	content["course.yaml"] = file("title: C\nparts:\n  - {dir: chat, title: Chat, lessons: [two]}\n")
	delete(content, "chat/one.md")
	if _, err := build(t, b).WriteTo(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"chat/one": false, "chat/house.svg": false, "chat/two/index.html": true, "CNAME": true} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s exists: %t, want %t", name, err == nil, want)
		}
	}
}

func TestWriteToLeavesOthersFoldersAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	b, _ := newBuilder(t, smallContent(), "/")
	if n, err := build(t, b).WriteTo(dir); n != 0 || !errors.Is(err, ErrNotOurs) {
		t.Errorf("wrote %d files, error %v, want ErrNotOurs", n, err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "index.html")); string(got) != "mine" {
		t.Errorf("index.html is now %q", got)
	}
}
