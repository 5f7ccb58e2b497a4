package conformance

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What there is at least: an empty glob, or a transcript that lost its cases, must not pass.
const (
	leastTranscripts = 155
	leastPlays       = 400
)

// TestOfficial plays every transcript against the official npm server: what is
// written in one is true, or this fails.
func TestOfficial(t *testing.T) {
	nodes := startNodes(t)
	playAll(t, func(t *testing.T, tr *transcript, steps []step) {
		server, stop, err := nodes.start(tr)
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		if err := play1(server, steps); err != nil {
			t.Errorf("%s:%v", tr.file, err)
		}
	})
}

// TestOurs plays every transcript against our server.
func TestOurs(t *testing.T) {
	playAll(t, onOurs)
}

// playAll plays every transcript as a subtest. It fails if there are too few.
func playAll(t *testing.T, one func(*testing.T, *transcript, []step)) {
	all := transcripts(t)
	plays := 0
	for _, tr := range all {
		for _, play := range tr.plays {
			plays++
			t.Run(play.name, func(t *testing.T) {
				t.Parallel()
				one(t, tr, play.steps)
			})
		}
	}
	if len(all) < leastTranscripts || plays < leastPlays {
		t.Errorf("%d transcripts, %d plays; want at least %d and %d", len(all), plays, leastTranscripts, leastPlays)
	}
	t.Logf("%d transcripts, %d plays", len(all), plays)
}

func transcripts(t *testing.T) []*transcript {
	t.Helper()
	all, err := load(os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestDocNamesTranscripts keeps doc.go true: it names what exists, every point
// of PROTOCOL.md section 6, and every deliberate difference.
func TestDocNamesTranscripts(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var names, differ []string
	for _, tr := range transcripts(t) {
		name := strings.TrimSuffix(tr.file, ".txtar")
		names = append(names, name)
		if tr.differs != "" {
			differ = append(differ, name)
		}
	}
	_, rest, _ := strings.Cut(string(text), "# Deliberate differences")
	differences, points, ok := strings.Cut(rest, "# What a Go server easily gets wrong")
	if !ok {
		t.Fatal("doc.go has lost a heading")
	}
	_, list, _ := strings.Cut(differences, "Those files are")
	listed := strings.Fields(strings.ReplaceAll(list, "//", ""))
	if slices.Sort(listed); !slices.Equal(listed, differ) {
		t.Errorf("doc.go names the differences %v,\nthere are %v", listed, differ)
	}
	count := 0
	for line := range strings.Lines(points) {
		if regexp.MustCompile(`^//\t[ 1]\d `).MatchString(line) {
			count++
		}
		if !strings.HasPrefix(line, "//\t") {
			continue
		}
		row := strings.TrimSpace(line[3:])
		if at := strings.LastIndex(row, "  "); at >= 0 { // the columns are two spaces apart
			row = row[at:]
		}
		for name := range strings.FieldsFuncSeq(row, func(r rune) bool { return r == ',' || r == ' ' }) {
			if !slices.Contains(names, name) && !strings.HasPrefix(name, "Test") {
				t.Errorf("doc.go names %q, which is no transcript", name)
			}
		}
	}
	if count != 19 {
		t.Errorf("doc.go has %d points of section 6, want 19", count)
	}
}
