package scene

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"time"

	"socketlab/labs/socketio/client"
)

// The kinds of an [Unreachable].
const (
	NobodyListens = "nothing listens" // no program has the port, or there is no such host
	Silent        = "silent"          // something listens and says nothing
	NotSocketIO   = "not Socket.IO"
	OlderProtocol = "older protocol"
	WrongPath     = "wrong path"
	Refused       = "refused" // by CORS, auth or a proxy
)

// Unreachable says why no scene can be played at an address.
type Unreachable struct {
	Kind string `json:"kind"`
	Text string `json:"text"` // one sentence or two, with what to do
}

func (u *Unreachable) Error() string { return u.Text }

// Address brings what a person types, such as localhost:3000, into the form of [Target].URL.
func Address(typed string) (string, error) {
	if !strings.Contains(typed, "://") {
		typed = "http://" + typed
	}
	u, err := url.Parse(typed)
	switch {
	case err != nil:
		return "", fmt.Errorf("%q is no address: write it as http://localhost:3000", typed)
	case u.Scheme == "ws":
		u.Scheme = "http"
	case u.Scheme == "wss":
		u.Scheme = "https"
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return "", fmt.Errorf("%q is no address: write it as http://localhost:3000", typed)
	}
	return u.String(), nil
}

// Probe finds out whether a Socket.IO server of today's protocol is at the target. If not, the error is an
// [*Unreachable].
func Probe(ctx context.Context, t Target) error {
	t = t.withDefaults()
	ctx, cancel := context.WithTimeout(ctx, 3*t.Deadline)
	defer cancel()
	u, err := url.Parse(t.URL)
	if err != nil {
		return err
	}
	given := strings.Trim(u.Path, "/") != ""
	if !given {
		u.Path = "/socket.io/"
	}
	r := ask(ctx, t, u)
	if no := r.judge(u); no != nil {
		if given && (no.Kind == WrongPath || no.Kind == Silent) {
			root := *u
			root.Path = "/socket.io/"
			if ask(ctx, t, &root).judge(&root) == nil {
				no.Kind = WrongPath
				no.Text = fmt.Sprintf("wrong path: Socket.IO answers at %s and not at %s. A namespace is no part of the address: use --url %s://%s",
					root.Path, u.Path, u.Scheme, u.Host)
			}
		}
		return no
	}
	return hello(ctx, t, u)
}

// handshake is what came of a polling handshake.
type handshake struct {
	status int
	header http.Header
	body   string
	err    error
}

func ask(ctx context.Context, t Target, u *url.URL) handshake {
	ctx, cancel := context.WithTimeout(ctx, t.Deadline)
	defer cancel()
	address := *u
	address.RawQuery = "EIO=4&transport=polling"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return handshake{err: err}
	}
	for name, values := range t.Header {
		req.Header[name] = values
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return handshake{err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 10_000))
	return handshake{res.StatusCode, res.Header, string(body), err}
}

// oldHandshake is how Engine.IO 3 and before begin: with the length of the packet.
var oldHandshake = regexp.MustCompile(`^\d+:0\{`)

// isOld tells whether a server before Socket.IO 3 answers so: in text, in bytes, or as in its first years.
func isOld(body string) bool {
	return oldHandshake.MatchString(body) || strings.HasPrefix(body, "\x00") && strings.Contains(body, "\xff0{") ||
		strings.HasPrefix(body, "welcome to socket.io")
}

