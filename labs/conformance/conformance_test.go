package conformance

import (
	"os"
	"testing"
)

// transcripts are read once a test.
func transcripts(t *testing.T) []*transcript {
	t.Helper()
	all, err := load(os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestOfficial plays every transcript against the official npm server: what is
// written in one is true, or this fails.
func TestOfficial(t *testing.T) {
	nodes := startNodes(t)
	for _, tr := range transcripts(t) {
		for _, play := range tr.plays {
			t.Run(play.name, func(t *testing.T) {
				t.Parallel()
				server, stop, err := nodes.start(tr)
				if err != nil {
					t.Fatal(err)
				}
				defer stop()
				if err := play1(server, play.steps); err != nil {
					t.Errorf("%s:%v", tr.file, err)
				}
			})
		}
	}
}
