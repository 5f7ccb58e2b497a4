package labs_test

import (
	"testing"
	"time"

	"socketlab/labs"
	"socketlab/labs/internal/official"
	"socketlab/labs/scene"
	"socketlab/labs/socketio"
)

// TestScenes plays every lab's scenes at our server and at the official one that runs the lab's server.js, over each
// transport. What the scenes say must be true of all four.
func TestScenes(t *testing.T) {
	t.Parallel()
	played := map[string]int{}
	for _, lab := range labs.All() {
		name, text, err := lab.Scenes()
		if err != nil {
			t.Fatal(err)
		}
		scenes, err := scene.Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range scenes {
			if _, err := lab.Mode(s.Mode); err != nil {
				t.Errorf("%s: %v", s.At(), err)
			}
		}
		for _, mode := range lab.Modes {
			script, err := mode.Script()
			if err != nil {
				t.Fatal(err)
			}
			node := official.Start(t, official.Config{Source: script, Options: mode.Options()})
			ours, stop, err := scene.Serve(mode.Config(socketio.Config{}), mode.Serve)
			if err != nil {
				t.Fatal(err)
			}
			for server, url := range map[string]string{"official": node.URL, "ours": ours} {
				for _, transport := range []string{"websocket", "polling"} {
					target := scene.Target{URL: url, Transport: transport, Patience: 5 * time.Second, Deadline: 20 * time.Second}
					n := play(t, lab, mode, scenes, target, server)
					played[server] += n
				}
			}
			if err := stop(); err != nil {
				t.Errorf("lab %s, mode %s: %v", lab.Name, mode.Name, err)
			}
		}
	}
	const atLeast = 230 // 119 scenes, twice
	for server, n := range played {
		t.Logf("%s: %d scenes", server, n)
		if n < atLeast {
			t.Errorf("%s: only %d scenes were played, fewer than %d", server, n, atLeast)
		}
	}
}

// play plays the scenes of one mode and returns how many there were.
func play(t *testing.T, lab labs.Lab, mode labs.Mode, scenes []*scene.Scene, target scene.Target, server string) (n int) {
	t.Helper()
	for _, s := range scenes {
		if m, err := lab.Mode(s.Mode); err != nil || m.Name != mode.Name || !target.Suits(s) {
			continue
		}
		n++
		if v := scene.Play(t.Context(), target, s); !v.OK {
			t.Errorf("%s: %s server, %s:\n%s", v.At, server, target.Transport, v)
		}
	}
	if n == 0 {
		t.Errorf("lab %s has no scene for the mode %s", lab.Name, mode.Name)
	}
	return n
}
