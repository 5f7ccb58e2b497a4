package scene_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"socketlab/labs/rooms"
	"socketlab/labs/scene"
	"socketlab/labs/socketio"
)

// one parses a single scene.
func one(t *testing.T, parse func(file, text string) ([]*scene.Scene, error), text string) *scene.Scene {
	t.Helper()
	scenes, err := parse("test.txt", text)
	if err != nil {
		t.Fatal(err)
	}
	return scenes[0]
}

func serveRooms(t *testing.T) (url string) {
	t.Helper()
	url, stop, err := scene.Serve(socketio.Config{}, rooms.Serve)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return url
}

func TestRecipients(t *testing.T) {
	target := scene.Target{URL: serveRooms(t)}
	for question, want := range map[string]string{
		`when Carol emits say "kitchen" "tea"`:  "Alice Carol",
		`when Bob asks say "kitchen" "tea"`:     "Alice Carol",
		`when Bob emits say "attic" "tea"`:      "",
		`when Bob emits join "kitchen"`:         "Alice Carol",
		`when Carol leaves`:                     "Alice",
		`when Carol emits say "kitchen" "x" {}`: "Alice Carol",
		"when Carol leaves\n  then Alice receives left ...\n  when Alice emits say \"kitchen\" \"tea\"": "Alice",
	} {
		s := one(t, scene.ParseQuestions, `
scene A question
  given Alice, Bob and Carol connect
    and Alice asks join "kitchen"
    and Carol asks join "kitchen"
  `+question)
		got, err := scene.Same(t.Context(), target, s, 3)
		if err != nil {
			t.Error(err)
			continue
		}
		var who []string
		for _, d := range got {
			who = append(who, d.Who)
		}
		if strings.Join(who, " ") != want {
			t.Errorf("%s: %v, want %s", question, got, want)
		}
	}
	s := one(t, scene.ParseQuestions, `
scene Where nobody answers
  given Alice connects
    and Alice asks nonsense
  when Alice emits note`)
	if _, err := scene.Recipients(t.Context(), scene.Target{URL: target.URL, Patience: time.Millisecond}, s); err == nil || !strings.Contains(err.Error(), "test.txt:2") {
		t.Errorf("a scene that cannot be set up gives the error %v", err)
	}
}

func TestKeyThatIsNotAlwaysTheSame(t *testing.T) {
	var n atomic.Int64
	url, stop, err := scene.Serve(socketio.Config{}, func(io *socketio.Server) {
		io.OnConnection(func(socket *socketio.Socket) {
			socket.On("toss", socketio.Args0(func() {
				if n.Add(1)%2 == 0 {
					socket.Emit("heads")
				}
			}))
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	s := one(t, scene.ParseQuestions, "scene Toss\n given Alice connects\n when Alice emits toss")
	if key, err := scene.Same(t.Context(), scene.Target{URL: url}, s, 2); err == nil {
		t.Errorf("no error, but the key %v", key)
	}
}

// TestSeed looks at what a seed does to words, and that it does the same each time.
func TestSeed(t *testing.T) {
	heard := make(chan string, 10)
	url, stop, err := scene.Serve(socketio.Config{}, func(io *socketio.Server) {
		io.OnConnection(func(socket *socketio.Socket) {
			name := socket.Handshake().Auth.String("name")
			socket.On("say", socketio.Args3(func(room, text string, ack socketio.Ack) {
				heard <- fmt.Sprintf("%s|%s|%s", name, room, text)
				ack(room)
			}))
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	s := one(t, scene.Parse, `
vary Alice kitchen "Tea is ready"
scene Words
  keep kitchen
  given Alice connects
  when Alice asks say "kitchen" "Tea is ready"
  then Alice is answered "kitchen"
`)
	var said []string
	for _, seed := range []uint64{0, 1, 1, 2} {
		if v := scene.Play(t.Context(), scene.Target{URL: url, Seed: seed}, s); !v.OK {
			t.Fatal(v)
		}
		said = append(said, <-heard)
	}
	if said[0] != "Alice|kitchen|Tea is ready" || said[1] != said[2] || said[1] == said[0] || said[1] == said[3] {
		t.Errorf("said %q", said)
	}
	if parts := strings.Split(said[1], "|"); parts[1] != "kitchen" || !strings.HasPrefix(parts[0], "Alice") || !strings.HasPrefix(parts[2], "Tea is ready ") {
		t.Errorf("with a seed it is %q", said[1])
	}
}

// TestPatience plays at a server whose handlers are slow: what is missing is waited for, and what is wrong is not.
func TestPatience(t *testing.T) {
	url, stop, err := scene.Serve(socketio.Config{}, func(io *socketio.Server) {
		io.OnConnection(func(socket *socketio.Socket) {
			socket.On("slow", socketio.Args1(func(ack socketio.Ack) {
				go func() {
					time.Sleep(50 * time.Millisecond)
					io.Emit("done", 1)
					ack("late")
				}()
			}))
			socket.On("wrong", socketio.Args0(func() { io.Emit("oops") }))
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	slow := one(t, scene.Parse, `
scene Slow
  given Alice, Bob connect
  when Alice asks slow
  then Alice, Bob receive done 1
    and Alice is answered "late"
`)
	if v := scene.Play(t.Context(), scene.Target{URL: url, Patience: 10 * time.Second}, slow); !v.OK {
		t.Error(v)
	}
	if v := scene.Play(t.Context(), scene.Target{URL: url, Patience: time.Millisecond}, slow); v.OK {
		t.Error("it was waited for longer than was asked for")
	}
	grace := one(t, scene.Parse, `
scene Within
  given Alice connects
  when Alice asks slow within 10s
  then Alice receives done 1
    and Alice is not answered
`)
	if v := scene.Play(t.Context(), scene.Target{URL: url}, grace); v.OK || !strings.Contains(v.String(), `Alice is answered "late", and should not be answered`) {
		t.Error(v)
	}
	wrong := one(t, scene.Parse, `
scene Wrong
  given Alice, Bob connect
  when Alice emits wrong
  then nobody receives anything
`)
	v := scene.Play(t.Context(), scene.Target{URL: url, Patience: time.Hour}, wrong)
	if v.OK || !slices.Equal(v.Happened, []string{"delivery oops alice []", "delivery oops bob []"}) ||
		!slices.Equal(v.Frames, []string{`Alice > 42["wrong"]`, `Alice < 42["oops"]`, `Bob < 42["oops"]`}) {
		t.Errorf("%s\n%q\n%q", v, v.Happened, v.Frames)
	}
}

// TestDeadline plays at a server that stops answering: the verdict comes all the same.
func TestDeadline(t *testing.T) {
	block := make(chan struct{})
	url, stop, err := scene.Serve(socketio.Config{}, func(io *socketio.Server) {
		io.OnConnection(func(socket *socketio.Socket) {
			socket.On("hang", socketio.Args0(func() { <-block }))
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	defer close(block)
	s := one(t, scene.Parse, "scene Hang\n given Alice connects\n when Alice emits hang\n then nobody receives anything")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	v := scene.Play(ctx, scene.Target{URL: url, Deadline: 50 * time.Millisecond}, s)
	if v.OK || ctx.Err() != nil || !strings.Contains(v.String(), "did not answer") {
		t.Error(v)
	}
}
