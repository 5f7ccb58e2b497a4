// Package labs is the table of the course's labs.
//
// A lab is a small Socket.IO server that a lesson lets its reader play with. It exists twice, in Go and in the Node API,
// and both do the same (our tests drive both with the official client):
//
//	rooms/rooms.go     func Serve(io *socketio.Server), at most 60 lines: what lessons quote and `socketlab lab rooms` runs
//	rooms/server.js    the same with `io` as its free variable: what official Node runs unchanged
//	rooms/scenes.txt   who does what, and exactly who then receives what; played at both servers, and by `socketlab check`
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
	"time"

	"socketlab/labs/socketio"
)

//go:embed acks broadcast chat connections emit limits namespaces recovery rooms tabs wire
var source embed.FS

// Source is the labs' own source text, such as rooms/rooms.go, rooms/server.js and rooms/page.html.
func Source() fs.FS { return source }

// A Lab describes one lab. Its JSON is the spec that the lab in the page is drawn from.
type Lab struct {
	Name       string   `json:"name"`             // also its folder: "rooms"
	Title      string   `json:"title"`            // "House"
	About      string   `json:"about"`            // one sentence
	Modes      []Mode   `json:"modes"`            // at least one; the first is the default
	Namespaces []string `json:"namespaces"`       // the doors a pane offers, the first opened by "connect"
	People     []string `json:"people,omitempty"` // who the panes are; nil means Alice, Bob, Carol and Dave
	Auth       []Arg    `json:"auth,omitempty"`   // what a pane brings in its handshake besides {name}
	Actions    []Action `json:"actions"`          // buttons of every mode
}

// A Mode is one way that the lab's server, or its panes, can behave.
type Mode struct {
	Name       string                    `json:"name"`
	Title      string                    `json:"title"`
	Actions    []Action                  `json:"actions,omitempty"`    // buttons of this mode alone, after the lab's own
	Transports []string                  `json:"transports,omitempty"` // of the panes; nil means polling, then an upgrade
	Mute       []string                  `json:"mute,omitempty"`       // people whose panes acknowledge nothing
	Serve      func(io *socketio.Server) `json:"-"`
	Scripts    []string                  `json:"-"` // files of Source which, run in this order, are the same server in the Node API
	Recovery   bool                      `json:"-"` // the server takes people back who have lost their line
	Heartbeat  time.Duration             `json:"-"` // between two pings, and the time for the pong; 0 means 25 s and 20 s
}

// An Action is a button of a pane: it emits Event with Args, and with an acknowledgement when Ack is set.
type Action struct {
	Namespace string `json:"namespace,omitempty"` // empty means "/"
	Event     string `json:"event"`
	Label     string `json:"label"`
	Args      []Arg  `json:"args,omitempty"`
	Ack       bool   `json:"ack,omitempty"`
	Timeout   int    `json:"timeout,omitempty"` // ms that the pane waits for the acknowledgement; 0 means its usual time
	Times     int    `json:"times,omitempty"`   // how often it emits, at once; 0 means once
}

// An Arg is one value that an action sends, or one property of a handshake.
type Arg struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"`  // Text, Room and Person are inputs filled with Value; Fixed and Seen are unseen
	Value any    `json:"value"` // a string for inputs, any JSON value for Fixed, "event.property" for Seen
}

// The kinds of an Arg.
const (
	Text   = "text"
	Room   = "room"
	Person = "person"
	Fixed  = "fixed" // sent as it is
	Seen   = "seen"  // the greatest number that came as that property of that event; left out before the first
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
	if m.Heartbeat > 0 {
		cfg.Engine.PingInterval, cfg.Engine.PingTimeout = m.Heartbeat, m.Heartbeat
	}
	return cfg
}

// Options is Config for the official server: options of its constructor, as JSON.
func (m Mode) Options() map[string]any {
	options := map[string]any{}
	if m.Recovery {
		options["connectionStateRecovery"] = map[string]any{}
	}
	if ms := m.Heartbeat.Milliseconds(); ms > 0 {
		options["pingInterval"], options["pingTimeout"] = ms, ms
	}
	return options
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
