package main

import (
	"slices"
	"testing"

	"socketlab/content"
	"socketlab/labs"
	"socketlab/labs/scene"
	"socketlab/labs/socketio"
	"socketlab/labs/task"
	"socketlab/labs/trace"
	"socketlab/site/course"
	"socketlab/site/lesson"
)

// doings are for each task of the course a way to do it and what people do instead; the task must tell them apart.
var doings = map[string]struct{ right, tempting []string }{
	"1.2-d": {
		[]string{"Alice leaves\n and Bob closes the tab"},
		[]string{"Alice leaves\n and Bob leaves", "Bob closes the tab"},
	},
	"1.4-d": {
		[]string{`Alice calls socket.emit("note")`, `Bob calls io.to(Alice.id).emit("note")`},
		[]string{`Alice calls socket.to(Alice.id).emit("note")`, `Bob calls socket.emit("note")`, `Alice calls io.emit("note")`, "Alice emits note"},
	},
	"1.5-e": {
		[]string{"Alice calls socket.broadcast.emit(\"note\")\n and Alice calls io.except(Alice.id).emit(\"note\")"},
		[]string{
			"Alice calls socket.broadcast.emit(\"note\")\n and Alice calls socket.broadcast.emit(\"note\")",
			"Alice calls io.emit(\"note\")\n and Alice calls io.to(Alice.id).emit(\"note\")",
			"Alice calls socket.broadcast.emit(\"note\")\n and Bob calls io.except(Bob.id).emit(\"note\")",
		},
	},
	"2.1-f": {
		[]string{"Alice asks join \"attic\"\n and Bob asks join \"attic\"\n and Bob asks leave \"attic\""},
		[]string{
			"Alice asks join \"attic\"\n and Bob asks join \"attic\"\n and Bob leaves",
			"Alice asks join \"attic\"\n and Bob asks join \"attic\"\n and Bob closes the tab\n and Bob comes back",
			"Alice asks join \"attic\"\n and Bob asks leave \"attic\"\n and Bob asks join \"attic\"",
			"Alice asks join \"attic\"\n and Carol asks join \"attic\"\n and Bob asks join \"attic\"\n and Bob asks leave \"attic\"",
		},
	},
	"2.2-f": {
		[]string{`Alice calls socket.to("red").emit("note")`, `Alice calls io.to("red").except(Alice.id).emit("note")`},
		[]string{`Alice calls io.to("red").emit("note")`, `Alice calls socket.to("blue").emit("note")`},
	},
	"3.1-e": {
		[]string{"Alice connects to /chat\n and Alice connects to /admin with {token: \"open sesame\"}"},
		[]string{
			"Alice connects to /chat\n and Alice(2) connects to /admin with {token: \"open sesame\"}",
			"Alice connects to /chat\n and Alice connects to /admin with {token: \"wrong\"}",
			"Alice connects to /chat\n and Alice connects to /admin with {token: \"open sesame\"}\n and Alice@/chat leaves",
		},
	},
}

func TestTasksTellRightFromTempting(t *testing.T) {
	described, err := courseLabs()
	if err != nil {
		t.Fatal(err)
	}
	var pages []string
	for _, lab := range described {
		pages = append(pages, "labs/"+lab.Name+"/")
	}
	c, err := course.Load(course.Config{Content: content.FS, Labs: described, Source: labs.Source(), Player: newPlayer(), Pages: pages})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, l := range c.Lessons {
		for _, cp := range l.Checkpoints() {
			body, ok := cp.Body.(*lesson.Observe)
			if !ok {
				continue
			}
			found++
			ways, ok := doings[cp.ID]
			if !ok {
				t.Errorf("nothing says how %s is done", cp.ID)
			}
			for _, way := range ways.right {
				if met := doTask(t, taskOf(body), way); slices.Contains(met, false) {
					t.Errorf("%s: %q does not pass: %v", cp.ID, way, met)
				}
			}
			for _, way := range ways.tempting {
				if met := doTask(t, taskOf(body), way); !slices.Contains(met, false) {
					t.Errorf("%s: %q passes", cp.ID, way)
				}
			}
		}
	}
	if found != len(doings) {
		t.Errorf("%d tasks, and ways for %d", found, len(doings))
	}
}

// doTask plays what somebody does, and judges it at the moment in which Dave emits "end".
func doTask(t *testing.T, what task.Task, way string) []bool {
	t.Helper()
	lab, err := labs.Find(what.Lab)
	if err != nil {
		t.Fatal(err)
	}
	mode, err := lab.Mode(what.Mode)
	if err != nil {
		t.Fatal(err)
	}
	log := trace.New(trace.Config{})
	var config socketio.Config
	trace.Record(log, &config)
	url, stop, err := scene.Serve(mode.Config(config), mode.Serve)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	given := "\n given Alice, Bob, Carol and Dave connect"
	if what.Lab == "namespaces" {
		given = "\n given Dave connects to /chat"
	}
	scenes, err := scene.ParseQuestions("task", "scene Task"+given+"\n and "+way+"\n when Dave emits end")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := scene.Recipients(t.Context(), scene.Target{URL: url}, scenes[0]); err != nil {
		t.Logf("%s: %v", way, err)
	}
	entries, _, _ := log.After(0)
	end := slices.IndexFunc(entries, func(e trace.Entry) bool { return e.Event == "end" })
	if end < 0 {
		end = len(entries)
	}
	return task.Judge(what, entries[:end], log.Now()+1000)
}
