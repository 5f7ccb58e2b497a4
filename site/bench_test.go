package site

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"socketlab/site/page"
	"socketlab/site/web"
)

// The corpus of the benchmarks: 1,000 lessons of about 1,200 words, each with six code blocks that occur nowhere else.
const (
	benchLessons = 1000
	benchWords   = 1200
	benchBlocks  = 6
)

func benchContent() fstest.MapFS {
	random := rand.New(rand.NewPCG(1, 2))
	content := fstest.MapFS{}
	var table strings.Builder
	table.WriteString("title: Bench\nparts:\n")
	for part := range benchLessons / 50 {
		fmt.Fprintf(&table, "  - dir: part%d\n    title: Part %d\n    lessons:\n", part, part)
		for i := range 50 {
			fmt.Fprintf(&table, "      - lesson%d\n", i)
			id := fmt.Sprintf("%d.%d", part, i)
			content[fmt.Sprintf("part%d/lesson%d.md", part, i)] = lessonFile(id, "Lesson "+id, benchProse(random, id))
		}
	}
	content["course.yaml"] = file(table.String())
	return content
}

func benchProse(random *rand.Rand, id string) string {
	words := strings.Fields("a room is a list that the server keeps and a message reaches whoever is on it *now* while `io.emit` reaches everybody who is connected")
	var b strings.Builder
	for block := range benchBlocks {
		fmt.Fprintf(&b, "\n## Section %d of %s\n", block, id)
		for range 3 {
			b.WriteString("\n")
			for range benchWords / benchBlocks / 3 {
				b.WriteString(words[random.IntN(len(words))] + " ")
			}
			b.WriteString("\n")
		}
		if block%2 == 0 {
			fmt.Fprintf(&b, benchGo, id, block)
		} else {
			fmt.Fprintf(&b, benchJS, id, block)
		}
	}
	return b.String()
}

const benchGo = "\n```go\n// Serve is block %[1]s-%[2]d.\nfunc Serve%[2]d(io *socketio.Server) {\n\tio.OnConnection(func(socket *socketio.Socket) {\n" +
	"\t\tlog.Printf(\"a user connected %%s in %[1]s\", socket.ID())\n\t\tsocket.On(\"join\", socketio.Args2(func(room string, ack socketio.Ack) {\n" +
	"\t\t\tif len(room) > %[2]d0 {\n\t\t\t\tack(Reply{OK: false})\n\t\t\t\treturn\n\t\t\t}\n\t\t\tsocket.Join(room)\n\t\t\tsocket.To(room).Emit(\"arrived\", Note{room, name})\n" +
	"\t\t\tack(Reply{OK: true})\n\t\t}))\n\t})\n}\n```\n"

const benchJS = "\n```js\n// block %[1]s-%[2]d\nio.on(\"connection\", (socket) => {\n  console.log(`a user connected ${socket.id} in %[1]s`);\n" +
	"  socket.on(\"join\", (room, ack) => {\n    if (room.length > %[2]d0) return ack({ ok: false });\n    socket.join(room);\n" +
	"    socket.to(room).emit(\"arrived\", { room, name: socket.data.name });\n    ack({ ok: true });\n  });\n" +
	"  socket.on(\"disconnect\", (reason) => {\n    console.log(\"user disconnected\", reason, %[2]d);\n  });\n});\n```\n"

func benchBuilder(b *testing.B, content fstest.MapFS) *Builder {
	b.Helper()
	assets, err := web.Load()
	if err != nil {
		b.Fatal(err)
	}
	renderer, err := page.New(page.Config{Assets: assets})
	if err != nil {
		b.Fatal(err)
	}
	builder, err := New(Config{Content: content, Renderer: renderer, Assets: assets.FS()})
	if err != nil {
		b.Fatal(err)
	}
	return builder
}

// BenchmarkBuildCold is a first build, nothing remembered.
func BenchmarkBuildCold(b *testing.B) {
	content := benchContent()
	for b.Loop() {
		build(b, benchBuilder(b, content))
	}
}

// BenchmarkBuildWarm is what happens under --watch: one sentence of one lesson changed since the build before.
func BenchmarkBuildWarm(b *testing.B) {
	content := benchContent()
	builder := benchBuilder(b, content)
	build(b, builder)
	name, edits := "part3/lesson7.md", 0
	lesson := string(content[name].Data)
	for b.Loop() {
		edits++
		content[name] = file(fmt.Sprintf("%s\nEdit %d.\n", lesson, edits))
		build(b, builder)
	}
}

// BenchmarkBuildRetitled is the worst edit: a title, which every page's contents show.
func BenchmarkBuildRetitled(b *testing.B) {
	content := benchContent()
	builder := benchBuilder(b, content)
	build(b, builder)
	name, edits := "part3/lesson7.md", 0
	lesson := string(content[name].Data)
	for b.Loop() {
		edits++
		content[name] = file(strings.Replace(lesson, "title: ", fmt.Sprintf("title: %d ", edits), 1))
		build(b, builder)
	}
}
