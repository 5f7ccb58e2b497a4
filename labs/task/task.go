// Package task judges what somebody does in a lab: from the session's trace, never from what a page claims.
package task

import (
	"slices"
	"strings"

	"socketlab/labs/trace"
)

// A Task is something to do in a lab.
type Task struct {
	Lab   string
	Mode  string // "" means any
	Needs []Need // all at the same time
}

// A Need is one thing that the server has to have seen. One of its conditions is set; people are named as in auth.
type Need struct {
	// Fact is a line of the trace in its notation, in which * stands for any one word: "disconnect * transport close".
	Fact string
	// Never is a line that must not be in the trace.
	Never string
	// Exactly are those who receive Event from one call, one copy each and nobody else, in Ways calls that differ.
	Exactly []string
	Event   string
	Ways    int // 0 means 1
	// Left was put into Room, was taken out of it, and is still connected.
	Left string
	Room string
	// OneLine is in all of Namespaces now, over one connection and without another one.
	OneLine    string
	Namespaces []string
}

// callEnds is when a call that was not acknowledged has sent all that it sends, in milliseconds.
const callEnds = 500

// Judge says of each need whether it is met, at a time in milliseconds since the log began.
func Judge(t Task, entries []trace.Entry, now int64) []bool {
	met := make([]bool, len(t.Needs))
	for i, need := range t.Needs {
		switch {
		case need.Fact != "":
			met[i] = saw(need.Fact, entries)
		case need.Never != "":
			met[i] = !saw(need.Never, entries)
		case len(need.Exactly) > 0:
			met[i] = ways(need, entries, now) >= max(need.Ways, 1)
		case need.Left != "":
			met[i] = left(need, entries)
		case need.OneLine != "":
			met[i] = oneLine(need, entries)
		}
	}
	return met
}

func saw(pattern string, entries []trace.Entry) bool {
	return slices.ContainsFunc(entries, func(e trace.Entry) bool { return matches(pattern, e.String()) })
}

// matches compares a line word by word.
func matches(pattern, line string) bool {
	want, got := strings.Fields(pattern), strings.Fields(line)
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == "*" || w == g })
}

// ways counts calls of different words that reached exactly those people. A call is an event of a client and all that the
// server sends until it acknowledges it, another event comes, or time is up.
func ways(need Need, entries []trace.Entry, now int64) int {
	wanted := slices.Sorted(slices.Values(need.Exactly))
	var calls []string
	for i, call := range entries {
		if call.Kind != trace.Event {
			continue
		}
		var got []string
		ended := now-call.Millis > callEnds
		for _, e := range entries[i+1:] {
			if e.Kind == trace.Event || e.Kind == trace.Ack && e.Socket == call.Socket {
				ended = true
				break
			}
			if e.Kind == trace.Delivery && e.Event == need.Event {
				got = append(got, e.Who)
			}
		}
		slices.Sort(got)
		words := call.Event + string(call.Args)
		if ended && slices.Equal(got, wanted) && !slices.Contains(calls, words) {
			calls = append(calls, words)
		}
	}
	return len(calls)
}

// present are the connections of the sockets that have not gone.
func present(entries []trace.Entry) []trace.Entry {
	var here []trace.Entry
	for _, e := range entries {
		switch e.Kind {
		case trace.Connection:
			here = append(here, e)
		case trace.Disconnect:
			here = slices.DeleteFunc(here, func(c trace.Entry) bool { return c.Socket == e.Socket && c.Namespace == e.Namespace })
		}
	}
	return here
}

// left looks at sockets that are still there: who disconnects is in no room either, but has left the house.
func left(need Need, entries []trace.Entry) bool {
	for _, socket := range present(entries) {
		out := false
		for _, e := range entries {
			if e.Socket == socket.Socket && e.Namespace == socket.Namespace && e.Room == need.Room && (e.Kind == trace.Join || e.Kind == trace.Leave) {
				out = e.Kind == trace.Leave
			}
		}
		if out && socket.Who == need.Left {
			return true
		}
	}
	return false
}

func oneLine(need Need, entries []trace.Entry) bool {
	line := 0
	var namespaces []string
	for _, e := range present(entries) {
		if e.Who != need.OneLine {
			continue
		}
		if line != 0 && e.Line != line {
			return false
		}
		line = e.Line
		namespaces = append(namespaces, e.Namespace)
	}
	return line != 0 && !slices.ContainsFunc(need.Namespaces, func(ns string) bool { return !slices.Contains(namespaces, ns) })
}
