package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the architecture: which of our packages each package may import, and nothing else.
// Two halves that meet only in cmd: labs runs what is live, site makes pages. A trailing /... covers a subtree,
// a package that matches several rules obeys the longest. Test files follow the same rules, but may also import testOnly.
var mayImport = map[string][]string{
	"content": {},

	"labs/engineio":        {},
	"labs/socketio":        {"labs/engineio", "labs/socketio/packet"},
	"labs/socketio/packet": {},
	"labs/socketio/...":    {"labs/engineio", "labs/socketio", "labs/socketio/..."},
	"labs/socketio/client": {"labs/socketio/packet"},
	"labs/trace":           {"labs/socketio", "labs/engineio"},
	"labs/bench":           {"labs", "labs/scene", "labs/socketio", "labs/task", "labs/trace"},
	"labs/task":            {"labs/trace"},
	"labs/conformance":     {"labs/engineio", "labs/socketio"},
	"labs/internal/...":    {},
	"labs/versus":          {"labs/socketio"},
	"labs/scene":           {"labs/socketio", "labs/socketio/client", "labs/socketio/packet", "labs/trace"},
	"labs/...":             {"labs/socketio"}, // a lab knows the server and nothing else
	"labs": {"labs/socketio", "labs/connections", "labs/emit", "labs/broadcast", "labs/acks", "labs/rooms", "labs/tabs",
		"labs/namespaces", "labs/wire", "labs/recovery", "labs/scaling", "labs/limits", "labs/chat"},

	"site/source": {},
	"site/lesson": {"site/source"},
	"site/course": {"site/lesson", "site/source"},
	"site/page":   {"site/course", "site/lesson", "site/source", "site/web"},
	"site/web":    {},
	"site":        {"site/course", "site/lesson", "site/page", "site/source"},

	"cmd/...": {"content", "labs", "labs/...", "site", "site/..."},
}

// testOnly may be imported by tests of these packages beside what mayImport says.
var testOnly = map[string][]string{
	"labs/...":   {"labs/internal/official", "labs/socketio", "labs/socketio/client", "labs/socketio/adaptertest"},
	"labs/scene": {"labs/internal/official", "labs/rooms"},
	"site/...":   {"site/web", "site/web/browser", "content"},
	"labs":       {"labs/internal/official", "labs/socketio/client", "labs/scene"},
	"site":       {"site/web", "content"},
	"cmd/...":    {"labs/internal/official"},
}

// doors names, for each third-party module, the only packages that may import it: behind its door it can be replaced.
var doors = map[string][]string{
	"github.com/yuin/goldmark":        {"site/lesson", "site/page"},
	"github.com/alecthomas/chroma":    {"site/lesson", "site/page"},
	"github.com/gorilla/websocket":    {"labs/engineio", "labs/socketio", "labs/socketio/client", "labs/versus"}, // socketio: its tests on TCP
	"github.com/go-chi/chi":           {"cmd/...", "labs/bench"},
	"go.yaml.in/yaml":                 {"site/source"},
	"github.com/spf13/cobra":          {"cmd/..."},
	"github.com/spf13/pflag":          {"cmd/..."}, // cobra's flags
	"github.com/fsnotify/fsnotify":    {"cmd/...", "site"},
	"github.com/lmittmann/tint":       {"cmd/..."},
	"github.com/chromedp":             {"cmd/...", "site/..."},
	"github.com/rogpeppe/go-internal": {"cmd/..."},
	"golang.org/x/tools/txtar":        {"labs/conformance", "labs/scene", "site/...", "cmd/..."},
}

func TestDependenciesPointOneWay(t *testing.T) {
	files := 0
	walk(t, func(name string) {
		files++
		pkg := path.Dir(name)
		src, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, parser.ImportsOnly)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		for _, spec := range src.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			test := strings.HasSuffix(name, "_test.go")
			if ours, ok := strings.CutPrefix(imp, "socketlab/"); ok {
				switch {
				case ours == pkg && test: // an external test of the package itself
				case slices.ContainsFunc(longest(mayImport, pkg), func(p string) bool { return match(p, ours) }):
				case test && slices.ContainsFunc(longest(testOnly, pkg), func(p string) bool { return match(p, ours) }):
				default:
					t.Errorf("%s imports %s: %s may import %v", name, ours, pkg, longest(mayImport, pkg))
				}
				continue
			}
			if first, _, _ := strings.Cut(imp, "/"); !strings.Contains(first, ".") {
				continue // the standard library
			}
			owners, known := doorOf(imp)
			if !known {
				t.Errorf("%s imports %s, which has no door: name its owner in doors", name, imp)
			} else if !slices.ContainsFunc(owners, func(p string) bool { return match(p, pkg) }) {
				t.Errorf("%s imports %s: only %v may", name, imp, owners)
			}
		}
	})
	if files < 20 {
		t.Errorf("only %d Go files were read", files)
	}
}

// TestTopLevel keeps the house tidy: what stands at the top of the repository is fixed by the design card.
func TestTopLevel(t *testing.T) {
	allowed := []string{"go.mod", "go.sum", "content", "labs", "site", "cmd", "README.md", "Makefile", "LICENSE"}
	ignored := []string{"bin", "public"} // written by make and by socketlab build
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if n := e.Name(); !strings.HasPrefix(n, ".") && !slices.Contains(allowed, n) && !slices.Contains(ignored, n) {
			t.Errorf("%s does not belong at the top level", n)
		}
	}
}

const root = "../.."

// walk calls fn with each Go file of the repository, its path relative to the root, with slashes.
func walk(t *testing.T, fn func(name string)) {
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || name != "." && strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case strings.HasSuffix(name, ".go"):
			fn(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// longest is the value of the most specific rule that matches pkg.
func longest(rules map[string][]string, pkg string) []string {
	best := ""
	for rule := range rules {
		if match(rule, pkg) && len(strings.TrimSuffix(rule, "...")) > len(strings.TrimSuffix(best, "...")) {
			best = rule
		}
	}
	return rules[best]
}

func match(rule, pkg string) bool {
	if prefix, ok := strings.CutSuffix(rule, "/..."); ok {
		return strings.HasPrefix(pkg, prefix+"/")
	}
	return rule == pkg
}

func doorOf(imp string) (owners []string, known bool) {
	for module, pkgs := range doors {
		if imp == module || strings.HasPrefix(imp, module+"/") {
			return pkgs, true
		}
	}
	return nil, false
}
