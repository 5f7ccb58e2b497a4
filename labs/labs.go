// Package labs is the table of the course's labs.
//
// A lab is a small Socket.IO server that a lesson lets its reader play with. It exists twice, in Go and in the Node API,
// and both do the same (our tests drive both with the official client):
//
//	rooms/rooms.go     func Serve(io *socketio.Server), at most 60 lines: what lessons quote and `socketlab lab rooms` runs
//	rooms/server.js    the same with `io` as its free variable: what official Node runs unchanged
//	rooms/page.html    a plain page for `socketlab lab rooms`, with client code that lessons quote
//
// They differ in one thing, because Go has types: what JavaScript would pass on, whatever it is, must be of the handler's
// type here. A value of another type is refused and logged, a missing one is the zero value.
package labs

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"socketlab/labs/broadcast"
	"socketlab/labs/chat"
	"socketlab/labs/emit"
	"socketlab/labs/namespaces"
	"socketlab/labs/rooms"
	"socketlab/labs/socketio"
)

//go:embed broadcast chat emit namespaces rooms
var source embed.FS

// Source is the labs' own source text, such as rooms/rooms.go, rooms/server.js and rooms/page.html.
func Source() fs.FS { return source }

// A Lab describes one lab. Its JSON is the spec that the lab in the page is drawn from.
type Lab struct {
	Name       string   `json:"name"`           // also its folder: "rooms"
	Title      string   `json:"title"`          // "House"
	About      string   `json:"about"`          // one sentence
	Modes      []Mode   `json:"modes"`          // at least one; the first is the default
	Namespaces []string `json:"namespaces"`     // the doors a pane offers, the first opened by "connect"
	Auth       []Arg    `json:"auth,omitempty"` // what a pane brings in its handshake besides {name}
	Actions    []Action `json:"actions"`        // buttons of every mode
}

// A Mode is one way that the lab's server can behave.
type Mode struct {
	Name     string                    `json:"name"`
	Title    string                    `json:"title"`
	Actions  []Action                  `json:"actions,omitempty"` // buttons of this mode alone, after the lab's own
	Serve    func(io *socketio.Server) `json:"-"`
	Recovery bool                      `json:"-"` // the server takes people back who have lost their line
	Scripts  []string                  `json:"-"` // files of Source which, run in this order, are the same server in the Node API
}

// An Action is a button of a pane: it emits Event with Args, and with an acknowledgement when Ack is set.
type Action struct {
	Namespace string `json:"namespace,omitempty"` // empty means "/"
	Event     string `json:"event"`
	Label     string `json:"label"`
	Args      []Arg  `json:"args,omitempty"`
	Ack       bool   `json:"ack,omitempty"`
}

// An Arg is one value that an action sends, or one property of a handshake.
type Arg struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`  // Text, Room and Person are inputs filled with Value; Fixed is sent as it is, unseen
	Value any    `json:"value"` // a string for inputs, any JSON value for Fixed
}

// The kinds of an Arg.
const (
	Text   = "text"
	Room   = "room"
	Person = "person"
	Fixed  = "fixed"
)

// Mode returns the mode called name; the empty name is the lab's first mode.
func (l Lab) Mode(name string) (Mode, error) {
	if name == "" {
		return l.Modes[0], nil
	}
	names := make([]string, len(l.Modes))
	for i, mode := range l.Modes {
		if mode.Name == name {
			return mode, nil
		}
		names[i] = mode.Name
	}
	return Mode{}, fmt.Errorf("lab %s has no mode %q%s", l.Name, name, hint(name, names))
}

// Config is cfg with what the mode needs of its server.
func (m Mode) Config(cfg socketio.Config) socketio.Config {
	if m.Recovery {
		cfg.Recovery = &socketio.Recovery{}
	}
	return cfg
}

// Options is Config for the official server: options of its constructor, as JSON. nil means none.
func (m Mode) Options() map[string]any {
	if m.Recovery {
		return map[string]any{"connectionStateRecovery": map[string]any{}}
	}
	return nil
}

// Scenes is the lab's scenes.txt: who does what, and exactly who then receives what. Its name is for messages.
func (l Lab) Scenes() (name, text string, err error) {
	name = l.Name + "/scenes.txt"
	b, err := source.ReadFile(name)
	return name, string(b), err
}

// Spec is the lab as JSON, for the page.
func (l Lab) Spec() ([]byte, error) { return json.Marshal(l) }

// Script is the mode's server in the Node API, one script with `io` as its free variable.
func (m Mode) Script() (string, error) {
	var script strings.Builder
	for _, name := range m.Scripts {
		text, err := source.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("read script: %w", err)
		}
		script.Write(text)
	}
	return script.String(), nil
}

// Page is the lab's plain page, for when it runs by itself.
func (l Lab) Page() ([]byte, error) { return source.ReadFile(l.Name + "/page.html") }

// Find returns the lab called name; the error says what was probably meant, and what there is.
func Find(name string) (Lab, error) {
	all := All()
	i := slices.IndexFunc(all, func(l Lab) bool { return l.Name == name })
	if i >= 0 {
		return all[i], nil
	}
	names := make([]string, len(all))
	for i, l := range all {
		names[i] = l.Name
	}
	return Lab{}, fmt.Errorf("no lab is called %q%s", name, hint(name, names))
}

// All returns every lab in the order of the course.
func All() []Lab {
	return []Lab{
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
			Name:       "rooms",
			Title:      "House",
			About:      "Rooms that anybody may join, leave and speak into.",
			Modes:      []Mode{{Name: "open", Title: "Open house", Serve: rooms.Serve, Scripts: []string{"rooms/server.js"}}},
			Namespaces: []string{"/"},
			Actions: []Action{
				{Event: "join", Label: "Join", Args: []Arg{{"room", Room, "kitchen"}}, Ack: true},
				{Event: "leave", Label: "Leave", Args: []Arg{{"room", Room, "kitchen"}}, Ack: true},
				{Event: "say", Label: "Say", Args: []Arg{{"room", Room, "kitchen"}, {"text", Text, "Tea is ready"}}, Ack: true},
				{Event: "where", Label: "Ask where I am", Ack: true},
			},
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
	}
}
