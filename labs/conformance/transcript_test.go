package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/tools/txtar"
)

// transcript is one file of testdata; doc.go describes the notation.
type transcript struct {
	file    string
	doc     string          // what is shown, and where PROTOCOL.md says it
	fixture string          // which server is wanted, see fixtures.cjs and fixtures_test.go
	options json.RawMessage // its options, as the npm package takes them
	differs string          // why the lines marked @node and @ours differ
	plays   []play
}

// play is one run of a transcript: one transport, one case.
type play struct {
	name  string
	steps []step
}

// step is one line, with the indented lines below it.
type step struct {
	line   int
	only   string // "node", "ours" or "" for both
	client string
	verb   string
	rest   string
	header []string // "Name: value"
}

func (s step) String() string {
	return strings.TrimSpace(s.client + " " + s.verb + " " + s.rest)
}

// load reads every transcript of a folder.
func load(fsys fs.FS) ([]*transcript, error) {
	names, err := fs.Glob(fsys, "*.txtar")
	if err != nil {
		return nil, err
	}
	var all []*transcript
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		tr, err := parse(path.Base(name), data)
		if err != nil {
			return nil, err
		}
		all = append(all, tr)
	}
	return all, nil
}

func parse(file string, data []byte) (*transcript, error) {
	archive := txtar.Parse(data)
	tr := &transcript{file: file, doc: strings.TrimSpace(string(archive.Comment))}
	fail := func(format string, args ...any) (*transcript, error) {
		return nil, fmt.Errorf("%s: %s", file, fmt.Sprintf(format, args...))
	}
	var script string
	transports, cases, first := []string{""}, []string{""}, 0
	for _, section := range archive.Files {
		text := string(section.Data)
		switch section.Name {
		case "server":
			name, options, _ := strings.Cut(text, "\n")
			tr.fixture, tr.options = strings.TrimSpace(name), json.RawMessage(strings.TrimSpace(options))
			if len(tr.options) == 0 {
				tr.options = json.RawMessage("{}")
			}
			if !json.Valid(tr.options) {
				return fail("the options of the server are not JSON")
			}
		case "transports":
			transports = strings.Fields(text)
		case "cases":
			cases = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		case "differs":
			tr.differs = strings.TrimSpace(text)
		case "transcript":
			script = text
			first = 1 + bytes.Count(data[:bytes.Index(data, []byte("-- transcript --\n"))], []byte("\n"))
		default:
			return fail("unknown section %q", section.Name)
		}
	}
	if tr.doc == "" || tr.fixture == "" || script == "" {
		return fail("a transcript has a comment, a server and a transcript")
	}
	for _, transport := range transports {
		for i, row := range cases {
			given, want, _ := strings.Cut(row, " => ")
			text := strings.NewReplacer("$transport", transport, "$case", given, "$want", want).Replace(script)
			steps, err := parseSteps(text, first)
			if err != nil {
				return fail("%v", err)
			}
			name := strings.TrimSuffix(file, ".txtar")
			if transport != "" {
				name += "/" + transport
			}
			if row != "" {
				name += fmt.Sprintf("/%02d %s", i+1, given)
			}
			tr.plays = append(tr.plays, play{name, steps})
		}
	}
	if marked := strings.Contains("\n"+script, "\n@"); marked != (tr.differs != "") {
		return fail("lines marked @node or @ours and a section `differs` with the reason go together")
	}
	return tr, nil
}

// verbs are the words that may follow the name of a client.
var verbs = map[string]bool{
	"open": true, "connect": true, "ws": true, "poll": true, "settled": true,
	">": true, "<": true, "<?": true, "text": true, "nothing": true, "closed": true, "abort": true, "close": true, "frame": true,
	"GET": true, "POST": true, "PUT": true, "HEAD": true, "DELETE": true, "OPTIONS": true,
	"raw": true, "reads": true, "wait": true, "mark": true, "took": true, "fact": true,
}

func isVerb(word string) bool {
	return verbs[word] || len(word) == 3 && strings.Trim(word, "0123456789") == ""
}

func parseSteps(text string, line int) ([]step, error) {
	var steps []step
	for text := range strings.Lines(text) {
		line++
		text = strings.TrimSuffix(text, "\n")
		switch {
		case strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#"):
			continue
		case strings.HasPrefix(text, "  "):
			if len(steps) == 0 {
				return nil, fmt.Errorf("line %d: a header belongs below a step", line)
			}
			last := &steps[len(steps)-1]
			last.header = append(last.header, strings.TrimSpace(text))
			continue
		}
		s := step{line: line, client: "alice"}
		if only, ok := strings.CutPrefix(text, "@"); ok {
			s.only, text, _ = strings.Cut(only, " ")
			if s.only != "node" && s.only != "ours" {
				return nil, fmt.Errorf("line %d: there are @node and @ours, not @%s", line, s.only)
			}
		}
		word, rest, _ := strings.Cut(text, " ")
		if !isVerb(word) {
			s.client = word
			word, rest, _ = strings.Cut(rest, " ")
		}
		if !isVerb(word) {
			return nil, fmt.Errorf("line %d: %q has no verb", line, text)
		}
		s.verb, s.rest = word, rest
		steps = append(steps, s)
	}
	return steps, nil
}
