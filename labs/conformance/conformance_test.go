package conformance

import (
	"os"
	"testing"
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

func playAll(t *testing.T, one func(*testing.T, *transcript, []step)) {
	all, err := load(os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tr := range all {
		for _, play := range tr.plays {
			t.Run(play.name, func(t *testing.T) {
				t.Parallel()
				one(t, tr, play.steps)
			})
		}
	}
}
