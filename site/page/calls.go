package page

// A call is one line of server code on the home page's picture, and who receives what it sends. The house stands still:
// Alice (whose handler runs) and Carol are in the kitchen, Bob is in the hall, Dave is in the garden.
type call struct {
	ID   string
	Code string
	Gets []person
	Why  string
}

type person struct {
	Key  string // "alice": class names
	Name string
	Gets bool
}

// calls are the five smallest calls that reach five different sets of people (CURRICULUM.md section 9).
func calls() []call {
	return []call{
		{"one", `socket.emit("note")`, gets("alice"), "Only the one client that this socket stands for."},
		{"all", `io.emit("note")`, gets("alice", "bob", "carol", "dave"), "Everybody who is connected."},
		{"others", `socket.broadcast.emit("note")`, gets("bob", "carol", "dave"), "Everybody but Alice, because it is her socket."},
		{"room", `io.to("kitchen").emit("note")`, gets("alice", "carol"), "Whoever is in the kitchen."},
		{"roommates", `socket.to("kitchen").emit("note")`, gets("carol"), "Whoever is in the kitchen, but not Alice herself."},
	}
}

func gets(keys ...string) []person {
	people := []person{{Key: "alice", Name: "Alice"}, {Key: "bob", Name: "Bob"}, {Key: "carol", Name: "Carol"}, {Key: "dave", Name: "Dave"}}
	for i := range people {
		for _, key := range keys {
			people[i].Gets = people[i].Gets || people[i].Key == key
		}
	}
	return people
}

// Who is the answer in words: "Alice and Carol".
func (c call) Who() string {
	var names []string
	for _, p := range c.Gets {
		if p.Gets {
			names = append(names, p.Name)
		}
	}
	switch n := len(names); n {
	case 1:
		return names[0] + " gets it."
	case 4:
		return "All four get it."
	default:
		text := names[0]
		for i, name := range names[1:] {
			if i == n-2 {
				text += " and " + name
			} else {
				text += ", " + name
			}
		}
		return text + " get it."
	}
}