// judge says what is wrong with a reply, nil if it is a handshake of today's.
func (r handshake) judge(u *url.URL) *Unreachable {
	if r.err != nil {
		return unheard(r.err, u)
	}
	var problem struct {
		Code    *int   `json:"code"`
		Message string `json:"message"`
	}
	isJSON := json.Unmarshal([]byte(r.body), &problem) == nil
	switch {
	case r.status == http.StatusOK && strings.HasPrefix(r.body, `0{"sid"`):
		return nil
	case isOld(r.body):
		return &Unreachable{OlderProtocol, fmt.Sprintf("%s speaks an older protocol: it is Socket.IO 2 or before, and the client of today, and this check, "+
			"need version 3 or 4: update the server's socket.io package", u.Host)}
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden:
		return &Unreachable{Refused, fmt.Sprintf("%s refuses the connection with HTTP %d (%s): look at allowRequest, at the allowed origins (CORS), and at "+
			"whatever asks for a login before Socket.IO", u.Host, r.status, short(r.body))}
	case isJSON && problem.Code != nil && *problem.Code == 0:
		return nil // "Transport unknown": polling is switched off, WebSocket may do
	case isJSON && problem.Code != nil:
		return &Unreachable{Refused, fmt.Sprintf("%s refuses the connection: %q (HTTP %d, code %d)", u.Host, problem.Message, r.status, *problem.Code)}
	case r.status == http.StatusNotFound:
		return &Unreachable{WrongPath, fmt.Sprintf("wrong path, or not Socket.IO: a web server answers at %s, and at %s it has nothing (404). Is the Socket.IO "+
			"server attached to it? If it has another `path`, add that to --url", u.Host, u.Path)}
	}
	return &Unreachable{NotSocketIO, fmt.Sprintf("that is not Socket.IO: %s answers at %s with HTTP %d and %s", u.Host, u.Path, r.status, short(r.body))}
}

func short(body string) string {
	body = strings.Join(strings.Fields(body), " ")
	if len(body) > 60 {
		body = strings.ToValidUTF8(body[:60], "") + "…"
	}
	return fmt.Sprintf("%q", body)
}

// unheard says why there was no reply at all.
func unheard(err error, u *url.URL) *Unreachable {
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns):
		return &Unreachable{NobodyListens, fmt.Sprintf("nothing listens there: there is no host called %s", u.Hostname())}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &Unreachable{NobodyListens, fmt.Sprintf("nothing listens at %s: start the server, and look at the port that it prints", u.Host)}
	case errors.As(err, &timeout) && timeout.Timeout() || errors.Is(err, context.DeadlineExceeded):
		return &Unreachable{Silent, fmt.Sprintf("%s takes the request for %s and does not answer. Is that the path of Socket.IO there? If not, add it to --url", u.Host, u.Path)}
	case strings.Contains(err.Error(), "malformed HTTP") || strings.Contains(err.Error(), "readLoopPeekFail") || // it spoke first
		strings.Contains(err.Error(), "server gave HTTP response to HTTPS"):
		return &Unreachable{NotSocketIO, fmt.Sprintf("that is not Socket.IO: %s does not speak %s", u.Host, strings.ToUpper(u.Scheme))}
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET):
		return &Unreachable{NotSocketIO, fmt.Sprintf("that is not Socket.IO: %s takes the connection and closes it without a word", u.Host)}
	}
	return &Unreachable{NobodyListens, fmt.Sprintf("%s cannot be reached: %v", u.Host, err)}
}

// hello connects as the scenes will, and asks for a namespace that cannot exist.
func hello(ctx context.Context, t Target, u *url.URL) error {
	ctx, cancel := context.WithTimeout(ctx, t.Deadline)
	defer cancel()
	c, err := client.Dial(ctx, t.URL, client.Options{Transport: t.Transport, Header: t.Header})
	if err != nil {
		return &Unreachable{Refused, fmt.Sprintf("%s answers, but does not let a client connect over %s: %v", u.Host, t.Transport, errors.Unwrap(err))}
	}
	defer c.Close()
	if err := c.Barrier(ctx); err != nil {
		return &Unreachable{NotSocketIO, fmt.Sprintf("that is not Socket.IO 3 or 4: %s has the transport (Engine.IO 4), and does not answer when a client "+
			"asks for a namespace (within %v)", u.Host, t.Deadline.Round(time.Second))}
	}
	return nil
}
