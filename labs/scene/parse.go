package scene

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Parse reads scenes. Its error has every mistake of the file, each as "scenes.txt:12: what, and how to mend it".
func Parse(file, source string) ([]*Scene, error) { return parse(file, source, false) }

// ParseQuestions reads scenes whose last "when" may be without a "then": see [Recipients].
func ParseQuestions(file, source string) ([]*Scene, error) { return parse(file, source, true) }

func parse(file, source string, questions bool) ([]*Scene, error) {
	p := &parser{file: file, questions: questions, names: map[string]int{}}
	for text := range strings.Lines(source) {
		p.line++
		text = strings.TrimSpace(text)
		if text != "" && text[0] != '#' {
			p.read(text)
		}
	}
	p.end()
	if len(p.scenes) == 0 && len(p.problems) == 0 {
		p.line = max(p.line, 1)
		p.fail("there is no scene: begin one with `scene NAME`")
	}
	if len(p.problems) > 0 {
		slices.SortStableFunc(p.problems, func(a, b *Problem) int { return a.Line - b.Line })
		all := make([]error, len(p.problems))
		for i, problem := range p.problems {
			all[i] = problem
		}
		return nil, errors.Join(all...)
	}
	return p.scenes, nil
}

// Problem is a mistake in a file of scenes.
type Problem struct {
	File string
	Line int
	Text string
}

func (p *Problem) Error() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

type parser struct {
	file      string
	questions bool
	line      int
	names     map[string]int // of scenes, and where they are
	vary      []string       // of all scenes that follow
	scenes    []*Scene
	scene     *Scene
	part      string // given, when or then: what "and" goes on with
	problems  []*Problem
}

func (p *parser) fail(format string, args ...any) { p.failAt(p.line, format, args...) }

func (p *parser) failAt(line int, format string, args ...any) {
	p.problems = append(p.problems, &Problem{p.file, line, fmt.Sprintf(format, args...)})
}

var keywords = []string{"scene", "mode", "over", "wait", "vary", "keep", "given", "when", "then", "and", "if"}

var sceneLine = regexp.MustCompile(`^(.*?)(?:\s+\[([^\]]*)\])?$`)

// read reads one line.
func (p *parser) read(line string) {
	word, text, _ := strings.Cut(line, " ")
	text = strings.TrimSpace(text)
	if word != "scene" && word != "vary" && p.scene == nil && slices.Contains(keywords, word) {
		p.fail("%s stands before the first scene: begin one with `scene NAME`", word)
		return
	}
	if text == "" && slices.Contains(keywords, word) {
		p.fail("nothing comes after %s", word)
		return
	}
	switch word {
	case "scene":
		p.begin(text)
	case "mode":
		p.scene.Mode = text
	case "over":
		p.scene.Over = text
		if text != "websocket" && text != "polling" {
			p.fail("a scene plays over websocket or polling, not over %q; without this line over either", text)
		}
	case "wait":
		var err error
		if p.scene.wait, err = time.ParseDuration(text); err != nil || p.scene.wait <= 0 {
			p.fail("wait takes a time such as 3s or 500ms, and not %q", text)
		}
	case "vary", "keep":
		p.varying(text, word == "keep")
	case "given", "when", "then":
		p.part = word
		p.sentence(text, true)
	case "and":
		if p.part == "" {
			p.fail("and has nothing to go on with: begin with given, when or then")
			return
		}
		p.sentence(text, false)
	case "if":
		p.hint(text)
	default:
		p.fail("a line cannot begin with %q: it begins with %s", word, enumerateOr(keywords))
	}
}

