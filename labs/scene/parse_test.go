package scene_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"socketlab/labs/scene"
)

// TestMistakesInScenes parses testdata/wrong.txtar: each scene file has mistakes, and after "--" what is said of them.
func TestMistakesInScenes(t *testing.T) {
	archive, err := txtar.ParseFile(filepath.Join("testdata", "wrong.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(archive.Files); i += 2 {
		file, want := archive.Files[i], archive.Files[i+1]
		_, err := scene.Parse(file.Name, string(file.Data))
		if err == nil {
			t.Errorf("%s: no mistake was found", file.Name)
			continue
		}
		if got := err.Error() + "\n"; got != string(want.Data) {
			t.Errorf("%s:\n%swant:\n%s", file.Name, got, want.Data)
		}
	}
	if len(archive.Files) < 20 {
		t.Errorf("only %d files", len(archive.Files))
	}
}

func TestParse(t *testing.T) {
	scenes, err := scene.Parse("x/scenes.txt", `
vary tea
scene io.to([]) is everybody [#22 P30]
  mode plain
  over websocket
  given Alice connects
  when Alice emits "chat message" "tea" 1 {a: [true, null], "b c": -2.5e3}
  then nobody receives anything
scene Another
  given Alice connects
  when Alice leaves
  then nobody receives anything
`)
	if err != nil {
		t.Fatal(err)
	}
	first, second := scenes[0], scenes[1]
	if first.Name != "io.to([]) is everybody" || strings.Join(first.Tags, " ") != "#22 P30" || first.Mode != "plain" || first.Over != "websocket" {
		t.Errorf("the first scene is %+v", first)
	}
	if first.At() != "x/scenes.txt:3" || second.At() != "x/scenes.txt:9" || len(second.Tags) > 0 {
		t.Errorf("they are at %s and %s, the second with tags %v", first.At(), second.At(), second.Tags)
	}
}

// FuzzParse looks for files that bring the parser down.
func FuzzParse(f *testing.F) {
	for _, lab := range []string{"chat", "emit", "broadcast", "rooms", "namespaces"} {
		text, err := os.ReadFile("../" + lab + "/scenes.txt")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	archive, err := txtar.ParseFile(filepath.Join("testdata", "wrong.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		f.Add(string(file.Data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		scenes, err := scene.Parse("scenes.txt", text)
		if (len(scenes) > 0) == (err != nil) {
			t.Errorf("%d scenes and the error %v", len(scenes), err)
		}
	})
}
