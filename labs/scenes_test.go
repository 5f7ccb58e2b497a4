package labs_test

import (
	"flag"
	"testing"
	"time"

	"socketlab/labs"
	"socketlab/labs/internal/official"
	"socketlab/labs/scene"
	"socketlab/labs/socketio"
)

var again = flag.Int("again", 2, "how often TestScenesAgain plays each scene over each transport")

// TestScenesAgain plays a representative set of scenes again and again at our servers, with other words each time, and one
// that must go wrong. With -again=60 it is the hunt for a verdict that is not always the same.
func TestScenesAgain(t *testing.T) {
	wrong, err := scene.Parse("wrong.txt", "scene Nobody hears it\n given Alice, Bob connect\n when Alice emits \"chat message\" \"hi\"\n then nobody receives anything")
	if err != nil {
		t.Fatal(err)
	}
	plays, longest := 0, time.Duration(0)
	for _, which := range [][2]string{{"chat", ""}, {"rooms", ""}, {"namespaces", ""}, {"broadcast", "plain"}, {"broadcast", "red-blue"}, {"broadcast", "recovery"}} {
		lab, mode, scenes := scenesOf(t, which[0], which[1])
		if lab.Name == "chat" {
			scenes = append(scenes, wrong...)
		}
		url, stop, err := scene.Serve(mode.Config(socketio.Config{}), mode.Serve)
		if err != nil {
			t.Fatal(err)
		}
		for i := range *again {
			for _, transport := range []string{"websocket", "polling"} {
				target := scene.Target{URL: url, Transport: transport, Patience: 20 * time.Second, Deadline: 20 * time.Second, Seed: uint64(i)}
				for _, s := range scenes {
					v := scene.Play(t.Context(), target, s)
					plays, longest = plays+1, max(longest, v.Took)
					if v.OK != (s != wrong[0]) {
						t.Errorf("run %d over %s: %s", i, transport, v)
					}
				}
			}
		}
		if err := stop(); err != nil {
			t.Errorf("lab %s, mode %s: %v", lab.Name, mode.Name, err)
		}
	}
	t.Logf("%d plays, the longest took %v", plays, longest)
}

// scenesOf is the scenes of one mode.
func scenesOf(t *testing.T, labName, modeName string) (lab labs.Lab, mode labs.Mode, scenes []*scene.Scene) {
	t.Helper()
	lab, err := labs.Find(labName)
	if err != nil {
		t.Fatal(err)
	}
	if mode, err = lab.Mode(modeName); err != nil {
		t.Fatal(err)
	}
	name, text, err := lab.Scenes()
	if err != nil {
		t.Fatal(err)
	}
	all, err := scene.Parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if m, err := lab.Mode(s.Mode); err != nil {
			t.Fatalf("%s: %v", s.At(), err)
		} else if m.Name == mode.Name {
			scenes = append(scenes, s)
		}
	}
	return lab, mode, scenes
}

// TestScenes plays every lab's scenes at our server and at the official one that runs the lab's server.js, over each
// transport. What the scenes say must be true of all four.
func TestScenes(t *testing.T) {
	t.Parallel()
	played := map[string]int{}
	for _, lab := range labs.All() {
		for _, mode := range lab.Modes {
			_, _, scenes := scenesOf(t, lab.Name, mode.Name)
			if len(scenes) == 0 {
				t.Errorf("lab %s has no scene for the mode %s", lab.Name, mode.Name)
			}
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
					played[server] += play(t, scenes, target, server)
				}
			}
			if err := stop(); err != nil {
				t.Errorf("lab %s, mode %s: %v", lab.Name, mode.Name, err)
			}
		}
	}
	const atLeast = 238 // 119 scenes, over two transports
	for server, n := range played {
		t.Logf("%s: %d scenes", server, n)
		if n < atLeast {
			t.Errorf("%s: only %d scenes were played, fewer than %d", server, n, atLeast)
		}
	}
}

// play plays the scenes of one mode and returns how many there were.
func play(t *testing.T, scenes []*scene.Scene, target scene.Target, server string) (n int) {
	t.Helper()
	for _, s := range scenes {
		if !target.Suits(s) {
			continue
		}
		n++
		if v := scene.Play(t.Context(), target, s); !v.OK {
			t.Errorf("%s: %s server, %s:\n%s", v.At, server, target.Transport, v)
		}
	}
	return n
}
