package lesson

import (
	"strings"
	"testing"
)

// revision returns the revision of a lesson's only checkpoint, after some replacements in its text.
func revision(t *testing.T, checkpoint string, replacements ...string) string {
	t.Helper()
	const front = "---\nid: '1.2'\ntitle: T\noutcome: o\nminutes: 1\nsummary: s\n---\n"
	changed := strings.NewReplacer(replacements...).Replace(checkpoint)
	if len(replacements) > 0 && changed == checkpoint {
		t.Fatalf("%q changes nothing", replacements)
	}
	l, problems := NewParser("/").Parse("a/b.md", []byte(front+"```checkpoint\n"+changed+"```\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return l.Checkpoints()[0].Revision
}

func TestRevisionChangesWithTheKeyAlone(t *testing.T) {
	const (
		choice = "id: a\nkind: choice\nstem: Wo?\noptions:\n - {text: apple, say: no}\n - {text: bananna, right: true, say: yes!}\n - {text: cherry, say: no}\nsay: x\n"
		fill   = "id: a\nkind: fill\nstem: Wo?\ntext: a ___ b\nblanks:\n - accept: [emit, send]\n   otherwise: no\nsay: x\n"
		order  = "id: a\nkind: order\nstem: Wo?\nlines: [listen, fetch, conect]\nextra: [{text: dial, say: no}]\notherwise: no\nsay: x\n"
	)
	tests := []struct {
		name, checkpoint string
		edit             []string
		changes          bool
	}{
		{"choice, stem mended", choice, []string{"Wo?", "Who?"}, false},
		{"choice, option mended", choice, []string{"bananna", "banana"}, false},
		{"choice, feedback rewritten", choice, []string{"say: no", "say: never"}, false},
		{"choice, options in another order", choice, []string{"apple, say: no", "cherry, say: no", "cherry, say: no", "apple, say: no"}, false},
		{"choice, another is right", choice, []string{"apple,", "apple, right: true,", " right: true,", ""}, true},
		{"choice, an option more", choice, []string{" - {text: cherry", " - {text: date, say: no}\n - {text: cherry"}, true},
		{"choice, of another kind", choice, []string{"kind: choice", "kind: multi"}, true},
		{"fill, stem mended", fill, []string{"Wo?", "Who?"}, false},
		{"fill, accepted in another order", fill, []string{"emit, send", "send, emit"}, false},
		{"fill, one more accepted", fill, []string{"emit, send", "emit, send, push"}, true},
		{"order, a line mended", order, []string{"conect", "connect"}, false},
		{"order, two lines exchanged", order, []string{"listen, fetch", "fetch, listen"}, true},
		{"order, an extra line belongs", order, []string{"conect", "conect, dial", "extra: [{text: dial, say: no}]\n", ""}, true},
	}
	for _, test := range tests {
		before, after := revision(t, test.checkpoint), revision(t, test.checkpoint, test.edit...)
		if changed := before != after; changed != test.changes {
			t.Errorf("%s: revision changed = %t, want %t", test.name, changed, test.changes)
		}
	}
}

func TestOrderIsNeverShownSolved(t *testing.T) {
	for _, id := range strings.Fields("a b c d e f g h 1.2-a 1.2-b 1.2-c 2.1-a 2.1-b") {
		r := revision(t, "id: "+id+"\nkind: order\nstem: s\nlines: [one, two]\nextra: [{text: three, say: x}]\notherwise: x\nsay: x\n")
		l, _ := NewParser("/").Parse("a/b.md", []byte("---\n---\n```checkpoint\nid: "+id+"\nkind: order\nstem: s\nlines: [one, two]\nextra: [{text: three, say: x}]\notherwise: x\nsay: x\n```\n"))
		last := 0
		solved := true
		for _, line := range l.Checkpoints()[0].Body.(*Order).Lines {
			if line.Place != 0 {
				solved = solved && line.Place > last
				last = line.Place
			}
		}
		if solved || r == "" {
			t.Errorf("id %s shows the lines in the right order", id)
		}
	}
}

func TestParserRemembers(t *testing.T) {
	p := NewParser("/")
	src := []byte("---\nid: '1'\n---\n```go\nx := 1\n```\n")
	first, problems := p.Parse("a/b.md", src)
	again, same := p.Parse("a/b.md", []byte(string(src)))
	if first != again || len(problems) != len(same) {
		t.Error("the same lesson was read twice")
	}
	src[9] = '2' // the caller's bytes are its own
	if changed, _ := p.Parse("a/b.md", src); changed == first || changed.ID != "2" {
		t.Errorf("a changed lesson was not read again: id %q", changed.ID)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "---\n", "---\n---", "---\nid: 1\n---\n# a\n```lab\n", "```checkpoint\nkind: fill\ntext: ___\n```", "<!--", "[a](b \"c", "````note\n```\n"} {
		f.Add(seed)
	}
	p := NewParser("/")
	f.Fuzz(func(t *testing.T, src string) {
		lines := strings.Count(src, "\n") + 2
		_, problems := p.Parse("a/b.md", []byte(src))
		for _, problem := range problems {
			if problem.Line < 1 || problem.Line > lines {
				t.Errorf("line %d of %d: %s", problem.Line, lines, problem)
			}
		}
	})
}
