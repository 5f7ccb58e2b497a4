package scene_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"socketlab/labs/internal/official"
	"socketlab/labs/scene"
)

// mistakes are official servers with one known mistake each, and what must be said of them.
var mistakes = []struct {
	name     string
	lab      string
	old, new string // in the lab's server.js
	want     []string
}{
	{
		"nothing is wrong", "rooms", "", "", nil,
	},
	{
		"io.emit for io.to(room)", "rooms", `io.to(room).emit("said"`, `io.emit("said"`,
		[]string{"Bob and Dave received said and should not have", "that is what io.emit does", "M25"},
	},
	{
		"io.emit for socket.to(room)", "rooms", `socket.to(room).emit("arrived"`, `io.emit("arrived"`,
		[]string{"Bob and Carol received arrived and should not have", "that is what io.emit does"},
	},
	{
		"io.to for socket.to", "rooms", `socket.to(room).emit("arrived"`, `io.to(room).emit("arrived"`,
		[]string{"Bob received arrived and should not have", "socket.to(room) leaves the sender out", "M26"},
	},
	{
		"socket.to for io.to", "rooms", `io.to(room).emit("said"`, `socket.to(room).emit("said"`,
		[]string{"Carol did not receive said and should have", "Carol sent it and does not get it: that is what socket.to(room) does"},
	},
	{
		"socket.broadcast", "rooms", `socket.to(room).emit("arrived"`, `socket.broadcast.emit("arrived"`,
		[]string{"Carol received arrived and should not have", "Everybody but Bob did: that is what socket.broadcast.emit does"},
	},
	{
		"forgets to leave", "rooms", `socket.leave(room);`, ``,
		[]string{`Does the handler of "leave" call socket.leave(room)?`, "Carol has left and still hears it", "M23"},
	},
	{
		"forgets to join", "rooms", `socket.join(room);`, ``,
		[]string{`Does the handler of "join" call socket.join(room)?`, "M21", `although "say" was acknowledged`},
	},
	{
		"handler not registered", "rooms", `socket.on("leave"`, `socket.on("levae"`,
		[]string{`asked for an acknowledgement of "leave" and none came: is there a handler of that name, to the letter`},
	},
	{
		"wrong event name", "rooms", `emit("said"`, `emit("Said"`,
		[]string{`the event is called "Said" and should be called "said": names must match to the letter`},
	},
	{
		"no acknowledgement", "rooms", "io.to(room).emit(\"said\", { from: name, room, text });\n    ack?.({ ok: true });", `io.to(room).emit("said", { from: name, room, text });`,
		[]string{`asked for an acknowledgement of "say" and none came`, "call its last argument?"},
	},
	{
		"other acknowledgement", "rooms", "ack?.([...socket.rooms])", "ack?.(socket.rooms.size)",
		[]string{`Alice's "where" is answered 1, and should be answered [`},
	},
	{
		"values in another form", "rooms", "{ from: name, room, text }", "text",
		[]string{`got said as "tea`, `and should as {"from":"`},
	},
	{
		"a property missing", "rooms", "{ from: name, room, text }", "{ from: name, text }",
		[]string{"look at room"},
	},
	{
		"rooms read too late", "rooms", `socket.on("disconnecting", () =>`, `socket.on("disconnect", () =>`,
		[]string{`say it in "disconnecting"`, "M29"},
	},
	{
		"handler throws", "rooms", "ack?.([...socket.rooms]);", "socket.disconnect(true);",
		[]string{"Alice is disconnected (io server disconnect), and should not be"},
	},
	{
		"ignores the token", "namespaces", `token === "open sesame"`, `token`,
		[]string{`Dave was let in to /admin`},
	},
	{
		"kicks from everywhere", "namespaces", `=== name) socket.disconnect()`, `=== name) socket.disconnect(true)`,
		[]string{"Bob should be connected to /admin, and is not"},
	},
	{
		"counts the wrong heads", "namespaces", `chat: heads(chat)`, `chat: heads(io.of("/"))`,
		[]string{`Carol@/admin's "stats" is answered {"admin":1,"chat":0}, and should be answered {"admin":1,"chat":2}`},
	},
	{
		"two copies", "rooms", `io.to(room).emit("said", { from: name, room, text });`, `for (const r of [room, room]) io.to(r).emit("said", { from: name, room, text });`,
		[]string{"received said more often than should be: was it sent by two calls"},
	},
	{
		"middleware missing", "namespaces", "admin.use(", "chat.use((socket, next) => next()); ((f) => f)(",
		[]string{`Dave was let in to /admin, and should be refused with "not authorized": is there a middleware on it, io.of("/admin").use`, "M45"},
	},
	{
		"other refusal", "namespaces", `"not authorized"`, `"go away"`,
		[]string{`is refused with "go away", and should be with "not authorized"`},
	},
	{
		"middleware on the wrong namespace", "namespaces", "admin.use(", "io.use(",
		[]string{"Dave was let in to /admin", "M45"},
	},
	{
		"namespace missing", "namespaces", `io.of("/admin")`, `io.of("/staff")`,
		[]string{`asked for /admin, and the server says that there is no such namespace: declare it with io.of("/admin")`},
	},
	{
		"never calls next", "namespaces", `next(name ? undefined : new Error("say your name"));`, `if (!name) next(new Error("say your name"));`,
		[]string{"asked for /chat and was neither let in nor refused: does each middleware call next()?"},
	},
	{
		"announces in the wrong namespace", "namespaces", `chat.emit("announcement"`, `io.emit("announcement"`,
		[]string{`does the handler of "announce" in /admin send to io.of("/chat")?`, "M48"},
	},
	{
		"sends to everybody but the sender", "chat", `io.emit("chat message"`, `socket.broadcast.emit("chat message"`,
		[]string{"Alice did not receive chat message and should have", "Everybody but Alice did", "M08"},
	},
	{
		"sends to nobody", "chat", `io.emit("chat message", text);`, ``,
		[]string{`Nobody did: is there a handler for "chat message", to the letter, and does it send "chat message"?`},
	},
	{
		"sends to the sender only", "chat", `io.emit("chat message"`, `socket.emit("chat message"`,
		[]string{"Bob and Carol did not receive chat message and should have", "Only the sender did: that is what socket.emit does"},
	},
}

