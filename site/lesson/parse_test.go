package lesson

import (
	"bytes"
	"flag"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what was found into testdata")

// TestParse reads testdata/*.txtar: the file called chat/….md goes in, and "model" or "problems" (or both) come out.
func TestParse(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files in testdata (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			in := archive.Files[0]
			l, problems := NewParser("/course/").Parse(in.Name, in.Data)
			want := archive.Files[1:]
			got := make([]txtar.File, 0, 2)
			if len(want) == 0 || want[0].Name == "model" {
				got = append(got, txtar.File{Name: "model", Data: []byte(dump(l))})
			}
			if len(problems) > 0 {
				got = append(got, txtar.File{Name: "problems", Data: []byte(problems.Error() + "\n")})
			}
			if *update {
				archive.Files = append(archive.Files[:1:1], got...)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			g, w := txtar.Format(&txtar.Archive{Files: got}), txtar.Format(&txtar.Archive{Files: want})
			if !bytes.Equal(g, w) {
				t.Errorf("got:\n%s\nwant:\n%s", g, w)
			}
		})
	}
}

// dump shows everything in a lesson that matters, one thing a line.
func dump(l *Lesson) string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	html := func(h template.HTML) string { return strings.TrimSuffix(string(h), "\n") }
	p("lesson %s %q slug %s, %d minutes, before %q", l.ID, l.Title, l.Slug, l.Minutes, l.Before)
	p("outcome %s", l.Outcome)
	p("summary %s", l.Summary)
	for _, h := range l.Headings {
		p("heading %d #%s %s (line %d)", h.Level, h.ID, h.HTML, h.Line)
	}
	for _, link := range l.Links {
		p("link %s#%s (line %d)", link.Path, link.Anchor, link.Line)
	}
	for _, i := range l.Images {
		p("image %s (line %d)", i.Path, i.Line)
	}
	for _, block := range l.Blocks {
		switch x := block.(type) {
		case *Prose:
			p("\nprose\n%s", html(x.HTML))
		case *Lab:
			p("\nlab %s mode %q (line %d)", x.Name, x.Mode, x.Line)
			for _, step := range x.Do {
				p("  do %s", step)
			}
		case *Snippet:
			p("\nsnippet %s of %s: %s (line %d)", x.Name, x.File, x.Caption, x.Line)
		case *Note:
			p("\nnote %q (line %d)\n%s", x.Title, x.Line, html(x.Body))
		case *Checkpoint:
			hints := make([]string, len(x.Hints))
			for i, hint := range x.Hints {
				hints[i] = html(hint)
			}
			p("\ncheckpoint %s %s (line %d)\n  stem %s\n  say %s\n  hint %s", x.Kind, x.ID, x.Line, html(x.Stem), html(x.Say), strings.Join(hints, " / "))
			dumpBody(p, x.Body)
		}
	}
	return b.String()
}

func dumpBody(p func(string, ...any), body Body) {
	switch x := body.(type) {
	case *Choice:
		for _, o := range x.Options {
			p("  option %s right=%t %s\n    %s", o.Text, o.Right, o.Code, o.Say)
		}
	case *Fill:
		p("  text %q", x.Text)
		for _, blank := range x.Blanks {
			p("  accept %q otherwise %s", blank.Accept, blank.Otherwise)
			for _, w := range blank.Wrong {
				p("    wrong %q %s: %s", w.Answers, w.Code, w.Say)
			}
		}
	case *Order:
		for _, l := range x.Lines {
			p("  line %d %s %s %s", l.Place, l.Text, l.Code, l.Say)
		}
		p("  otherwise %s", x.Otherwise)
	case *Observe:
		p("  lab %s mode %q", x.Lab, x.Mode)
		for _, need := range x.Needs {
			p("  need %+v", need)
		}
		p("  show %s", x.Show)
	case *Recipients:
		p("  lab %s mode %q, scene from line %d\n%s", x.Lab, x.Mode, x.SceneLine, x.Scene)
		for _, rule := range x.Rules {
			p("  rule extra %v missing %v nobody=%t all=%t %s (line %d): %s", rule.Extra, rule.Missing, rule.Nobody, rule.All, rule.Code, rule.Line, rule.Say)
		}
		p("  otherwise %s", x.Otherwise)
	}
}
