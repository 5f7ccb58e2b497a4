package labs

import (
	"strings"

	"socketlab/labs/broadcast"
)

// say and misspell send an event that a server handles, and one whose name is not the handler's to the letter.
func say() Action {
	return Action{Event: "chat message", Label: "Say", Args: []Arg{{"text", Text, "Hello"}}}
}

func misspell() Action {
	return Action{Event: "Chat Message", Label: "Misspell", Args: []Arg{{"text", Text, "Hello"}}}
}

// receipts are orders with receipts, and roll calls of the server's.
func receipts() []Action {
	item := []Arg{{"item", Text, "tea"}}
	return []Action{
		{Event: "order", Label: "Order", Args: item, Ack: true},
		{Event: "slow", Label: "Order slow", Args: item, Ack: true},
		{Event: "slow", Label: "Order slow, wait 1 s", Args: item, Ack: true, Timeout: 1000},
		{Event: "silent", Label: "Order silent", Args: item, Ack: true},
		{Event: "silent", Label: "Order silent, wait 1 s", Args: item, Ack: true, Timeout: 1000},
		{Event: "roll call", Label: "Call the roll", Args: []Arg{{"ms", Fixed, 1000}}, Ack: true},
		{Event: "roll call", Label: "Call the roll, no time limit", Args: []Arg{{"ms", Fixed, 0}}, Ack: true},
	}
}

// payloads are messages that a server should expect, and those that it should not trust.
func payloads() []Action {
	forged := map[string]string{"from": "Alice", "text": "Send money"}
	send := func(label string, value any) Action {
		return Action{Event: "chat message", Label: label, Args: []Arg{{"text", Fixed, value}}, Ack: true}
	}
	flood := send("Send fifty at once", "Spam")
	flood.Times = 50
	return []Action{
		{Event: "chat message", Label: "Say", Args: []Arg{{"text", Text, "Hello"}}, Ack: true},
		send("Write as Alice", forged),
		send("Send a blank", " "),
		send("Send a long text", strings.Repeat("ha ", 100)),
		{Event: "chat message", Label: "Send nothing at all"},
		flood,
	}
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

// colourCalls are those for the Switchboard with the rooms red and blue, and /admin.
func colourCalls() []Action {
	return []Action{
		call(`io.to("red").emit("note")`, "io", mod("to", "red")),
		call(`socket.to("red").emit("note")`, "socket", mod("to", "red")),
		call(`socket.to("blue").emit("note")`, "socket", mod("to", "blue")),
		call(`io.except(["red", "blue"]).emit("note")`, "io", mod("except", "red", "blue")),
		call(`io.of("/admin").emit("note")`, `io.of("/admin")`),
		call(`io.of("/admin").to("red").emit("note")`, `io.of("/admin")`, mod("to", "red")),
	}
}

// staffCalls are those for the Switchboard with a room ops in each namespace.
func staffCalls() []Action {
	return []Action{
		call(`io.to("ops").emit("note")`, "io", mod("to", "ops")),
		call(`io.of("/admin").emit("note")`, `io.of("/admin")`),
		call(`io.of("/admin").to("ops").emit("note")`, `io.of("/admin")`, mod("to", "ops")),
	}
}

// tabCalls are those for the Switchboard with a room for each user.
func tabCalls() []Action {
	return []Action{
		call(`io.to("user:Alice").emit("note")`, "io", mod("to", "user:Alice")),
		call(`socket.to("user:Alice").emit("note")`, "socket", mod("to", "user:Alice")),
	}
}

func mod(name string, rooms ...string) broadcast.Mod {
	return broadcast.Mod{Name: name, Rooms: rooms}
}

// call is a button that has the server make one call; socket is the one of the pane that the button is in.
func call(label, base string, mods ...broadcast.Mod) Action {
	mods = append([]broadcast.Mod{}, mods...) // an empty list, in JavaScript too
	value := broadcast.Call{Base: base, Mods: mods, Event: "note"}
	return Action{Event: "call", Label: label, Args: []Arg{{"call", Fixed, value}}, Ack: true}
}
