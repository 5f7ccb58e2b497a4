package trace

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Kind says what an [Entry] reports. Its text is the first word of the notation.
type Kind string

// The facts, as the server saw them.
const (
	Listening  Kind = "listening"  // the server is up; nobody needs to be there
	Open       Kind = "open"       // a low-level connection begins
	Upgrade    Kind = "upgrade"    // it changes its transport
	Close      Kind = "close"      // it ends, with a reason
	Admit      Kind = "admit"      // a namespace's middleware let a client in
	Refuse     Kind = "refuse"     // a client was kept out of a namespace, with the reason
	Connection Kind = "connection" // a socket is in a namespace
	Disconnect Kind = "disconnect" // it has gone, with a reason
	Join       Kind = "join"       // a socket is on a room's list
	Leave      Kind = "leave"      // and off it again
	Event      Kind = "event"      // an event came in
	Ack        Kind = "ack"        // and the server answered it
	Answer     Kind = "answer"     // a client answered an event of the server
	Delivery   Kind = "delivery"   // the server handed one copy of an event to one client
	Failure    Kind = "failure"    // a handler failed; the client is not told
	Plug       Kind = "plug"       // somebody did something to a client's line, not to the server
)

// The two directions of a frame, seen from the client as in the notation.
const (
	Sent     Kind = ">" // client to server
	Received Kind = "<" // server to client
)

// Entry is one line of a trace. Only the fields that its kind needs are set.
type Entry struct {
	ID        uint64          `json:"id"` // 1, 2, 3 … within one log
	Millis    int64           `json:"ms"` // since the log began
	Kind      Kind            `json:"kind"`
	Namespace string          `json:"ns,omitempty"`
	Socket    string          `json:"socket,omitempty"`    // id of the server-side socket
	Who       string          `json:"who,omitempty"`       // the name that the client gave in auth
	Line      int             `json:"line,omitempty"`      // number of the low-level connection: 1, 2, 3 …
	Transport string          `json:"transport,omitempty"` // of Open and Upgrade
	Room      string          `json:"room,omitempty"`
	Event     string          `json:"event,omitempty"`
	Args      json.RawMessage `json:"args,omitempty"`    // values as a JSON array, cut to a preview by [Log.Add]
	Unheard   bool            `json:"unheard,omitempty"` // an event that no handler listens for
	Own       bool            `json:"own,omitempty"`     // the room that every socket has for its own id
	Reason    string          `json:"reason,omitempty"`
	Data      string          `json:"data,omitempty"` // a frame, as it is on the wire
}

// MarshalJSON adds the notation as "text", so that whoever reads the stream need not know its rules.
func (e Entry) MarshalJSON() ([]byte, error) {
	type plain Entry
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(struct {
		plain
		Text string `json:"text"`
	}{plain(e), e.String()})
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// At is the time since the log began, in milliseconds' precision.
func (e Entry) At() time.Duration { return time.Duration(e.Millis) * time.Millisecond }

// String is the one notation (docs of the package): the kind, what, who, and what else is to be said.
func (e Entry) String() string {
	var words []string
	say := func(s ...string) {
		for _, w := range s {
			if w != "" {
				words = append(words, w)
			}
		}
	}
	line := ""
	if e.Line > 0 {
		line = "line " + strconv.Itoa(e.Line)
	}
	switch e.Kind {
	case Sent, Received:
		return string(e.Kind) + " " + e.Data
	case Open, Upgrade:
		say(string(e.Kind), line, e.Transport)
	case Close:
		say(string(e.Kind), line, e.Reason)
	case Connection:
		say(string(e.Kind), e.who())
		if e.Who != "" {
			say(e.Socket)
		}
	case Disconnect, Plug:
		say(string(e.Kind), e.who(), e.Reason)
	case Admit, Refuse, Failure:
		say(string(e.Kind), e.who(), quoteIf(e.Reason))
	case Join, Leave:
		say(string(e.Kind), word(e.Room), e.who())
	case Event, Ack, Answer, Delivery:
		say(string(e.Kind))
		if e.Event != "" {
			say(word(e.Event))
		}
		say(e.who(), string(e.Args))
		if e.Unheard {
			say("unheard")
		}
	default:
		say(string(e.Kind), e.Reason)
	}
	if e.Namespace != "" && e.Namespace != "/" {
		say("in", e.Namespace)
	}
	return strings.Join(words, " ")
}

// who is the person in lower case, or the socket's id where the client gave no name, or its line before it has a socket.
func (e Entry) who() string {
	switch {
	case e.Who == "" && e.Socket == "" && e.Line > 0:
		return "line " + strconv.Itoa(e.Line)
	case e.Who == "":
		return e.Socket
	}
	return word(strings.ToLower(e.Who))
}

// word quotes what would not read as one word.
func word(s string) string {
	odd := func(r rune) bool { return unicode.IsSpace(r) || r == '"' || !unicode.IsPrint(r) }
	if s == "" || strings.ContainsFunc(s, odd) {
		return strconv.Quote(s)
	}
	return s
}

func quoteIf(s string) string {
	if s == "" {
		return ""
	}
	return strconv.Quote(s)
}
