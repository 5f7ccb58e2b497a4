package scene

import (
	"fmt"
	"strings"
)

// parseCalls reads server calls as they are written in JavaScript, with ; between, and gives what the Switchboard is
// asked for: {base, mods, event} and, for what comes after, then.
func parseCalls(code string) (value, error) {
	s := &scanner{text: code}
	first, err := s.call()
	if err != nil {
		return value{}, err
	}
	if s.take(";") && !s.done() {
		rest, err := parseCalls(s.text[s.at:])
		if err != nil {
			return value{}, err
		}
		first.set("then", rest)
		s.at = len(s.text)
	}
	if !s.done() {
		return value{}, fmt.Errorf("%q is left over after the call", s.text[s.at:])
	}
	return first, nil
}

func text(s string) value { return value{literal: s} }

func (v *value) set(key string, item value) {
	v.keys, v.items = append(v.keys, key), append(v.items, item)
}

// call reads one chain such as io.to("kitchen").except("garden").emit("note").
func (s *scanner) call() (value, error) {
	base := ""
	switch {
	case s.take("io.of("):
		name, err := s.value()
		if err != nil || !s.take(")") {
			return value{}, fmt.Errorf(`of takes the name of a namespace, as in io.of("/admin")`)
		}
		base = fmt.Sprintf("io.of(%s)", showJSON(name.literal))
	case s.take("io.sockets"):
		base = "io.sockets"
	case s.take("io"):
		base = "io"
	case s.take("socket"):
		base = "socket"
	default:
		return value{}, fmt.Errorf("a call begins with io, io.of(…) or socket, and not with %q", s.text[s.at:])
	}
	call, mods := value{kind: object}, value{kind: list}
	call.set("base", text(base))
	for s.take(".") {
		found := s.match(bareKey)
		if found == nil {
			return call, fmt.Errorf("a name is missing after the dot before %q", s.text[s.at:])
		}
		args, has, err := s.arguments()
		if err != nil {
			return call, err
		}
		mod := value{kind: object}
		mod.set("name", text(found[0]))
		switch {
		case found[0] == "emit":
			if len(args) == 0 {
				return call, fmt.Errorf("emit takes the name of an event")
			}
			call.set("event", args[0])
			if len(args) > 1 && args[1].kind == callback {
				call.set("ack", value{literal: true})
			}
			call.set("mods", mods)
			return call, nil
		case found[0] == "timeout" && len(args) == 1:
			mod.set("ms", args[0])
		case has && len(args) == 1 && args[0].kind == list:
			mod.set("rooms", args[0])
		case has:
			mod.set("rooms", value{kind: list, items: args})
		}
		mods.items = append(mods.items, mod)
	}
	call.set("event", text(""))
	call.set("mods", mods)
	return call, nil
}

// callback is the function that a call is given; only that it is there matters.
const callback kind = -1

// arguments reads (a, b), if there is a parenthesis.
func (s *scanner) arguments() (args []value, has bool, err error) {
	if !s.take("(") {
		return nil, false, nil
	}
	for first := true; !s.take(")"); first = false {
		if !first && !s.take(",") {
			return nil, true, fmt.Errorf("a comma or ) is missing before %q", s.text[s.at:])
		}
		s.space()
		switch {
		case strings.HasPrefix(s.text[s.at:], "socket.id"):
			s.at += len("socket.id")
			args = append(args, text("socket.id"))
		case s.take("callback"):
			args = append(args, value{kind: callback})
		default:
			v, err := s.value()
			if err != nil {
				return nil, true, err
			}
			args = append(args, v)
		}
	}
	return args, true, nil
}
