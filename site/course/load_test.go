package course

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"socketlab/site/lesson"
	"socketlab/site/source"
)

var update = flag.Bool("update", false, "write what was found into testdata")

// TestLoad reads testdata/*.txtar: content/… and labs/… go in, and want comes out, the course or its problems.
// So that lessons here are short, "<<id" as a first line stands for front matter with that id.
func TestLoad(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files in testdata (%v)", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			content, labs, want := fstest.MapFS{}, fstest.MapFS{}, ""
			for _, f := range archive.Files {
				data := expand(string(f.Data))
				if file, ok := strings.CutPrefix(f.Name, "content/"); ok {
					content[file] = &fstest.MapFile{Data: data}
				} else if file, ok := strings.CutPrefix(f.Name, "labs/"); ok {
					labs[file] = &fstest.MapFile{Data: data}
				} else {
					want = string(f.Data)
				}
			}
			c, err := Load(Config{
				Content: content,
				Source:  labs,
				Labs: []Lab{
					{Name: "rooms", Title: "House", Modes: []string{"open", "guarded"}, Spec: json.RawMessage(`{}`)},
					{Name: "chat", Title: "Chat", Modes: []string{"open"}, Spec: json.RawMessage(`{}`)},
				},
				Player: puppets{},
				Pages:  []string{"cheatsheet/"},
				Parser: lesson.NewParser("/base/"),
			})
			got := ""
			if problems, ok := errors.AsType[source.Problems](err); ok {
				got = problems.Error() + "\n"
			} else if err != nil {
				t.Fatal(err)
			} else {
				got = dump(c)
			}
			if *update {
				last := len(archive.Files) - 1
				archive.Files[last].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// puppets play the scene "gets NAME": Alice, Bob and Alice in /admin are there, and one of them gets something.
type puppets struct{}

func (puppets) Recipients(q Question) ([]lesson.Seat, error) {
	if lines := strings.Split(q.Scene, "\n"); len(lines) > 1 {
		return nil, Mistakes{{Line: 2, Text: "this is " + lines[1]}}
	}
	seats := []lesson.Seat{{Name: "Alice", Namespace: "/"}, {Name: "Bob", Namespace: "/"}, {Name: "Alice", Namespace: "/admin"}}
	for i, s := range seats {
		seats[i].Gets = q.Scene == "gets "+s.String()
	}
	return seats, nil
}

func expand(text string) []byte {
	rest, ok := strings.CutPrefix(text, "<<")
	if !ok {
		return []byte(text)
	}
	id, body, _ := strings.Cut(rest, "\n")
	id, before, _ := strings.Cut(id, " ")
	return fmt.Appendf(nil, "---\n{id: %q, title: T%s, outcome: o, minutes: 5, summary: s, before: [%s]}\n---\n%s", id, id, before, body)
}

func dump(course *Course) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s at %s\n", course.Title, course.Base)
	for _, p := range course.Parts {
		fmt.Fprintf(&b, "part %d %s %q: %s\n", p.Number, p.Dir, p.Title, p.About)
		for _, l := range p.Lessons {
			fmt.Fprintf(&b, "  %s %s at %s", l.ID, l.Title, l.Path)
			if l.Prev != nil {
				fmt.Fprintf(&b, " after %s", l.Prev.ID)
			}
			if l.Next != nil {
				fmt.Fprintf(&b, " before %s", l.Next.ID)
			}
			for _, need := range l.Needs {
				fmt.Fprintf(&b, " needs %s", need.ID)
			}
			if l.Lab != nil {
				fmt.Fprintf(&b, " lab %s (%s)", l.Lab.Name, l.Mode)
			}
			b.WriteString("\n")
			for _, block := range l.Blocks {
				if c, ok := block.(*lesson.Checkpoint); ok {
					q, revision, known := course.Question(c.ID)
					fmt.Fprintf(&b, "    %s %v %v, found %t: %v\n", c.ID, revision == c.Revision, q, known, c.Body.(*lesson.Recipients).Seats)
				}
				if s, ok := block.(*lesson.Snippet); ok {
					fmt.Fprintf(&b, "    quote %s lines %d to %d, %s:\n%s", s.Name, s.Quote.From, s.Quote.To, s.Quote.Lang, s.Quote.Code)
				}
			}
		}
	}
	return b.String()
}

func TestLoadLeavesParsedLessonsAlone(t *testing.T) {
	p := lesson.NewParser("/")
	src := expand("<<1.1\n```snippet labs/a/a.go F\n```\n")
	content := fstest.MapFS{
		"course.yaml": {Data: []byte("title: T\nparts: [{dir: a, title: A, lessons: [b]}]\n")},
		"a/b.md":      {Data: src},
	}
	for _, body := range []string{"{ one() }", "{ two() }"} {
		labs := fstest.MapFS{"a/a.go": {Data: []byte("package a\n\nfunc F() " + body + "\n")}}
		c, err := Load(Config{Content: content, Source: labs, Parser: p})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Lessons[0].Blocks[0].(*lesson.Snippet).Quote.Code; !strings.Contains(got, body) {
			t.Errorf("quoted %q, want %s", got, body)
		}
	}
	if l, _ := p.Parse("a/b.md", src); l.Blocks[0].(*lesson.Snippet).Quote != nil {
		t.Error("the remembered lesson was changed")
	}
}
