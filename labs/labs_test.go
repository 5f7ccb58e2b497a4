package labs_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"socketlab/labs"
)

func TestFind(t *testing.T) {
	const all = "(there are connections, chat, emit, broadcast, acks, rooms, tabs, namespaces, wire, recovery, limits)"
	for _, test := range []struct{ name, want string }{
		{"rooms", ""},
		{"room", `no lab is called "room", did you mean rooms? ` + all},
		{"Chat", `no lab is called "Chat", did you mean chat? ` + all},
		{"brodcats", `no lab is called "brodcats", did you mean broadcast? ` + all},
		{"kitchen", `no lab is called "kitchen" ` + all},
		{"", `no lab is called "" ` + all},
	} {
		lab, err := labs.Find(test.name)
		switch {
		case test.want == "" && err != nil:
			t.Errorf("Find(%q): %v", test.name, err)
		case test.want == "" && lab.Name != test.name:
			t.Errorf("Find(%q) is called %q", test.name, lab.Name)
		case test.want != "" && (err == nil || err.Error() != test.want):
			t.Errorf("Find(%q): error %v, want %s", test.name, err, test.want)
		}
	}
}

func TestMode(t *testing.T) {
	lab, err := labs.Find("emit")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, want, problem string }{
		{"", "off", ""},
		{"all", "all", ""},
		{"al", "", `lab emit has no mode "al", did you mean all? (there are off, one, all)`},
	} {
		mode, err := lab.Mode(test.name)
		if test.problem != "" {
			if err == nil || err.Error() != test.problem {
				t.Errorf("Mode(%q): error %v, want %s", test.name, err, test.problem)
			}
			continue
		}
		if err != nil || mode.Name != test.want {
			t.Errorf("Mode(%q) = %q, %v, want %q", test.name, mode.Name, err, test.want)
		}
	}
}

// TestTable checks what the page, the command line and the lessons rely on.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, lab := range labs.All() {
		if seen[lab.Name] {
			t.Errorf("%s is there twice", lab.Name)
		}
		seen[lab.Name] = true
		if lab.Title == "" || lab.About == "" || len(lab.Modes) == 0 || len(lab.Namespaces) == 0 {
			t.Errorf("%s lacks a title, a sentence about it, a mode or a namespace", lab.Name)
		}
		for _, mode := range lab.Modes {
			if mode.Serve == nil || len(mode.Scripts) == 0 {
				t.Errorf("%s, mode %s: lacks a server", lab.Name, mode.Name)
			}
			if _, err := mode.Script(); err != nil {
				t.Errorf("%s, mode %s: %v", lab.Name, mode.Name, err)
			}
			if len(lab.Actions)+len(mode.Actions) == 0 && lab.Name != "connections" { // there, coming and going is all
				t.Errorf("%s, mode %s: nothing can be done", lab.Name, mode.Name)
			}
		}
		if page, err := lab.Page(); err != nil || !bytes.Contains(page, []byte(`<script src="/socket.io/socket.io.js">`)) {
			t.Errorf("%s: its page does not load the client like the official tutorial's does (%v)", lab.Name, err)
		}
	}
}

func TestSpec(t *testing.T) {
	lab, err := labs.Find("rooms")
	if err != nil {
		t.Fatal(err)
	}
	lab.Actions, lab.Modes = lab.Actions[2:3], lab.Modes[:1]
	got, err := lab.Spec()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
  "name": "rooms",
  "title": "House",
  "about": "Rooms that people ask to join, to leave and to speak into.",
  "modes": [
    {
      "name": "open",
      "title": "Open house"
    }
  ],
  "namespaces": [
    "/"
  ],
  "actions": [
    {
      "event": "say",
      "label": "Say",
      "args": [
        {
          "name": "room",
          "kind": "room",
          "value": "kitchen"
        },
        {
          "name": "text",
          "kind": "text",
          "value": "Tea is ready"
        }
      ],
      "ack": true
    }
  ]
}`
	var indented bytes.Buffer
	if err := json.Indent(&indented, got, "", "  "); err != nil {
		t.Fatal(err)
	}
	if indented.String() != want {
		t.Errorf("Spec() = %s, want %s", indented.Bytes(), want)
	}
}

// TestListings keeps the labs short enough to be read in a lesson, and their lines to what is seen beside a lab without
// scrolling. The Switchboard is a machine that lessons quote little of.
func TestListings(t *testing.T) {
	const columns = 64
	goFile := regexp.MustCompile(`^[a-z]+/[a-z]+\.go$`)
	found := 0
	err := fs.WalkDir(labs.Source(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(labs.Source(), path)
		if err != nil {
			return err
		}
		if n := bytes.Count(text, []byte("\n")); n > 60 && !strings.HasSuffix(path, ".html") && !strings.HasSuffix(path, ".txt") {
			t.Errorf("%s has %d lines, more than 60", path, n)
		}
		code := strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".js")
		for i, line := range strings.Split(string(text), "\n") {
			line = strings.ReplaceAll(line, "\t", "  ")
			comment := strings.HasPrefix(line, "//")
			if n := utf8.RuneCountInString(line); n > columns && code && !comment && !strings.HasPrefix(path, "broadcast/") {
				t.Errorf("%s:%d: %d columns, more than %d", path, i+1, n, columns)
			}
		}
		if goFile.MatchString(path) {
			found++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < len(labs.All()) {
		t.Errorf("found %d Go files, fewer than labs", found)
	}
}
