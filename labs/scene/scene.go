package scene

import (
	"fmt"
	"strings"
	"time"
)

// A Scene is one story. It is made by [Parse].
type Scene struct {
	Name string   // what the first line says
	Tags []string // where it comes from: P06 (prediction), #4 (cheat sheet), T1 (lab task)
	Mode string   // of the lab; "" means its first
	Over string   // the only transport that it makes sense over; "" means any
	File string
	Line int

	vary    []string
	wait    time.Duration // how long what is missing is waited for, if longer than otherwise
	moments []moment
}

// At is the place of the scene, as in "rooms/scenes.txt:12".
func (s *Scene) At() string { return fmt.Sprintf("%s:%d", s.File, s.Line) }

// moment is something that happens, and what is seen of it.
type moment struct {
	line    int
	setup   bool // "given": not judged
	steps   []step
	expects []expect
	hints   []hint
	silent  bool // "nobody receives anything" was said
	told    bool // there is a "then"
}

// seat is a person in a namespace.
type seat struct {
	person    string // Alice, or Alice(2)
	namespace string
}

func (s seat) String() string {
	if s.namespace == "/" {
		return s.person
	}
	return s.person + "@" + s.namespace
}

// name is what the person is called, whichever tab it is.
func (s seat) name() string {
	name, _, _ := strings.Cut(s.person, "(")
	return name
}

type verb int

const (
	connects verb = iota
	emits
	asks
	answers
	leaves
	closes
	returns
	sends
)

// step is something that people do.
type step struct {
	line   int
	verb   verb
	who    []seat
	event  string
	values []value
	auth   value         // of connects: an object, or nothing
	call   bool          // of asks: it is a call of the Switchboard, which says {ok: true} if nothing is wrong
	within time.Duration // of asks
	frame  string        // of sends
}

type sight int

const (
	receives sight = iota
	mayReceive
	answered
	unanswered
	connected
	refused
	disconnected
	stays
)

// expect is what people are to see.
type expect struct {
	line   int
	sight  sight
	who    []seat
	event  string
	values []value
	text   string // of refused: the message; nothing means any
	often  bool   // of mayReceive: any number of copies
}

// hint is what an author has to say about a mistake.
type hint struct {
	line      int
	who       []seat
	everybody bool
	nobody    bool
	what      string // gets, lacks, is unanswered, is answered otherwise, is let in
	text      string
}

func names(seats []seat) string {
	words := make([]string, len(seats))
	for i, s := range seats {
		words[i] = s.String()
	}
	return enumerate(words)
}

// enumerate is "a, b and c".
func enumerate(words []string) string {
	switch n := len(words); n {
	case 0:
		return "nobody"
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}
