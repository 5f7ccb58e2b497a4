package labs

import "socketlab/labs/broadcast"

// say and misspell send an event that a server handles, and one whose name is not the handler's to the letter.
func say() Action {
	return Action{Event: "chat message", Label: "Say", Args: []Arg{{"text", Text, "Hello"}}}
}

func misspell() Action {
	return Action{Event: "Chat Message", Label: "Misspell", Args: []Arg{{"text", Text, "Hello"}}}
}

// plainCalls are ready-made calls for the Switchboard without rooms, the one that cannot work among them.
func plainCalls() []Action {
	return []Action{
		call(`socket.emit("note")`, "socket"),
		call(`io.emit("note")`, "io"),
		call(`socket.broadcast.emit("note")`, "socket", broadcast.Mod{Name: "broadcast"}),
		call(`io.broadcast.emit("note")`, "io", broadcast.Mod{Name: "broadcast"}),
		call(`io.except(socket.id).emit("note")`, "io", mod("except", "socket.id")),
		call(`io.to(socket.id).emit("note")`, "io", mod("to", "socket.id")),
		call(`socket.to(socket.id).emit("note")`, "socket", mod("to", "socket.id")),
	}
}

// houseCalls are those for the Switchboard with a kitchen and a garden.
func houseCalls() []Action {
	return []Action{
		call(`io.to("kitchen").emit("note")`, "io", mod("to", "kitchen")),
		call(`socket.to("kitchen").emit("note")`, "socket", mod("to", "kitchen")),
		call(`io.in("kitchen").emit("note")`, "io", mod("in", "kitchen")),
		call(`io.to(["kitchen", "garden"]).emit("note")`, "io", mod("to", "kitchen", "garden")),
		call(`io.to("kitchen").except("garden").emit("note")`, "io", mod("to", "kitchen"), mod("except", "garden")),
		{Event: "join", Label: "Join", Args: []Arg{{"room", Room, "kitchen"}}, Ack: true},
		{Event: "leave", Label: "Leave", Args: []Arg{{"room", Room, "kitchen"}}, Ack: true},
	}
}

func mod(name string, rooms ...string) broadcast.Mod {
	return broadcast.Mod{Name: name, Rooms: rooms}
}

// call is a button that has the server make one call; socket is the one of the pane that the button is in.
func call(label, base string, mods ...broadcast.Mod) Action {
	value := broadcast.Call{Base: base, Mods: mods, Event: "note"}
	return Action{Event: "call", Label: label, Args: []Arg{{"call", Fixed, value}}, Ack: true}
}
