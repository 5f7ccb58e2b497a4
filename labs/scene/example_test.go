package scene_test

import (
	"context"
	"fmt"

	"socketlab/labs/scene"
	"socketlab/labs/socketio"
)

// A server that should send to a room, and sends to everybody.
func ExamplePlay() {
	url, stop, err := scene.Serve(socketio.Config{}, func(io *socketio.Server) {
		io.OnConnection(func(socket *socketio.Socket) {
			socket.On("join", socketio.Args1(func(room string) { socket.Join(room) }))
			socket.On("say", socketio.Args2(func(room, text string) { io.Emit("said", text) }))
		})
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stop()
	scenes, err := scene.Parse("scenes.txt", `
scene Only those in the kitchen hear it
  given Alice, Bob connect
    and Alice emits join "kitchen"
  when Alice emits say "kitchen" "tea"
  then Alice receives said "tea"
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(scene.Play(context.Background(), scene.Target{URL: url}, scenes[0]))
	key, err := scene.Recipients(context.Background(), scene.Target{URL: url}, scenes[0])
	fmt.Println(key, err)
	// Output:
	// WRONG Only those in the kitchen hear it
	//       Bob received said and should not have. Everybody in / did: that is what io.emit does, and also to([]), an empty list of rooms.
	//       on the wire:
	//         Alice > 42["say","kitchen","tea"]
	//         Alice < 42["said","tea"]
	//         Bob < 42["said","tea"]
	// [{Alice / said delivery said alice ["tea"]} {Bob / said delivery said bob ["tea"]}] <nil>
}
