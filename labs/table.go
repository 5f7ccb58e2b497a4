package labs

import (
	"time"

	"socketlab/labs/acks"
	"socketlab/labs/broadcast"
	"socketlab/labs/chat"
	"socketlab/labs/connections"
	"socketlab/labs/emit"
	"socketlab/labs/limits"
	"socketlab/labs/namespaces"
	"socketlab/labs/recovery"
	"socketlab/labs/rooms"
	"socketlab/labs/tabs"
	"socketlab/labs/wire"
)

// All returns every lab in the order of the course.
func All() []Lab {
	return []Lab{
		{
			Name:  "connections",
			Title: "House log",
			About: "Nobody says anything: the log tells who comes and who goes.",
			Modes: []Mode{
				{Name: "off", Title: "Clock off", Serve: connections.Serve, Scripts: []string{"connections/server.js"}},
				{
					Name: "on", Title: "Clock on", Transports: []string{"websocket"},
					Serve: connections.ServeClock, Scripts: []string{"connections/server.js", "connections/clock.js"},
				},
			},
			Namespaces: []string{"/"},
		},
		{
			Name:       "chat",
			Title:      "Chat",
			About:      "The chat of the official tutorial: whatever one writes, everybody receives.",
			Modes:      []Mode{{Name: "open", Title: "Open", Serve: chat.Serve, Scripts: []string{"chat/server.js"}}},
			Namespaces: []string{"/"},
			Actions:    []Action{say()},
		},
		{
			Name:  "emit",
			Title: "Mailbox",
			About: "A message reaches the server, and then nobody, one client or everybody.",
			Modes: []Mode{
				{Name: "off", Title: "Relay off", Serve: emit.ServeOff, Scripts: []string{"emit/server.js"}},
				{Name: "one", Title: "Back to the one", Serve: emit.ServeOne, Scripts: []string{"emit/server.one.js"}},
				{Name: "all", Title: "On to all", Serve: emit.ServeAll, Scripts: []string{"emit/server.all.js"}},
			},
			Namespaces: []string{"/"},
			Actions:    []Action{say(), misspell()},
		},
		{
			Name:  "broadcast",
			Title: "Switchboard",
			About: "You choose a call, the server makes exactly that call, and everybody sees who was reached.",
			Modes: []Mode{
				{
					Name: "plain", Title: "No rooms", Actions: plainCalls(),
					Serve: broadcast.Serve, Scripts: []string{"broadcast/server.js"},
				},
				{
					Name: "kitchen-garden", Title: "Kitchen and garden", Actions: append(plainCalls(), houseCalls()...),
					Serve: broadcast.ServeHouse, Scripts: []string{"broadcast/server.js", "broadcast/house.js"},
				},
				{
					Name: "red-blue", Title: "Red, blue and /admin", Actions: append(plainCalls(), colourCalls()...),
					Serve: broadcast.ServeColours, Scripts: []string{"broadcast/server.js", "broadcast/colours.js"},
				},
				{
					Name: "staff", Title: "Ops, twice", Actions: append(plainCalls(), staffCalls()...),
					Serve: broadcast.ServeStaff, Scripts: []string{"broadcast/server.js", "broadcast/staff.js"},
				},
				{
					Name: "tabs", Title: "User rooms", Actions: append(plainCalls(), tabCalls()...),
					Serve: broadcast.ServeTabs, Scripts: []string{"broadcast/server.js", "broadcast/tabs.js"},
				},
				{
					Name: "recovery", Title: "With recovery", Actions: plainCalls(), Recovery: true,
					Serve: broadcast.Serve, Scripts: []string{"broadcast/server.js"},
				},
			},
			Namespaces: []string{"/"},
		},
		{
			Name:  "acks",
			Title: "Receipts",
			About: "A kitchen that answers at once, after two seconds or never, and that may ask everybody for an answer.",
			Modes: []Mode{
				{Name: "all", Title: "All answer", Serve: acks.Serve, Scripts: []string{"acks/server.js"}},
				{Name: "mute", Title: "Dave is mute", Mute: []string{"Dave"}, Serve: acks.Serve, Scripts: []string{"acks/server.js"}},
			},
			Namespaces: []string{"/"},
			Actions:    receipts(),
		},
		{
			Name:  "rooms",
			Title: "House",
			About: "Rooms that people ask to join, to leave and to speak into.",
			Modes: []Mode{
				{Name: "open", Title: "Open house", Serve: rooms.Serve, Scripts: []string{"rooms/server.js"}},
				{Name: "deaf", Title: "Nobody handles join", Serve: rooms.ServeDeaf, Scripts: []string{"rooms/server.js", "rooms/deaf.js"}},
				{Name: "rejoin", Title: "Back into the rooms", Serve: rooms.ServeRejoin, Scripts: []string{"rooms/server.js", "rooms/rejoin.js"}},
				{Name: "guarded", Title: "Guarded house", Serve: rooms.ServeGuarded, Scripts: []string{"rooms/server.guarded.js"}},
			},
			Namespaces: []string{"/"},
			Actions: []Action{
				{Event: "join", Label: "Join", Args: []Arg{{"room", Room, "kitchen"}}, Ack: true},
				{Event: "leave", Label: "Leave", Args: []Arg{{"room", Room, "kitchen"}}, Ack: true},
				{Event: "say", Label: "Say", Args: []Arg{{"room", Room, "kitchen"}, {"text", Text, "Tea is ready"}}, Ack: true},
				{Event: "where", Label: "Ask where I am", Ack: true},
			},
		},
		{
			Name:  "tabs",
			Title: "Tabs",
			About: "Private notes to an id, or to a person with all their tabs.",
			Modes: []Mode{
				{
					Name: "ids", Title: "To an id", Serve: tabs.ServeIDs, Scripts: []string{"tabs/server.ids.js"},
					Actions: []Action{{
						Event: "private", Label: "Write to", Args: []Arg{{"id", Text, ""}, {"text", Text, "Psst"}}, Ack: true,
					}},
				},
				{
					Name: "user-rooms", Title: "To a person", Serve: tabs.Serve, Scripts: []string{"tabs/server.js"},
					Actions: []Action{
						{Event: "private", Label: "Write to", Args: []Arg{{"to", Person, "Alice"}, {"text", Text, "Psst"}}, Ack: true},
						{Event: "other tabs", Label: "Tell my other tabs", Args: []Arg{{"text", Text, "It is me"}}, Ack: true},
					},
				},
			},
			Namespaces: []string{"/"},
			People:     []string{"Alice", "Alice", "Bob", "Carol"},
		},
		{
			Name:       "namespaces",
			Title:      "Three doors",
			About:      "Two namespaces, each with handlers, rooms and a doorkeeper of its own, and a door that does not exist.",
			Modes:      []Mode{{Name: "open", Title: "Open", Serve: namespaces.Serve, Scripts: []string{"namespaces/server.js"}}},
			Namespaces: []string{"/chat", "/admin", "/boss"},
			Auth:       []Arg{{"token", Text, ""}},
			Actions: []Action{
				{Namespace: "/chat", Event: "message", Label: "Say", Args: []Arg{{"text", Text, "Hello"}}},
				{Namespace: "/chat", Event: "announce", Label: "Announce", Args: []Arg{{"text", Text, "Heating is off"}}},
				{Namespace: "/admin", Event: "announce", Label: "Announce", Args: []Arg{{"text", Text, "Heating is off"}}},
				{Namespace: "/admin", Event: "stats", Label: "Count heads", Ack: true},
				{Namespace: "/admin", Event: "kick", Label: "Kick", Args: []Arg{{"name", Person, "Bob"}}, Ack: true},
			},
		},
		{
			Name:  "wire",
			Title: "Wiretap",
			About: "The Mailbox, with each frame of a connection laid open.",
			Modes: []Mode{
				{
					Name: "websocket", Title: "WebSocket", Transports: []string{"websocket"}, Heartbeat: 5 * time.Second,
					Serve: wire.Serve, Scripts: []string{"wire/server.js"},
				},
				{
					Name: "polling", Title: "Polling", Transports: []string{"polling"}, Heartbeat: 5 * time.Second,
					Serve: wire.Serve, Scripts: []string{"wire/server.js"},
				},
			},
			Namespaces: []string{"/", "/admin"},
			Actions: []Action{
				say(),
				{Event: "chat message", Label: "Say, with a receipt", Args: []Arg{{"text", Text, "Hello"}}, Ack: true},
			},
		},
		{
			Name:  "recovery",
			Title: "Unplug",
			About: "A clock that everybody hears, and what becomes of its ticks for somebody whose line breaks.",
			Modes: []Mode{
				{Name: "nothing", Title: "Nothing is kept", Serve: recovery.Serve, Scripts: []string{"recovery/server.js"}},
				{
					Name: "recovery", Title: "Connection state recovery", Recovery: true,
					Serve: recovery.Serve, Scripts: []string{"recovery/server.js"},
				},
				{Name: "replay", Title: "Replay", Serve: recovery.ServeReplay, Scripts: []string{"recovery/server.replay.js"}},
			},
			Namespaces: []string{"/"},
			Auth:       []Arg{{"since", Seen, "tick.n"}},
			Actions:    []Action{say()},
		},
		{
			Name:  "limits",
			Title: "Gate",
			About: "A chat that takes whatever comes, and one that looks at it first.",
			Modes: []Mode{
				{Name: "off", Title: "Gate off", Serve: limits.ServeOff, Scripts: []string{"limits/server.off.js"}},
				{Name: "on", Title: "Gate on", Serve: limits.Serve, Scripts: []string{"limits/server.js"}},
				{Name: "origin", Title: "Own pages only", Serve: limits.ServeOrigin, Scripts: []string{"limits/origin.js", "limits/server.js"}},
			},
			Namespaces: []string{"/"},
			Actions:    payloads(),
		},
	}
}
