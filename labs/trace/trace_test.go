package trace

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestNotation(t *testing.T) {
	for want, e := range map[string]Entry{
		"listening":                              {Kind: Listening},
		"open line 1 polling":                    {Kind: Open, Line: 1, Transport: "polling"},
		"upgrade line 1 websocket":               {Kind: Upgrade, Line: 1, Transport: "websocket"},
		"close line 2 ping timeout":              {Kind: Close, Line: 2, Reason: "ping timeout"},
		"connection alice id1":                   {Kind: Connection, Namespace: "/", Who: "Alice", Socket: "id1", Line: 1},
		"plug bob delay 500 ms":                  {Kind: Plug, Who: "bob", Reason: "delay 500 ms"},
		"connection id1":                         {Kind: Connection, Socket: "id1"},
		"disconnect bob transport close":         {Kind: Disconnect, Who: "Bob", Reason: "transport close"},
		"admit dave in /chat":                    {Kind: Admit, Who: "Dave", Namespace: "/chat"},
		`refuse dave "not authorized" in /admin`: {Kind: Refuse, Who: "Dave", Namespace: "/admin", Reason: "not authorized"},
		"join kitchen alice":                     {Kind: Join, Room: "kitchen", Who: "Alice", Socket: "id1"},
		`leave "the attic" "mary ann"`:           {Kind: Leave, Room: "the attic", Who: "Mary Ann"},
		`join "" id1`:                            {Kind: Join, Socket: "id1"},
		`event "chat message" alice ["hi"]`:      {Kind: Event, Event: "chat message", Who: "Alice", Args: json.RawMessage(`["hi"]`)},
		`event Chat alice [] unheard`:            {Kind: Event, Event: "Chat", Who: "Alice", Args: json.RawMessage(`[]`), Unheard: true},
		`ack join alice [{"ok":true}]`:           {Kind: Ack, Event: "join", Who: "Alice", Args: json.RawMessage(`[{"ok":true}]`)},
		`delivery note bob [1] in /chat`:         {Kind: Delivery, Event: "note", Who: "Bob", Namespace: "/chat", Args: json.RawMessage(`[1]`)},
		`> 42["join","kitchen"]`:                 {Kind: Sent, Who: "Alice", Data: `42["join","kitchen"]`},
		`< 40{"sid":"x"}`:                        {Kind: Received, Who: "Alice", Data: `40{"sid":"x"}`},
	} {
		if got := e.String(); got != want {
			t.Errorf("%+v reads %q, want %q", e, got, want)
		}
	}
}

func TestEntryJSONCarriesTheNotation(t *testing.T) {
	b, err := json.Marshal(Entry{ID: 3, Millis: 12, Kind: Delivery, Who: "Bob", Event: "note", Args: json.RawMessage(`["<b>"]`)})
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got["text"] != `delivery note bob ["<b>"]` || got["id"] != 3.0 || got["kind"] != "delivery" {
		t.Errorf("got %s", b)
	}
}

func TestAfterGivesEachEntryOnceInOrder(t *testing.T) {
	l := New(Config{Keep: 5})
	read := func(id uint64) (string, uint64) {
		entries, missed, _ := l.After(id)
		var b strings.Builder
		for _, e := range entries {
			fmt.Fprintf(&b, "%d:%s ", e.ID, e.Room)
		}
		return strings.TrimSpace(b.String()), missed
	}
	if got, missed := read(0); got != "" || missed != 0 {
		t.Errorf("empty log: %q, missed %d", got, missed)
	}
	for i := range 3 {
		l.Add(Entry{Kind: Join, Room: fmt.Sprint("r", i+1)})
	}
	if got, missed := read(1); got != "2:r2 3:r3" || missed != 0 {
		t.Errorf("after 1: %q, missed %d", got, missed)
	}
	if got, _ := read(99); got != "" {
		t.Errorf("after an id that is still to come: %q", got)
	}
	for i := range 9 {
		l.Add(Entry{Kind: Join, Room: fmt.Sprint("r", i+4)})
	}
	if got, missed := read(3); got != "8:r8 9:r9 10:r10 11:r11 12:r12" || missed != 4 {
		t.Errorf("after 3 with five kept: %q, missed %d, want 8 to 12 and 4 missed", got, missed)
	}
	if got, missed := read(12); got != "" || missed != 0 {
		t.Errorf("at the end: %q, missed %d", got, missed)
	}
}

func TestReadersAreWokenAndTimesAreTheLogs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(Config{})
		_, _, more := l.After(0)
		done := make(chan []Entry)
		for range 2 {
			go func() {
				<-more
				entries, _, _ := l.After(0)
				done <- entries
			}()
		}
		synctest.Wait()
		time.Sleep(1500 * time.Millisecond)
		l.Add(Entry{Kind: Listening})
		for range 2 {
			if got := <-done; len(got) != 1 || got[0].At() != 1500*time.Millisecond {
				t.Errorf("woken reader got %v", got)
			}
		}
	})
}

func TestBigValuesAreCut(t *testing.T) {
	l := New(Config{Preview: 8})
	l.Add(Entry{Kind: Event, Event: strings.Repeat("é", 100), Args: json.RawMessage(`["` + strings.Repeat("x", 100) + `"]`)})
	entries, _, _ := l.After(0)
	e := entries[0]
	if e.Event != "éééé…" {
		t.Errorf("event name kept as %q", e.Event)
	}
	if got := string(e.Args); got != `"[\"xxxxxx…"` {
		t.Errorf("values kept as %s", got)
	}
	if !json.Valid(e.Args) {
		t.Errorf("cut values are no JSON: %s", e.Args)
	}
}

func TestWatchersAreCounted(t *testing.T) {
	l := New(Config{})
	if l.Watched() {
		t.Error("watched before anybody watches")
	}
	a, b := l.Watch(), l.Watch()
	a()
	a() // a second call of one watcher's stop must not count for the other
	if !l.Watched() {
		t.Error("not watched although one of two is left")
	}
	b()
	if l.Watched() {
		t.Error("watched after everybody left")
	}
}
