package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"socketlab/labs"
	"socketlab/labs/rooms"
	"socketlab/labs/scene"
	"socketlab/labs/socketio"
)

// check runs `socketlab check` in this process.
func check(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, problems bytes.Buffer
	status = run(t.Context(), append([]string{"check"}, args...), strings.NewReader(""), &out, &problems)
	return status, out.String(), problems.String()
}

// TestCheckOwnLabs checks every lab that `socketlab lab` would run, in every mode.
func TestCheckOwnLabs(t *testing.T) {
	t.Parallel()
	for _, lab := range labs.All() {
		for _, mode := range lab.Modes {
			url, stop, err := scene.Serve(mode.Config(socketio.Config{}), mode.Serve)
			if err != nil {
				t.Fatal(err)
			}
			status, out, problems := check(t, lab.Name, "--mode", mode.Name, "--url", url)
			if status != 0 || problems != "" || !strings.Contains(out, "\nok    ") || !strings.HasSuffix(out, " scenes are right.\n") {
				t.Errorf("%s %s: status %d\n%s%s", lab.Name, mode.Name, status, out, problems)
			}
			if err := stop(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestCheckWrong checks a server that forgets to leave rooms. What is said of other mistakes is tested in labs/scene.
func TestCheckWrong(t *testing.T) {
	t.Parallel()
	url := serveFor(t, func(io *socketio.Server) {
		rooms.Serve(io)
		io.OnConnection(func(socket *socketio.Socket) {
			socket.Off("leave")
			socket.On("leave", socketio.Args2(func(room string, ack socketio.Ack) {
				socket.To(room).Emit("left", map[string]any{"name": socket.Handshake().Auth.String("name"), "room": room})
				ack(map[string]any{"ok": true})
			}))
		})
	})
	status, out, problems := check(t, "rooms", "--url", url, "--seed", "11")
	if status != 1 || !strings.Contains(out, "Does the handler of \"leave\" call socket.leave(room)?") || !strings.Contains(out, "on the wire:") ||
		!strings.HasSuffix(problems, " scenes are right; with --seed 11 the same words are used again\n") {
		t.Errorf("status %d\n%s%s", status, out, problems)
	}
	status, out, _ = check(t, "rooms", "--url", url, "--seed", "11", "--json", "--transport", "polling")
	var report checkReport
	if err := json.Unmarshal([]byte(out), &report); err != nil || status != 1 || report.OK || report.Seed != 11 || report.Lab != "rooms" {
		t.Fatalf("status %d, %v: %s", status, err, out)
	}
	codes := ""
	for _, v := range report.Scenes {
		for _, p := range v.Problems {
			codes += p.Code
		}
	}
	if !strings.Contains(codes, "M23") {
		t.Errorf("no problem has the code M23: %s", out)
	}
}

// TestCheckLosesServer checks a server that breaks down in the middle.
func TestCheckLosesServer(t *testing.T) {
	t.Parallel()
	var server *httptest.Server
	io := socketio.New(socketio.Config{})
	io.OnConnection(func(socket *socketio.Socket) {
		socket.On("chat message", socketio.Args0(func() {
			server.Listener.Close()
			socket.Disconnect(true)
		}))
	})
	server = httptest.NewServer(io)
	t.Cleanup(func() {
		if err := io.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	status, out, problems := check(t, "chat", "--url", server.URL)
	if status != 1 || strings.Count(out, "WRONG") != 1 || !strings.Contains(problems, "scenes: nothing listens at ") {
		t.Errorf("status %d\n%s%s", status, out, problems)
	}
}

// serveFor runs a server until the test ends.
func serveFor(t *testing.T, serve func(*socketio.Server)) (url string) {
	t.Helper()
	url, stop, err := scene.Serve(socketio.Config{}, serve)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return url
}
