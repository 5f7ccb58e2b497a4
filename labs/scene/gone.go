package scene

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// gone returns when the server knows that a connection has ended. A server sees a closed connection when its system tells
// it, which may be after others have been served; so we ask for the session, over the transport that it does not have,
// until it is unknown. Servers that answer in another way than the official one are given the target's patience.
func (t Target) gone(ctx context.Context, sid string) {
	ctx, cancel := context.WithTimeout(ctx, t.Patience)
	defer cancel()
	u, err := url.Parse(t.URL)
	if err != nil {
		return
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = "/socket.io/"
	}
	other := "polling"
	if t.Transport == other {
		other = "websocket"
	}
	u.RawQuery = url.Values{"EIO": {"4"}, "transport": {other}, "sid": {sid}}.Encode()
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment}
	defer transport.CloseIdleConnections()
	for pause := time.Millisecond; knows(ctx, transport, u, t.Header); pause *= 2 {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// sessionUnknown is the official server's code for it.
const sessionUnknown = 1

// knows asks once whether the server still has the session.
func knows(ctx context.Context, transport http.RoundTripper, u *url.URL, header http.Header) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return false
	}
	for name, values := range header {
		req.Header[name] = values
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	var problem struct {
		Code *int `json:"code"`
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, 10_000))
	if err != nil || json.Unmarshal(body, &problem) != nil || problem.Code == nil {
		return true // it speaks otherwise
	}
	return *problem.Code != sessionUnknown
}
