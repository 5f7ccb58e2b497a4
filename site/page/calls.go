package page

import (
	"fmt"
	"slices"
	"strings"
)

// A call is one line of server code on the home page's picture. The house stands still: Alice, whose handler runs, and
// Carol are in the kitchen, Bob is in the hall, Dave is in the garden. Who receives what a call sends is not written here:
// it is found out by running it ([Config].Recipients).
type call struct {
	ID   string
	Code string
	Why  string
	Gets []person
}

type person struct {
	Key  string // "alice": class names
	Name string
	Gets bool
}

// homeCalls are the five smallest calls that reach five different sets of people (CURRICULUM.md section 9).
var homeCalls = [...]call{
	{ID: "one", Code: `socket.emit("note")`, Why: "Only the one client that this socket stands for."},
	{ID: "all", Code: `io.emit("note")`, Why: "Everybody who is connected."},
	{ID: "others", Code: `socket.broadcast.emit("note")`, Why: "Everybody but Alice, because it is her socket."},
	{ID: "room", Code: `io.to("kitchen").emit("note")`, Why: "Whoever is in the kitchen."},
	{ID: "roommates", Code: `socket.to("kitchen").emit("note")`, Why: "Whoever is in the kitchen, but not Alice herself."},
}

// HomeCalls lists the server calls that the home page asks about, made in Alice's handler, with Alice and Carol in the
// room kitchen, Carol and Dave in the room garden, and Bob in none.
func HomeCalls() []string {
	codes := make([]string, len(homeCalls))
	for i, c := range homeCalls {
		codes[i] = c.Code
	}
	return codes
}

// calls are homeCalls with those who receive them; none if nothing is known of it.
func calls(recipients map[string][]string) ([]call, error) {
	if recipients == nil {
		return nil, nil
	}
	known := slices.Clone(homeCalls[:])
	for i, c := range known {
		names, ok := recipients[c.Code]
		if !ok {
			return nil, fmt.Errorf("who receives %s on the home page?", c.Code)
		}
		for _, name := range []string{"Alice", "Bob", "Carol", "Dave"} {
			known[i].Gets = append(known[i].Gets, person{strings.ToLower(name), name, slices.Contains(names, name)})
		}
	}
	return known, nil
}

// A folk is a person in the picture; its classes say which calls reach them: "gets-one gets-all".
type folk struct{ Key, Classes string }

// folks stand in the picture from left to right.
func folks(calls []call) []folk {
	var all []folk
	for _, key := range []string{"alice", "carol", "bob", "dave"} {
		var classes []string
		for _, c := range calls {
			if slices.Contains(c.Gets, person{key, strings.ToUpper(key[:1]) + key[1:], true}) {
				classes = append(classes, "gets-"+c.ID)
			}
		}
		all = append(all, folk{key, strings.Join(classes, " ")})
	}
	return all
}

// Who is the answer in words: "Alice and Carol get it."
func (c call) Who() string {
	var names []string
	for _, p := range c.Gets {
		if p.Gets {
			names = append(names, p.Name)
		}
	}
	switch n := len(names); n {
	case 0:
		return "Nobody gets it."
	case 1:
		return names[0] + " gets it."
	case len(c.Gets):
		return "All " + [...]string{"two", "three", "four", "five", "six", "seven", "eight"}[n-2] + " get it."
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1] + " get it."
	}
}
