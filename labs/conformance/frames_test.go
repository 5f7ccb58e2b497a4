package conformance

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net"
	"regexp"
	"strconv"
	"strings"
)

// This file: packets of one client, whatever carries them.

// open makes an Engine.IO session and reads its handshake.
func (p *player) open(c *client, transport string) error {
	c.sid, c.polling = "", transport == "polling"
	if transport != "polling" && transport != "websocket" {
		return fmt.Errorf("%q is no transport", transport)
	}
	if c.polling {
		if err := p.poll(c); err != nil {
			return err
		}
	} else {
		if err := p.upgrade(c, "websocket", nil); err != nil {
			return err
		}
		if err := p.response(c, "101", "…", nil); err != nil {
			return err
		}
	}
	got, err := p.receive(c)
	if err != nil {
		return err
	}
	found := regexp.MustCompile(`^0\{"sid":"([^"]+)"`).FindStringSubmatch(got)
	if found == nil {
		return fmt.Errorf("the handshake is %q", got)
	}
	c.sid = found[1]
	p.vars[c.name+".sid"] = c.sid
	return nil
}

// connect opens a session where none is and joins a namespace: "TRANSPORT [/nsp,][auth]".
func (p *player) connect(c *client, rest string) error {
	transport, packet, _ := strings.Cut(rest, " ")
	if c.sid == "" {
		if err := p.open(c, transport); err != nil {
			return err
		}
	}
	if err := p.send(c, "40"+packet); err != nil {
		return err
	}
	got, err := p.receive(c)
	if err != nil {
		return err
	}
	found := regexp.MustCompile(`^40(/[^,]*,)?\{"sid":"([^"]+)"(,"pid":"([^"]+)")?\}$`).FindStringSubmatch(got)
	if found == nil {
		return fmt.Errorf("the answer to CONNECT is %q", got)
	}
	nsp := strings.Trim(found[1], ",")
	p.vars[c.name+nsp+".id"], p.vars[c.name+nsp+".pid"] = found[2], found[4]
	return nil
}

// send sends one packet, or several joined by ␞ (each its own frame on a WebSocket).
func (p *player) send(c *client, rest string) error {
	if c.socket != nil {
		for packet := range strings.SplitSeq(rest, "␞") {
			if err := c.socket.send(packet); err != nil {
				return err
			}
		}
		return nil
	}
	conn, err := p.dialFor(c)
	if err != nil {
		return err
	}
	x, err := begin(conn, "POST", p.target("polling&sid="+c.sid), record(rest), nil)
	if err != nil {
		return err
	}
	expire(conn, p.patience())
	res, body, err := x.end()
	if err != nil {
		return err
	}
	if res.StatusCode != 200 || body != "ok" {
		return fmt.Errorf("the POST got %d %s", res.StatusCode, show(body))
	}
	return nil
}

// poll begins a GET, as a client that waits for packets has one pending.
func (p *player) poll(c *client) error {
	conn, err := p.dialFor(c)
	if err != nil {
		return err
	}
	target := "polling"
	if c.sid != "" {
		target += "&sid=" + c.sid
	}
	c.get, err = begin(conn, "GET", p.target(target), "", nil)
	return err
}

// refusedError is the answer of a poll that is not 200.
type refusedError struct {
	status int
	body   string
}

func (r refusedError) Error() string { return fmt.Sprintf("the poll got %d %s", r.status, r.body) }

// receive returns the next packet; by polling it asks until there is one.
func (p *player) receive(c *client) (string, error) {
	switch {
	case c.socket != nil:
		expire(c.socket.conn, p.patience())
		return c.socket.receive()
	case !c.polling:
		return "", errors.New("the client has no session")
	}
	for len(c.queue) == 0 {
		if c.get == nil {
			if err := p.poll(c); err != nil {
				return "", err
			}
		}
		x := c.get
		c.get = nil
		expire(x.conn, p.patience())
		res, body, err := x.end()
		if err != nil {
			return "", fmt.Errorf("the poll: %w", err)
		}
		if res.StatusCode != 200 {
			return "", refusedError{res.StatusCode, body}
		}
		c.queue = strings.Split(show(body), "␞")
	}
	packet := c.queue[0]
	c.queue = c.queue[1:]
	return packet, nil
}

func (p *player) expect(c *client, want string) error {
	got, err := p.receive(c)
	if err != nil {
		return err
	}
	return p.vars.match(want, got)
}

// maybe takes a packet that may or may not come: a barrier tells which.
func (p *player) maybe(c *client, want string) error {
	name, err := p.ask(c)
	if err != nil {
		return err
	}
	got, err := p.receive(c)
	if err != nil {
		return err
	}
	if p.vars.match(want, got) != nil {
		return p.vars.match(answer(name), got)
	}
	return p.expect(c, answer(name))
}