// TestMistakes checks official servers, one right and the others with one mistake each: what is said must name it.
func TestMistakes(t *testing.T) {
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			script, err := os.ReadFile("../" + m.lab + "/server.js")
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(script), m.old) {
				t.Fatalf("%s/server.js has no %s any more", m.lab, m.old)
			}
			node := official.Start(t, official.Config{Source: strings.ReplaceAll(string(script), m.old, m.new)})
			target := scene.Target{URL: node.URL, Seed: 7, Patience: 5 * time.Second}
			if m.want != nil { // waiting longer would make no difference
				target.Patience, target.Deadline = 100*time.Millisecond, 2*time.Second
			}
			var said strings.Builder
			for _, s := range scenesOf(t, m.lab) {
				if v := scene.Play(t.Context(), target, s); !v.OK {
					said.WriteString(v.String() + "\n")
				}
			}
			if m.want == nil && said.Len() > 0 {
				t.Errorf("a right server is told:\n%s", said.String())
			}
			for _, want := range m.want {
				if !strings.Contains(said.String(), want) {
					t.Errorf("nothing says %q:\n%s", want, said.String())
				}
			}
		})
	}
}

// scenesOf is the scenes of a lab's first mode.
func scenesOf(t *testing.T, lab string) []*scene.Scene {
	t.Helper()
	text, err := os.ReadFile("../" + lab + "/scenes.txt")
	if err != nil {
		t.Fatal(err)
	}
	scenes, err := scene.Parse(lab+"/scenes.txt", string(text))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(scenes, func(s *scene.Scene) bool { return s.Mode != "" && s.Mode != "open" })
}
