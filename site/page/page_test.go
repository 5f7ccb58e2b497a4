package page

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"socketlab/site/course"
	"socketlab/site/lesson"
	"socketlab/site/source"
	"socketlab/site/web"
)

var update = flag.Bool("update", false, "write the outlines that were found into testdata")

// sample loads testdata/course.txtar as a site below base.
func sample(t *testing.T, base string) *course.Course {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/course.txtar")
	if err != nil {
		t.Fatal(err)
	}
	content, labs := fstest.MapFS{}, fstest.MapFS{}
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "content/"); ok {
			content[name] = &fstest.MapFile{Data: f.Data}
		} else {
			labs[strings.TrimPrefix(f.Name, "labs/")] = &fstest.MapFile{Data: f.Data}
		}
	}
	c, err := course.Load(course.Config{
		Content: content,
		Source:  labs,
		Labs: []course.Lab{{
			Name: "rooms", Title: "House", About: "Rooms to join & leave.", Modes: []string{"open"},
			Spec: json.RawMessage(`{"name":"rooms","title":"House","about":"</script>","modes":[{"name":"open","title":"Open"}],"namespaces":["/"],"actions":[{"event":"where","label":"Where am I","ack":true}]}`),
		}},
		Parser: lesson.NewParser(base),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// fakeAssets stand for a build of site/web, so that these tests do not need npm.
func fakeAssets(t *testing.T) *web.Assets {
	t.Helper()
	assets, err := web.Open(fstest.MapFS{
		"manifest.json":     {Data: []byte(`{"main.js":"assets/main-1.js","theme.js":"assets/theme-1.js","site.css":"assets/site-1.css","favicon.svg":"assets/favicon-1.svg"}`)},
		"assets/theme-1.js": {Data: []byte("let theme=1;\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return assets
}

// pages renders every kind of page of the sample.
func pages(t *testing.T, base string, config Config) map[string]string {
	t.Helper()
	c := sample(t, base)
	config.Recipients = map[string][]string{}
	for i, code := range HomeCalls() {
		config.Recipients[code] = []string{"Alice", "Bob", "Carol", "Dave"}[:i]
	}
	r, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]string{}
	add := func(name string, write func(w io.Writer) error) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		made[name] = b.String()
	}
	add("home", func(w io.Writer) error { return r.Home(w, c) })
	for _, l := range c.Lessons {
		add(l.Slug, func(w io.Writer) error { return r.Lesson(w, c, l) })
	}
	add("lab", func(w io.Writer) error { return r.Lab(w, c, c.Labs[0]) })
	add("missing", func(w io.Writer) error { return r.NotFound(w, c, "first/evrything/<b>") })
	add("problems", func(w io.Writer) error {
		return r.Problems(w, base, []source.Problem{{File: "a.md", Line: 3, Text: "no title: add `title: …`"}})
	})
	return made
}

var (
	tag     = regexp.MustCompile(`<([a-z][a-z0-9-]*)((?:\s+[a-zA-Z][a-zA-Z-]*(?:="[^"]*")?)*)\s*/?>`)
	attr    = regexp.MustCompile(`([a-zA-Z][a-zA-Z-]*)(?:="([^"]*)")?`)
	script  = regexp.MustCompile(`(?s)<script type="application/json">(.*?)</script>`)
	comment = regexp.MustCompile(`(?s)<script.*?</script>|<!--.*?-->`)
)

type element struct {
	name string
	attr map[string]string
}

// elements lists the opening tags of a page, without what is inside scripts.
func elements(page string) []element {
	var found []element
	for _, m := range tag.FindAllStringSubmatch(comment.ReplaceAllString(page, ""), -1) {
		e := element{m[1], map[string]string{}}
		for _, a := range attr.FindAllStringSubmatch(m[2], -1) {
			e.attr[a[1]] = a[2]
		}
		found = append(found, e)
	}
	return found
}

// TestOutline compares the bones of each page (landmarks, headings, what can be operated) with testdata/outline/*.txt.
func TestOutline(t *testing.T) {
	bones := []string{"main", "header", "footer", "nav", "aside", "article", "section", "h1", "h2", "h3", "h4", "figure", "form", "fieldset", "legend", "input", "button", "details", "sl-lab", "sl-checkpoint", "title"}
	for name, page := range pages(t, "/", Config{Assets: fakeAssets(t)}) {
		var b strings.Builder
		for _, e := range elements(page) {
			if !slices.Contains(bones, e.name) {
				continue
			}
			b.WriteString(e.name)
			for _, key := range []string{"id", "class", "type", "role", "aria-label", "aria-labelledby", "data-do", "data-kind"} {
				if v, ok := e.attr[key]; ok {
					fmt.Fprintf(&b, " %s=%q", key, v)
				}
			}
			b.WriteByte('\n')
		}
		file := filepath.Join("testdata/outline", name+".txt")
		if *update {
			if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != string(want) {
			t.Errorf("%s: run with -update and look at the difference\ngot:\n%s", file, got)
		}
	}
}

// TestReferences holds every page to what a browser and a screen reader rely on.
func TestReferences(t *testing.T) {
	for name, page := range pages(t, "/", Config{Assets: fakeAssets(t)}) {
		ids := map[string]bool{}
		for _, e := range elements(page) {
			id, ok := e.attr["id"]
			if ok && (id == "" || ids[id]) {
				t.Errorf("%s: id %q is empty or there twice", name, id)
			}
			ids[id] = true
		}
		level := 0
		for _, e := range elements(page) {
			for _, key := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget"} {
				for id := range strings.FieldsSeq(e.attr[key]) {
					if !ids[id] {
						t.Errorf("%s: <%s %s=%q> refers to nothing", name, e.name, key, id)
					}
				}
			}
			if id, ok := strings.CutPrefix(e.attr["href"], "#"); ok && !ids[id] {
				t.Errorf("%s: <%s href=#%s> leads nowhere", name, e.name, id)
			}
			for key := range e.attr {
				if strings.HasPrefix(key, "on") {
					t.Errorf("%s: inline event handler %s", name, key)
				}
			}
			if len(e.name) == 2 && e.name[0] == 'h' && e.name[1] >= '1' && e.name[1] <= '6' {
				now := int(e.name[1] - '0')
				if now > level+1 {
					t.Errorf("%s: h%d follows h%d", name, now, level)
				}
				level = now
			}
		}
		if n := strings.Count(page, "<h1"); n != 1 {
			t.Errorf("%s: %d h1", name, n)
		}
		for _, m := range script.FindAllStringSubmatch(page, -1) {
			if !json.Valid([]byte(m[1])) {
				t.Errorf("%s: invalid JSON in the page: %s", name, m[1])
			}
		}
	}
}

// TestBase renders the site below another base: every address must start with it, and lead to a page or an asset.
func TestBase(t *testing.T) {
	const base = "/some/where/"
	known := map[string]bool{"": true, "first/everything/": true, "first/little/": true, "second/last/": true, "labs/rooms/": true}
	for name, page := range pages(t, base, Config{Assets: fakeAssets(t)}) {
		for _, e := range elements(page) {
			for _, key := range []string{"href", "src", "data-base", "data-resume"} {
				url, ok := e.attr[key]
				if !ok || strings.HasPrefix(url, "#") {
					continue
				}
				path, ok := strings.CutPrefix(url, base)
				path, _, _ = strings.Cut(path, "#")
				if !ok || !known[path] && !strings.HasPrefix(path, "assets/") && !strings.HasPrefix(path, "atkinson") {
					t.Errorf("%s: <%s %s=%q>", name, e.name, key, url)
				}
			}
		}
	}
}

func TestKeys(t *testing.T) {
	page := pages(t, "/", Config{Assets: fakeAssets(t)})["everything"]
	var kinds []string
	for _, m := range script.FindAllStringSubmatch(page, -1) {
		var key struct {
			Kind, ID, Rev string
			Options       []struct{ Right bool }
			Blanks        []struct{ Accept []string }
			Texts         []string
			Lines         []int
			Extra         []struct{ Line int }
		}
		if err := json.Unmarshal([]byte(m[1]), &key); err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, key.Kind)
		if key.Kind == "" {
			continue // the lab's spec
		}
		if key.ID == "" || key.Rev == "" {
			t.Errorf("%s has id %q, rev %q", key.Kind, key.ID, key.Rev)
		}
		if !strings.Contains(page, key.ID+"@"+key.Rev) {
			t.Errorf("%s@%s is not among the items that progress counts", key.ID, key.Rev)
		}
		if key.Kind != "order" {
			continue
		}
		var right []string
		for _, line := range key.Lines {
			right = append(right, key.Texts[line])
		}
		if got := strings.Join(right, "; "); got != "the server listens; the page is fetched; the client connects" {
			t.Errorf("right order: %s", got)
		}
		if len(key.Extra) != 1 || key.Texts[key.Extra[0].Line] != "the server calls the browser" {
			t.Errorf("extra: %v of %q", key.Extra, key.Texts)
		}
	}
	if got := strings.Join(kinds, " "); got != "choice multi fill order " {
		t.Errorf("keys in the page: %q", got)
	}
}

func TestEscaping(t *testing.T) {
	made := pages(t, "/", Config{Assets: fakeAssets(t)})
	if strings.Contains(made["lab"], `"about":"</script>`) {
		t.Error("a lab's text can end the script it stands in")
	}
	if strings.Contains(made["missing"], "<b>") {
		t.Error("the address that was asked for is not escaped")
	}
	if !strings.Contains(made["missing"], "/first/everything/") {
		t.Error("no suggestion for an address with a typing error")
	}
}

func TestLabsElsewhere(t *testing.T) {
	nowhere, there := "", "https://labs.example/"
	for _, test := range []struct {
		url  *string
		want string
	}{{nil, `<html lang="en">`}, {&nowhere, `<html lang="en" data-labs-url="">`}, {&there, `<html lang="en" data-labs-url="https://labs.example/">`}} {
		page := pages(t, "/", Config{Assets: fakeAssets(t), LabsURL: test.url})["everything"]
		if !strings.Contains(page, test.want) {
			t.Errorf("no %s in %.120s", test.want, page)
		}
	}
	if page := pages(t, "/", Config{Assets: fakeAssets(t), Reload: "/reload"})["little"]; !strings.Contains(page, `data-reload="/reload"`) {
		t.Error("the page does not know where to listen for a new version")
	}
}
