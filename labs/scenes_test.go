package labs_test

import (
	"flag"
	"sync/atomic"
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
	var theirs, ours atomic.Int64
	t.Run("labs", func(t *testing.T) {
		for _, lab := range labs.All() {
			for _, mode := range lab.Modes {
				t.Run(lab.Name+"/"+mode.Name, func(t *testing.T) {
					t.Parallel()
					playMode(t, lab, mode, &theirs, &ours)
				})
			}
		}
	})
	t.Logf("%d scenes at official servers, %d at ours", theirs.Load(), ours.Load())
	const atLeast = 318 // 159 scenes, most of them over two transports
	if theirs.Load() < atLeast || ours.Load() < atLeast {
		t.Errorf("fewer than %d scenes were played", atLeast)
	}
}

// playMode plays the scenes of one mode, and counts them.
func playMode(t *testing.T, lab labs.Lab, mode labs.Mode, atOfficial, atOurs *atomic.Int64) {
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
	for _, transport := range []string{"websocket", "polling"} {
		target := scene.Target{Transport: transport, Patience: 5 * time.Second, Deadline: 20 * time.Second}
		target.URL = node.URL
		atOfficial.Add(play(t, scenes, target, "the official server"))
		target.URL = ours
		atOurs.Add(play(t, scenes, target, "our server"))
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// play plays scenes and returns how many suit the target.
func play(t *testing.T, scenes []*scene.Scene, target scene.Target, server string) (n int64) {
	t.Helper()
	for _, s := range scenes {
		if !target.Suits(s) {
			continue
		}
		n++
		if v := scene.Play(t.Context(), target, s); !v.OK {
			t.Errorf("%s: %s, over %s:\n%s", v.At, server, target.Transport, v)
		}
	}
	return n
}
