package limits

import (
	"strings"
	"time"
	"unicode/utf8"

	"socketlab/labs/socketio"
)

const (
	atOnce    = 5 // messages
	perSecond = 5
)

// A gate stands before one client. Its handlers run one at a time, so it needs no lock.
type gate struct {
	io   *socketio.Server
	name string
	left float64   // messages that may still come at once
	seen time.Time // when the last one came
}

func (g *gate) message(value any, ack socketio.Ack) {
	text, why := check(value)
	if !g.inTime(time.Now()) {
		why = "too fast"
	}
	if why != "" {
		ack(object{"ok": false, "why": why})
		return
	}
	note := object{"from": g.name, "text": text}
	g.io.Emit("chat message", note)
	ack(object{"ok": true})
}

// check says why a value is refused, "" if it is not.
func check(value any) (text, why string) {
	text, ok := value.(string)
	if !ok {
		return "", "text only"
	}
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n < 1 || n > 200 {
		return "", "1 to 200 characters"
	}
	return text, ""
}

// inTime counts a message, and reports whether it may pass.
func (g *gate) inTime(now time.Time) bool {
	regained := now.Sub(g.seen).Seconds() * perSecond
	g.left, g.seen = min(atOnce, g.left+regained), now
	if g.left < 1 {
		return false
	}
	g.left--
	return true
}
