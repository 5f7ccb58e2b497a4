package task

import (
	"slices"
	"testing"

	"socketlab/labs/trace"
)

func TestJudge(t *testing.T) {
	in := func(who, socket string) trace.Entry {
		return trace.Entry{Kind: trace.Connection, Namespace: "/", Who: who, Socket: socket, Line: 1}
	}
	gone := func(socket string) trace.Entry {
		return trace.Entry{Kind: trace.Disconnect, Namespace: "/", Socket: socket, Reason: "transport close"}
	}
	room := func(kind trace.Kind, socket string) trace.Entry {
		return trace.Entry{Kind: kind, Namespace: "/", Socket: socket, Room: "attic"}
	}
	call := trace.Entry{Kind: trace.Event, Event: "call", Socket: "a", Millis: 1000}
	copyTo := func(who string) trace.Entry { return trace.Entry{Kind: trace.Delivery, Event: "note", Who: who} }
	ack := trace.Entry{Kind: trace.Ack, Event: "call", Socket: "a"}
	exactly := Need{Exactly: []string{"Bob"}, Event: "note"}
	bobLeft := Need{Left: "Bob", Room: "attic"}
	twoDoors := Need{OneLine: "Alice", Namespaces: []string{"/", "/admin"}}

	for _, test := range []struct {
		name    string
		need    Need
		entries []trace.Entry
		now     int64
		want    bool
	}{
		{"a line in which a word may be any", Need{Fact: "disconnect * transport close"}, []trace.Entry{gone("b")}, 0, true},
		{"a line with another word", Need{Fact: "disconnect * ping timeout"}, []trace.Entry{gone("b")}, 0, false},
		{"a line that must not be", Need{Never: "disconnect * transport close"}, []trace.Entry{gone("b")}, 0, false},
		{"a line that is not", Need{Never: "disconnect * transport close"}, nil, 0, true},
		{"one copy, acknowledged", exactly, []trace.Entry{call, copyTo("Bob"), ack}, 1001, true},
		{"a call that may still send", exactly, []trace.Entry{call, copyTo("Bob")}, 1001, false},
		{"a call that has had its time", exactly, []trace.Entry{call, copyTo("Bob")}, 1600, true},
		{"two copies", exactly, []trace.Entry{call, copyTo("Bob"), copyTo("Bob"), ack}, 1001, false},
		{"somebody else too", exactly, []trace.Entry{call, copyTo("Bob"), copyTo("Alice"), ack}, 1001, false},
		{"what comes behind the acknowledgement", exactly, []trace.Entry{call, copyTo("Bob"), ack, copyTo("Alice")}, 1001, true},
		{"out of the room and there", bobLeft, []trace.Entry{in("Bob", "b"), room(trace.Join, "b"), room(trace.Leave, "b")}, 0, true},
		{"in again", bobLeft, []trace.Entry{in("Bob", "b"), room(trace.Join, "b"), room(trace.Leave, "b"), room(trace.Join, "b")}, 0, false},
		{"out of the room because gone", bobLeft, []trace.Entry{in("Bob", "b"), room(trace.Join, "b"), room(trace.Leave, "b"), gone("b")}, 0, false},
		{"gone and back", bobLeft, []trace.Entry{in("Bob", "b"), room(trace.Join, "b"), room(trace.Leave, "b"), gone("b"), in("Bob", "c")}, 0, false},
		{"one door", twoDoors, []trace.Entry{in("Alice", "a")}, 0, false},
		{"two doors, one line", twoDoors, []trace.Entry{in("Alice", "a"), {Kind: trace.Connection, Namespace: "/admin", Who: "Alice", Socket: "x", Line: 1}}, 0, true},
		{"two doors, two lines", twoDoors, []trace.Entry{in("Alice", "a"), {Kind: trace.Connection, Namespace: "/admin", Who: "Alice", Socket: "x", Line: 2}}, 0, false},
	} {
		if got := Judge(Task{Needs: []Need{test.need}}, test.entries, test.now); !slices.Equal(got, []bool{test.want}) {
			t.Errorf("%s: %v, want %t", test.name, got, test.want)
		}
	}
}
