package socketio_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"socketlab/labs/socketio"
)

// Compress reaches the wire from wherever it is said.
func TestCompress(t *testing.T) {
	cases := map[string]struct {
		emit func(s *socketio.Socket, text string)
		want string // Content-Encoding
	}{
		"by default":          {func(s *socketio.Socket, text string) { s.Emit("x", text) }, "gzip"},
		"to one":              {func(s *socketio.Socket, text string) { s.Compress(false).Emit("x", text) }, ""},
		"to one, yes":         {func(s *socketio.Socket, text string) { s.Compress(false).Compress(true).Emit("x", text) }, "gzip"},
		"to all":              {func(s *socketio.Socket, text string) { s.Namespace().Compress(false).Emit("x", text) }, ""},
		"to a room":           {func(s *socketio.Socket, text string) { s.Namespace().To(s.ID()).Compress(false).Emit("x", text) }, ""},
		"to all, with binary": {func(s *socketio.Socket, text string) { s.Namespace().Compress(false).Emit("x", []byte(text)) }, ""},
	}
	for name, tc := range cases {
		for _, recovery := range []*socketio.Recovery{nil, {}} {
			t.Run(name, func(t *testing.T) {
				run(t, socketio.Config{Recovery: recovery}, func(r *rig) {
					poller := &http.Client{Transport: &http.Transport{DialContext: r.pipes.dial, DisableCompression: true}}
					defer poller.CloseIdleConnections()
					ask := func(method, query, body string) (*http.Response, string) {
						request, err := http.NewRequestWithContext(r.Context(), method,
							"http://lab/socket.io/?EIO=4&transport=polling"+query, strings.NewReader(body))
						if err != nil {
							t.Fatal(err)
						}
						request.Header.Set("Accept-Encoding", "gzip")
						response, err := poller.Do(request)
						if err != nil {
							t.Fatal(err)
						}
						defer response.Body.Close()
						text, _ := io.ReadAll(response.Body)
						return response, string(text)
					}
					_, hello := ask("GET", "", "")
					_, sid, _ := strings.Cut(hello, `"sid":"`)
					sid = "&sid=" + sid[:20]
					ask("POST", sid, "40")
					ask("GET", sid, "")
					synctest.Wait()
					tc.emit(r.io.Sockets()[0], strings.Repeat("x", 2000))
					response, _ := ask("GET", sid, "")
					if got := response.Header.Get("Content-Encoding"); got != tc.want {
						t.Errorf("Content-Encoding %q, want %q", got, tc.want)
					}
				})
			})
		}
	}
}
