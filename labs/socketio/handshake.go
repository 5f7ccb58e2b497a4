package socketio

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"socketlab/labs/socketio/packet"
)

// Auth is what the client sent to identify itself: the auth option of the
// official client.
type Auth struct{ raw Raw }

// Bind decodes it into what target points to, by the rules of encoding/json.
func (a Auth) Bind(target any) error { return a.Raw().Bind(target) }

// String is one member, "" if it is missing or no string.
func (a Auth) String(name string) string {
	var members map[string]json.RawMessage
	var text string
	if a.Bind(&members) == nil && json.Unmarshal(members[name], &text) == nil {
		return text
	}
	return ""
}

// Raw is the whole of it, {} if the client sent nothing.
func (a Auth) Raw() Raw {
	if a.raw.IsZero() {
		raw, _ := packet.NewRaw([]byte("{}"))
		return raw
	}
	return a.raw
}

// MarshalJSON gives it as it came.
func (a Auth) MarshalJSON() ([]byte, error) { return a.Raw().MarshalJSON() }

// Handshake is how a socket came to be. As JSON it has the form of the official
// server.
type Handshake struct {
	Headers http.Header
	Host    string    // as the client named the server; net/http keeps it apart from Headers
	Time    time.Time // of the CONNECT packet
	Address string    // the client's IP address
	XDomain bool      // the request had an Origin
	Secure  bool
	URL     string
	Query   map[string]string // the last value of each name
	Auth    Auth
}

// Issued is Time in milliseconds since 1970.
func (h *Handshake) Issued() int64 { return h.Time.UnixMilli() }

// MarshalJSON writes the handshake as the official server does.
func (h *Handshake) MarshalJSON() ([]byte, error) {
	headers := make(map[string]string, len(h.Headers)+1)
	if h.Host != "" {
		headers["host"] = h.Host
	}
	for name, values := range h.Headers {
		headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	return json.Marshal(struct {
		Headers map[string]string `json:"headers"`
		Time    string            `json:"time"`
		Address string            `json:"address"`
		XDomain bool              `json:"xdomain"`
		Secure  bool              `json:"secure"`
		Issued  int64             `json:"issued"`
		URL     string            `json:"url"`
		Query   map[string]string `json:"query"`
		Auth    Auth              `json:"auth"`
	}{headers, h.Time.Format("Mon Jan 02 2006 15:04:05 GMT-0700"), h.Address, h.XDomain, h.Secure, h.Issued(), h.URL, h.Query, h.Auth})
}

func newHandshake(r *http.Request, at time.Time, auth Auth) *Handshake {
	h := &Handshake{Time: at, Auth: auth, Headers: http.Header{}, Query: map[string]string{}}
	if r == nil {
		return h
	}
	h.Headers, h.Host, h.Address, h.Secure = r.Header, r.Host, r.RemoteAddr, r.TLS != nil
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		h.Address = host
	}
	h.XDomain = r.Header.Get("Origin") != ""
	if r.URL != nil {
		h.URL = r.URL.RequestURI()
		query, _ := url.ParseQuery(r.URL.RawQuery)
		for name, values := range query {
			h.Query[name] = values[len(values)-1]
		}
	}
	return h
}
