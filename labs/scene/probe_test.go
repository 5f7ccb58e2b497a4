package scene_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"socketlab/labs/internal/official"
	"socketlab/labs/scene"
)

// web is a web server that answers everything in one way.
func web(t *testing.T, status int, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// wire is a program that takes connections and says the same to each.
func wire(t *testing.T, says string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if says == "" {
				t.Cleanup(func() { conn.Close() })
				continue
			}
			conn.Read(make([]byte, 1000)) // whoever speaks first makes net/http write a log line
			conn.Write([]byte(says))
			conn.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}

func node(t *testing.T, source string, options map[string]any) string {
	t.Helper()
	return official.Start(t, official.Config{Source: source, Options: options}).URL
}

func TestProbe(t *testing.T) {
	nobody := httptest.NewServer(nil)
	nobody.Close()
	right := node(t, "", nil)
	for _, test := range []struct{ name, url, kind, text string }{
		{"a right server", right, "", ""},
		{"its path", right + "/socket.io/", "", ""},
		{"polling switched off", node(t, "", map[string]any{"transports": []string{"websocket"}}), "", ""},
		{"another path, given", node(t, "", map[string]any{"path": "/live/"}) + "/live/", "", ""},
		{"another path, not given", node(t, "", map[string]any{"path": "/live/"}), scene.Silent, "Is that the path of Socket.IO there?"},
		{"a namespace in the path", right + "/chat", scene.WrongPath, "Socket.IO answers at /socket.io/ and not at /chat. A namespace is no part of the address: use --url " + right},
		{"nobody", nobody.URL, scene.NobodyListens, "nothing listens at 127.0.0.1:"},
		{"no such host", "http://socketlab.invalid", scene.NobodyListens, ""},
		{"a page for everything", web(t, 200, "<!doctype html>\n<title>My app</title>"), scene.NotSocketIO, `that is not Socket.IO: `},
		{"a web server without it", web(t, 404, "not found"), scene.WrongPath, "wrong path, or not Socket.IO: a web server answers"},
		{"a broken proxy", web(t, 502, "Bad Gateway"), scene.NotSocketIO, `HTTP 502 and "Bad Gateway"`},
		{"a mail server", wire(t, "220 mail.example ESMTP\r\n"), scene.NotSocketIO, "does not speak HTTP"},
		{"a silent one", wire(t, ""), scene.Silent, "does not answer"},
		{"Socket.IO 2", web(t, 200, `96:0{"sid":"Lbo5JLzTotvW3g2LAAAA","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}2:40`), scene.OlderProtocol, "an older protocol: it is Socket.IO 2 or before"},
		{"Socket.IO 2, in bytes", web(t, 200, "\x00\x09\x06\xff0{\"sid\":\"Lbo5JLzTotvW3g2LAAAA\"}"), scene.OlderProtocol, "update the server's socket.io package"},
		{"Socket.IO 0.9", web(t, 200, "welcome to socket.io."), scene.OlderProtocol, ""},
		{"allowRequest says no", node(t, `io.engine.opts.allowRequest = (req, done) => done("go away", false)`, nil), scene.Refused, `HTTP 403`},
		{"a login before it", web(t, 401, "who are you?"), scene.Refused, `HTTP 401 ("who are you?"): look at allowRequest, at the allowed origins (CORS)`},
		{"Engine.IO alone", official.Start(t, official.Config{Engine: true}).URL + "/engine.io/", scene.NotSocketIO, "has the transport (Engine.IO 4), and does not answer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			target := scene.Target{URL: test.url, Deadline: 10 * time.Second}
			if test.kind == scene.Silent || test.name == "Engine.IO alone" {
				target.Deadline = 100 * time.Millisecond
			}
			if test.kind == scene.WrongPath {
				target.Deadline = 2 * time.Second
			}
			err := scene.Probe(t.Context(), target)
			no, _ := errors.AsType[*scene.Unreachable](err)
			switch {
			case test.kind == "" && err != nil:
				t.Errorf("%s is told: %v", test.url, err)
			case test.kind != "" && (no == nil || no.Kind != test.kind || !strings.Contains(no.Text, test.text)):
				t.Errorf("%s gives %+v, want %s: %s", test.url, err, test.kind, test.text)
			}
		})
	}
}

func ExampleAddress() {
	for _, typed := range []string{"localhost:3000", "ws://localhost:3000", "https://example.org/live/", "http://", "ftp://localhost"} {
		address, err := scene.Address(typed)
		fmt.Println(address, err)
	}
	// Output:
	// http://localhost:3000 <nil>
	// http://localhost:3000 <nil>
	// https://example.org/live/ <nil>
	//  "http://" is no address: write it as http://localhost:3000
	//  "ftp://localhost" is no address: write it as http://localhost:3000
}