// barrier proves that nothing has come: what is asked for now is answered next.
// (A Socket.IO server refuses an unknown namespace behind whatever it sent
// before; an engine that echoes, echoes.)
func (p *player) barrier(c *client) error {
	name, err := p.ask(c)
	if err != nil {
		return err
	}
	return p.expect(c, answer(name))
}

func (p *player) ask(c *client) (string, error) {
	p.serial++
	name := fmt.Sprintf("/~%d", p.serial)
	if p.path() == "/engine.io/" {
		return "", errors.New("barriers are made of namespaces: an engine echoes")
	}
	return name, p.send(c, "40"+name+",")
}

func answer(name string) string { return "44" + name + `,{"message":"Invalid namespace"}` }

// closed reads to the end of the session. A WebSocket ends with a code (1005
// unless said); a poll ends with `1`, with `6` or with 400, and then always 400.
func (p *player) closed(c *client, code string) error {
	if code == "" {
		code = "1005"
	}
	for {
		got, err := p.receive(c)
		if end, ok := errors.AsType[closedError](err); ok {
			if fmt.Sprint(int(end)) != code {
				return end
			}
			return nil
		}
		if end, ok := errors.AsType[refusedError](err); ok && end.status == 400 {
			return nil
		}
		if err != nil {
			return err
		}
		if c.socket != nil || got != "1" && got != "6" {
			return fmt.Errorf("got %q", got)
		}
	}
}

// close sends a close frame, empty or with a code.
func (c *client) close(rest string) error {
	if rest == "" {
		return c.socket.write(opClose, nil)
	}
	code, err := strconv.Atoi(rest)
	if err != nil {
		return err
	}
	return c.socket.write(opClose, binary.BigEndian.AppendUint16(nil, uint16(code)))
}

// frame writes bytes on a WebSocket as they are, given in hexadecimal.
func (c *client) frame(rest string) error {
	data, err := hex.DecodeString(strings.ReplaceAll(rest, " ", ""))
	if err != nil {
		return err
	}
	_, err = c.socket.conn.Write(data)
	return err
}

// abort drops every connection of the client, as a crash does.
func (c *client) abort() error {
	for _, conn := range c.conns {
		if tcp, ok := conn.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		conn.Close()
	}
	c.conns, c.http, c.get, c.socket = nil, nil, nil, nil
	return nil
}

// record writes ␞, the picture of the record separator in transcripts, as the wire has it.
func record(text string) string { return strings.ReplaceAll(text, "␞", "\x1e") }

func show(text string) string { return strings.ReplaceAll(text, "\x1e", "␞") }

func unquote(text string) string {
	s, err := strconv.Unquote(text)
	if err != nil {
		return text
	}
	return s
}

// vars are the placeholders of one transcript.
type vars map[string]string

// placeholder is $name, $name.field or $_; a client's socket in a namespace is $name/nsp.id.
var placeholder = regexp.MustCompile(`\$[a-z_]+(?:/[a-z]+)?(?:\.[a-z]+)?`)

// fill replaces every placeholder that has a value.
func (v vars) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(name string) string {
		if value, ok := v[name[1:]]; ok {
			return value
		}
		return name
	})
}

// match compares a line with what came. A placeholder without a value takes
// what stands there ($_ forgets it); … is any text.
func (v vars) match(want, got string) error {
	filled := v.fill(want)
	pattern, names := "", []string{}
	for filled != "" {
		if rest, ok := strings.CutPrefix(filled, "…"); ok {
			pattern, filled = pattern+`(?s:.*)`, rest
			continue
		}
		if at := placeholder.FindStringIndex(filled); at != nil && at[0] == 0 {
			names = append(names, filled[1:at[1]])
			pattern, filled = pattern+`([^"\\,\s]+?)`, filled[at[1]:]
			continue
		}
		next := len(filled)
		if at := placeholder.FindStringIndex(filled); at != nil {
			next = at[0]
		}
		if at := strings.Index(filled, "…"); at >= 0 {
			next = min(next, at)
		}
		pattern, filled = pattern+regexp.QuoteMeta(filled[:next]), filled[next:]
	}
	found := regexp.MustCompile(`^` + pattern + `$`).FindStringSubmatch(got)
	if found == nil {
		return fmt.Errorf("got %s", got)
	}
	took := vars{}
	for i, name := range names {
		if before, twice := took[name]; name != "_" && twice && before != found[i+1] {
			return fmt.Errorf("got %s, where $%s is two things", got, name)
		}
		took[name] = found[i+1]
	}
	delete(took, "_")
	maps.Copy(v, took)
	return nil
}
