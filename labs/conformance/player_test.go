package conformance

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// end is one server under test.
type end interface {
	name() string // "node" or "ours"
	path() string // "/socket.io/" or "/engine.io/"
	dial() (net.Conn, error)
	settle()              // returns when the server has done all it can do before more input or time
	facts() <-chan string // what the server saw, in order
	patience() time.Duration
	exact() bool // the clock is fake, so a duration is what it says
}

// player plays one transcript against one end.
type player struct {
	end
	vars    vars
	clients map[string]*client
	marked  time.Time
	told    bool // a fact was asked for, so all must be
	serial  int  // of barriers
}

// client is one name in a transcript.
type client struct {
	name    string
	sid     string    // Engine.IO session, when opened by polling
	polling bool      // frames go by GET and POST
	socket  *socket   // frames go by WebSocket
	queue   []string  // packets of the last poll not asked for yet
	get     *exchange // a poll begun by `poll`
	http    []*exchange
	raw     *bufio.Reader
	conns   []net.Conn
}

func play1(e end, steps []step) error {
	p := &player{end: e, vars: vars{"big": strings.Repeat("0123456789", 7000)}, clients: map[string]*client{}, marked: time.Now()}
	defer p.hangUp()
	for _, s := range steps {
		if s.only != "" && s.only != e.name() {
			continue
		}
		if err := p.step(s); err != nil {
			return fmt.Errorf("line %d: %s: %w", s.line, s, err)
		}
		p.settle()
	}
	for p.told {
		select {
		case fact := <-p.facts():
			if !strings.HasPrefix(fact, "refused ") { // `closed` asks on until it is refused
				return fmt.Errorf("at the end: a fact that nobody asked for: %q", fact)
			}
		default:
			return nil
		}
	}
	return nil
}

func (p *player) hangUp() {
	for _, c := range p.clients {
		for _, conn := range c.conns {
			conn.Close()
		}
	}
}

func (p *player) client(name string) *client {
	c := p.clients[name]
	if c == nil {
		c = &client{name: name}
		p.clients[name] = c
	}
	return c
}

func (p *player) step(s step) error {
	c := p.client(s.client)
	rest := p.vars.fill(s.rest)
	var header []string
	for _, line := range s.header {
		header = append(header, p.vars.fill(line))
	}
	switch s.verb {
	case "text", "frame", "close":
		if c.socket == nil {
			return errors.New("the client has no WebSocket")
		}
	}
	switch s.verb {
	case "open":
		return p.open(c, rest)
	case "connect":
		return p.connect(c, rest)
	case "ws":
		return p.upgrade(c, rest, header)
	case "poll":
		if c.get != nil {
			return errors.New("a poll is pending already")
		}
		return p.poll(c)
	case ">":
		return p.send(c, rest)
	case "text":
		return c.socket.write(opText, []byte(unquote(rest)))
	case "<":
		return p.expect(c, s.rest)
	case "<?":
		return p.maybe(c, s.rest)
	case "nothing":
		return p.barrier(c)
	case "settled": // the step before has had its effect: every step ends so
		return nil
	case "closed":
		return p.closed(c, rest)
	case "frame":
		return c.frame(rest)
	case "close":
		return c.close(rest)
	case "abort":
		return c.abort()
	case "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS":
		path, body, _ := strings.Cut(rest, " ")
		return p.request(c, s.verb, path, body, header)
	case "raw", "reads":
		return p.raw(c, s.verb, unquote(rest))
	case "wait":
		d, err := time.ParseDuration(rest)
		time.Sleep(d)
		return err
	case "mark":
		p.marked = time.Now()
		return nil
	case "took":
		return p.took(rest)
	case "fact":
		return p.fact(s.rest)
	}
	return p.response(c, s.verb, s.rest, header)
}

// dialFor opens a connection that ends with the transcript at the latest.
func (p *player) dialFor(c *client) (net.Conn, error) {
	conn, err := p.dial()
	if err == nil {
		c.conns = append(c.conns, conn)
	}
	return conn, err
}

// target makes a path of what a step says: a query, a sid or a whole path.
func (p *player) target(rest string) string {
	switch {
	case strings.HasPrefix(rest, "/"):
		return rest
	case strings.HasPrefix(rest, "?"):
		return p.path() + rest
	}
	return p.path() + "?EIO=4&transport=" + rest
}

func (p *player) request(c *client, method, target, body string, header []string) error {
	conn, err := p.dialFor(c)
	if err != nil {
		return err
	}
	x, err := begin(conn, method, p.target(target), record(body), header)
	c.http = append(c.http, x)
	return err
}

func (p *player) upgrade(c *client, rest string, header []string) error {
	if rest == "" {
		rest = "websocket"
	}
	conn, err := p.dialFor(c)
	if err != nil {
		return err
	}
	x, err := upgrade(conn, p.target(rest), header)
	c.http = append(c.http, x)
	c.socket = &socket{conn, x.buf}
	return err
}

// response reads the answer of the client's oldest request.
func (p *player) response(c *client, status, body string, header []string) error {
	if len(c.http) == 0 {
		return errors.New("there is no request to answer")
	}
	x := c.http[0]
	c.http = c.http[1:]
	expire(x.conn, p.patience())
	res, got, err := x.end()
	if err != nil {
		return fmt.Errorf("no response: %w", err)
	}
	got = show(got)
	if res.StatusCode != 101 {
		c.socket = nil
	}
	if fmt.Sprint(res.StatusCode) != status {
		return fmt.Errorf("got %d %s", res.StatusCode, got)
	}
	if err := p.vars.match(body, got); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	for _, line := range header {
		name, want, _ := strings.Cut(line, ":")
		if err := p.vars.match(strings.TrimSpace(want), joined(res, name)); err != nil {
			return fmt.Errorf("header %s: %w", name, err)
		}
	}
	return nil
}

// joined is all values of a header, those too that net/http keeps elsewhere.
func joined(res *http.Response, name string) string {
	if strings.EqualFold(name, "Transfer-Encoding") {
		return strings.Join(res.TransferEncoding, ", ")
	}
	return strings.Join(res.Header.Values(name), ", ")
}

func (p *player) raw(c *client, verb, text string) error {
	if verb == "raw" {
		if c.raw == nil {
			conn, err := p.dialFor(c)
			if err != nil {
				return err
			}
			c.raw = bufio.NewReader(conn)
		}
		_, err := c.conns[len(c.conns)-1].Write([]byte(text))
		return err
	}
	expire(c.conns[len(c.conns)-1], p.patience())
	var got strings.Builder
	for !strings.Contains(got.String(), text) {
		b, err := c.raw.ReadByte()
		if err != nil {
			return fmt.Errorf("%w after %q", err, got.String())
		}
		got.WriteByte(b)
	}
	return nil
}

// took says how long it is since `mark`: exactly on a fake clock, at least on a real one.
func (p *player) took(rest string) error {
	want, err := time.ParseDuration(rest)
	if err != nil {
		return err
	}
	got := time.Since(p.marked).Round(time.Millisecond)
	slack := 5 * time.Millisecond // Node's timers count in whole milliseconds of the loop's clock
	if p.exact() && got != want || got < want-slack {
		return fmt.Errorf("took %v", got)
	}
	return nil
}

func (p *player) fact(want string) error {
	p.told = true
	select {
	case got := <-p.facts():
		return p.vars.match(want, got)
	case <-time.After(p.patience()):
		return errors.New("no such fact came")
	}
}
