package scene

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"socketlab/labs/socketio/packet"
)

var (
	seatWord   = regexp.MustCompile(`^([A-Z][A-Za-z]*(?:\(\d\))?)(?:@(/[\w/-]*))?`)
	between    = regexp.MustCompile(`^(?:,\s*|\s+and\s+)`)
	connectTo  = regexp.MustCompile(`^connects?(?: to (/\S*))?(?: with (\{.*?\}))?(?: and calls? (.+))?$`)
	withinTail = regexp.MustCompile(` within (\d+m?s)$`)
	verbWord   = regexp.MustCompile(`^([a-z]+)\s*`)
)

const canDo = "people connect, emit, ask, call, answer, leave, close the tab, lose the line, come back or send > FRAME"

const canSee = "people receive, may receive, are answered, not answered, connected, refused or disconnected, or stay connected; " +
	"or: nobody receives anything"

// people reads the names at the beginning of a sentence.
func people(text string) (who []seat, rest string, err error) {
	rest = text
	for {
		found := seatWord.FindStringSubmatch(rest)
		if found == nil {
			return nil, "", fmt.Errorf("%q should begin with a name, as in `Alice, Bob and Carol`", firstWords(rest))
		}
		who = append(who, seat{found[1], found[2]})
		rest = rest[len(found[0]):]
		sep := between.FindString(rest)
		if sep == "" {
			return who, strings.TrimSpace(rest), nil
		}
		rest = rest[len(sep):]
	}
}

func firstWords(text string) string {
	if len(text) > 30 {
		return text[:30] + "…"
	}
	return text
}

func parseStep(text string) (st step, err error) {
	who, rest, err := people(text)
	if err != nil {
		return st, err
	}
	st.who = who
	found := verbWord.FindStringSubmatch(rest)
	if found == nil {
		return st, fmt.Errorf("nothing is said of what %s does: %s", names(who), canDo)
	}
	tail := rest[len(found[0]):]
	switch strings.TrimSuffix(found[1], "s") {
	case "connect":
		return st, st.parseConnect(rest)
	case "emit":
		st.verb = emits
		st.event, st.values, err = eventAndValues(tail)
	case "ask":
		st.verb = asks
		if limit := withinTail.FindStringSubmatch(tail); limit != nil {
			st.within, _ = time.ParseDuration(limit[1])
			tail = strings.TrimSuffix(tail, limit[0])
		}
		st.event, st.values, err = eventAndValues(tail)
	case "call":
		st.verb, st.call, st.event = asks, true, "call"
		var code value
		code, err = parseCalls(tail)
		st.values = []value{code}
	case "answer":
		st.verb = answers
		st.event, st.values, err = eventAndValues(tail)
	case "leave":
		st.verb = leaves
	case "send":
		st.verb = sends
		st.frame = strings.TrimSpace(strings.TrimPrefix(tail, ">"))
		if !strings.HasPrefix(tail, ">") || st.frame == "" {
			err = fmt.Errorf("a frame is written as on the wire, after a >, as in `sends > 42[\"join\",\"kitchen\"]`")
		}
	default:
		switch rest {
		case "closes the tab", "close the tab", "loses the line", "lose the line":
			st.verb = closes
		case "comes back", "come back":
			st.verb = returns
		default:
			err = fmt.Errorf("%q is nothing that people can do: %s", firstWords(rest), canDo)
		}
	}
	return st, err
}

func (st *step) parseConnect(text string) error {
	st.verb = connects
	found := connectTo.FindStringSubmatch(text)
	if found == nil {
		return fmt.Errorf("%q cannot be read: write connects, connects to /chat, or connects to /chat with {token: \"…\"}", text)
	}
	for i := range st.who {
		switch {
		case st.who[i].namespace == "" && found[1] == "":
			st.who[i].namespace = "/"
		case found[1] != "":
			st.who[i].namespace = found[1]
		}
	}
	st.auth.kind = object
	if found[2] != "" {
		s := &scanner{text: found[2]}
		auth, err := s.value()
		if err != nil {
			return err
		}
		st.auth = auth
	}
	if found[3] != "" {
		code, err := parseCalls(found[3])
		if err != nil {
			return err
		}
		st.auth.set("call", code)
	}
	return nil
}