func enumerateOr(words []string) string {
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

func (p *parser) begin(text string) {
	p.end()
	found := sceneLine.FindStringSubmatch(text)
	p.scene = &Scene{Name: found[1], Tags: strings.Fields(found[2]), File: p.file, Line: p.line, vary: slices.Clone(p.vary)}
	if before, ok := p.names[found[1]]; ok {
		p.fail("another scene has this name in line %d: give each its own", before)
	}
	p.names[found[1]] = p.line
	p.part = ""
}

// varying reads words that a seed replaces, or (in a scene) that it does not.
func (p *parser) varying(text string, keep bool) {
	s := &scanner{text: text}
	var words []string
	for !s.done() {
		word, err := s.event()
		if err != nil {
			p.fail("vary and keep take words, or texts in double quotes, and not %q", s.text[s.at:])
			return
		}
		words = append(words, word)
	}
	if keep {
		p.scene.vary = slices.DeleteFunc(p.scene.vary, func(word string) bool { return slices.Contains(words, word) })
	} else if p.scene == nil {
		p.vary = append(p.vary, words...)
	} else {
		p.scene.vary = append(p.scene.vary, words...)
	}
}

// sentence reads what people do or see. fresh says that given, when or then has just been said.
func (p *parser) sentence(text string, fresh bool) {
	all := p.scene.moments
	last := len(all) - 1
	switch p.part {
	case "given", "when":
		setup := p.part == "given"
		if fresh && last >= 0 && !all[last].setup && !all[last].told {
			p.failAt(all[last].line, "nothing is said of who receives what: add `then … receive …` or `then nobody receives anything`")
		}
		if fresh {
			p.scene.moments = append(all, moment{line: p.line, setup: setup})
			last++
		}
		if st, err := parseStep(text); err != nil {
			p.fail("%v", err)
		} else {
			st.line = p.line
			p.scene.moments[last].steps = append(p.scene.moments[last].steps, st)
		}
	case "then":
		if last < 0 || all[last].setup {
			p.fail("then comes after a when: say what happens first")
			return
		}
		all[last].told = true
		if text == "nobody receives anything" {
			all[last].silent = true
			return
		}
		if e, err := parseExpect(text); err != nil {
			p.fail("%v", err)
		} else {
			e.line = p.line
			all[last].expects = append(all[last].expects, e)
		}
	}
}

func (p *parser) hint(text string) {
	last := len(p.scene.moments) - 1
	if p.part != "then" || last < 0 {
		p.fail("if explains a mistake in what a then says: it comes after one")
		return
	}
	h, err := parseHint(text)
	if err != nil {
		p.fail("%v", err)
		return
	}
	h.line = p.line
	p.scene.moments[last].hints = append(p.scene.moments[last].hints, h)
}

// end finishes a scene: it finds the namespaces that were left out, and what cannot be.
func (p *parser) end() {
	s := p.scene
	p.scene = nil
	if s == nil {
		return
	}
	p.scenes = append(p.scenes, s)
	whens := 0
	for i := range s.moments {
		m := &s.moments[i]
		if m.setup {
			continue
		}
		whens++
		asked := p.questions && i == len(s.moments)-1
		if !m.told && !asked && i == len(s.moments)-1 {
			p.failAt(m.line, "nothing is said of who receives what: add `then … receive …` or `then nobody receives anything`")
		}
		if m.silent && slices.ContainsFunc(m.expects, func(e expect) bool { return e.sight == receives || e.sight == mayReceive }) {
			p.failAt(m.line, "here nobody receives anything and yet somebody does: leave one of the two out")
		}
	}
	if whens == 0 {
		p.failAt(s.Line, "nothing happens in this scene: add a `when` and a `then`")
	}
	p.place(s)
}

// place fills in the namespaces that were left out.
func (p *parser) place(s *Scene) {
	where := map[string][]string{}
	for _, m := range s.moments {
		for i := range m.steps {
			st := &m.steps[i]
			for j := range st.who {
				if st.verb == connects {
					who := st.who[j]
					where[who.person] = append(where[who.person], who.namespace)
				}
			}
		}
	}
	settle := func(line int, who *seat) {
		known := where[who.person]
		switch {
		case len(known) == 0:
			p.failAt(line, "%s never connects: add `given %s connects`", who.person, who.person)
		case who.namespace != "":
			if !slices.Contains(known, who.namespace) {
				p.failAt(line, "%s never connects to %s: add `given %s connects to %s`", who.person, who.namespace, who.person, who.namespace)
			}
		case slices.Contains(known, "/"):
			who.namespace = "/"
		case !slices.ContainsFunc(known, func(ns string) bool { return ns != known[0] }):
			who.namespace = known[0]
		default:
			p.failAt(line, "%s is in several namespaces: say which, as in %s@%s", who.person, who.person, known[0])
		}
	}
	for i := range s.moments {
		m := &s.moments[i]
		for j := range m.steps {
			st := &m.steps[j]
			settleAll(st.line, st.who, st.values, settle)
			st.auth.seats(func(who *seat) { settle(st.line, who) })
		}
		for j := range m.expects {
			settleAll(m.expects[j].line, m.expects[j].who, m.expects[j].values, settle)
		}
		for j := range m.hints {
			settleAll(m.hints[j].line, m.hints[j].who, nil, settle)
		}
	}
}

func settleAll(line int, who []seat, values []value, settle func(int, *seat)) {
	for i := range who {
		settle(line, &who[i])
	}
	for i := range values {
		values[i].seats(func(s *seat) { settle(line, s) })
	}
}