func eventAndValues(text string) (event string, values []value, err error) {
	s := &scanner{text: text}
	if event, err = s.event(); err != nil {
		return "", nil, err
	}
	values, err = s.values()
	return event, values, err
}

func parseExpect(text string) (e expect, err error) {
	who, rest, err := people(text)
	if err != nil {
		return e, err
	}
	e.who = who
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "is "), "are ")
	found := verbWord.FindStringSubmatch(rest)
	if found == nil {
		return e, fmt.Errorf("nothing is said of what %s sees: %s", names(who), canSee)
	}
	s := &scanner{text: rest[len(found[0]):]}
	switch found[1] {
	case "receives", "receive":
		if s.take("<") {
			return e, e.parseFrame(strings.TrimSpace(s.text[s.at:]))
		}
		e.sight = receives
		e.event, e.values, err = eventAndValues(s.text)
		return e, err
	case "may":
		e.sight = mayReceive
		e.often = s.take("often")
		if !s.take("receive") {
			return e, fmt.Errorf("may what? `may receive EVENT …` and `may often receive EVENT …` are known")
		}
		e.event, e.values, err = eventAndValues(s.text[s.at:])
		return e, err
	case "answered":
		e.sight = answered
		e.values, err = s.values()
		return e, err
	case "refused":
		e.sight = refused
		if !s.done() {
			if e.text, err = s.quoted(); err == nil {
				e.values, err = s.values()
			}
		}
		return e, err
	}
	switch rest {
	case "not answered":
		e.sight = unanswered
	case "connected":
		e.sight = connected
	case "disconnected":
		e.sight = disconnected
	case "stays connected", "stay connected":
		e.sight = stays
	default:
		return e, fmt.Errorf("%q is nothing that can be seen: %s", firstWords(rest), canSee)
	}
	return e, nil
}

// parseFrame reads an event as it is on the wire.
func (e *expect) parseFrame(frame string) error {
	var d packet.Decoder
	p, ok, err := d.Add([]byte(strings.TrimPrefix(frame, "4")), false)
	if err != nil || !ok || p.Type != packet.Event || frame[0] != '4' {
		return fmt.Errorf("%q is no frame of an event, such as 42[\"note\",{\"n\":1}]", frame)
	}
	e.sight, e.event = receives, p.Name
	for _, raw := range p.Elements() {
		s := &scanner{text: string(raw.(packet.Raw).JSON())}
		v, err := s.value()
		if err != nil {
			return err
		}
		e.values = append(e.values, v)
	}
	for i := range e.who {
		e.who[i].namespace = p.Namespace
	}
	return nil
}

var hintText = regexp.MustCompile(`^(.+?) (?:gets? it|lacks? it|is unanswered|is answered otherwise|is let in): (.+)$`)

func parseHint(text string) (h hint, err error) {
	found := hintText.FindStringSubmatch(text)
	if found == nil {
		return h, fmt.Errorf("write `if Bob gets it: …`, `lacks it`, `is unanswered`, `is answered otherwise` or `is let in`; also `if everybody gets it` and `if nobody gets it`")
	}
	h.text = found[2]
	h.what = strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(text, found[1])), ": "+found[2])
	h.what = strings.NewReplacer("gets it", "gets", "get it", "gets", "lacks it", "lacks", "lack it", "lacks").Replace(h.what)
	switch found[1] {
	case "everybody":
		h.everybody = true
	case "nobody":
		h.nobody = true
	default:
		var rest string
		if h.who, rest, err = people(found[1]); err == nil && rest != "" {
			err = fmt.Errorf("%q should be names, everybody or nobody", found[1])
		}
	}
	return h, err
}
