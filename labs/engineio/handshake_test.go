package engineio

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestHandshake(t *testing.T) {
	const form = `^0\{"sid":"[A-Za-z0-9_-]{20}","upgrades":%,"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000\}$`
	tests := []struct {
		name     string
		cfg      Config
		upgrades string
	}{
		{"default", Config{}, `\["websocket"\]`},
		{"upgrades disabled", Config{DisableUpgrades: true}, `\[\]`},
		{"polling only", Config{Transports: []string{"polling"}}, `\[\]`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, test.cfg)
				res, got := r.do("GET", "", "")
				want := regexp.MustCompile(strings.Replace(form, "%", test.upgrades, 1))
				if !want.MatchString(strings.TrimPrefix(got, "200 ")) {
					t.Errorf("got %s", got)
				}
				r.expect("Content-Type", res.Header.Get("Content-Type"), "text/plain; charset=UTF-8")
				r.expect("Cache-Control", res.Header.Get("Cache-Control"), "no-store")
				if res.ContentLength < 0 {
					t.Error("no Content-Length")
				}
				if test.cfg.Transports == nil {
					if got := r.dial("").next(); !regexp.MustCompile(strings.Replace(form, "%", `\[\]`, 1)).MatchString(got) {
						t.Errorf("WebSocket: %s", got)
					}
				}
			})
		})
	}
}

func TestRefusedRequests(t *testing.T) {
	const (
		unknownTransport = `400 {"code":0,"message":"Transport unknown"}`
		badMethod        = `400 {"code":2,"message":"Bad handshake method"}`
		badVersion       = `400 {"code":5,"message":"Unsupported protocol version"}`
	)
	tests := []struct {
		method, query, want string
		name                string // of the connection error
	}{
		{"GET", "EIO=4", unknownTransport, ""},
		{"GET", "EIO=4&transport=abc", unknownTransport, ""},
		{"GET", "EIO=4&transport=webtransport", unknownTransport, ""},
		{"GET", "transport=polling", badVersion, ""},
		{"GET", "EIO=3&transport=polling", badVersion, ""},
		{"GET", "EIO=abc&transport=polling", badVersion, ""},
		{"GET", "EIO=3&EIO=4&transport=polling&sid=x&sid=", `200 `, ""}, // the last counts
		{"POST", "EIO=4&transport=polling", badMethod, ""},
		{"PUT", "EIO=4&transport=polling", badMethod, ""},
		{"OPTIONS", "EIO=4&transport=polling", badMethod, ""},
		{"HEAD", "EIO=4&transport=polling", `400 `, ""},
		{"GET", "EIO=4&transport=websocket", badRequest, "TRANSPORT_HANDSHAKE_ERROR"},
		{"GET", "EIO=4&transport=polling&sid=abc", unknownSession, ""},
		{"POST", "EIO=4&transport=polling&sid=abc", unknownSession, ""},
		{"GET", "EIO=4&transport=polling&sid=WS", badRequest, "TRANSPORT_MISMATCH"},
		{"POST", "EIO=4&transport=polling&sid=WS", badRequest, "TRANSPORT_MISMATCH"},
		{"GET", "EIO=4&transport=websocket&sid=SID", badRequest, "TRANSPORT_MISMATCH"},
		{"GET", "transport=polling&sid=SID", badRequest, "PROTOCOL_MISMATCH"},
		{"POST", "EIO=3&transport=polling&sid=SID", badRequest, "PROTOCOL_MISMATCH"},
		{"PUT", "EIO=4&transport=polling&sid=SID", `500 `, ""},
		{"DELETE", "EIO=4&transport=polling&sid=SID", `500 `, ""},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.query, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var refused []ConnectionError
				r := newRig(t, Config{Hooks: &Hooks{ConnectionError: func(e ConnectionError) { refused = append(refused, e) }}})
				sid := r.open()
				r.dial("").opened()
				query := strings.NewReplacer("WS", r.last().ID(), "SID", sid).Replace(test.query)
				res, got, err := r.try(t.Context(), test.method, query, "")
				if err != nil {
					t.Fatal(err)
				}
				if test.want == "200 " {
					got = got[:4]
				}
				r.expect("answer", got, test.want)
				if res.StatusCode != 400 {
					return
				}
				r.expect("Content-Type", res.Header.Get("Content-Type"), "application/json")
				if len(refused) != 1 || refused[0].Name != test.name || refused[0].Request == nil {
					t.Fatalf("the hook saw %+v", refused)
				}
				var told struct{ Message string }
				if test.method != "HEAD" && (json.Unmarshal([]byte(got[4:]), &told) != nil || told.Message != refused[0].Message) {
					t.Errorf("the hook saw %+v", refused[0])
				}
			})
		})
	}
}

func TestRefusedWebSockets(t *testing.T) {
	tests := []struct{ query, want string }{
		{"EIO=4&transport=abc", "400 text/html Transport unknown"},
		{"EIO=4&transport=websocket&sid=abc", "400 text/html Session ID unknown"},
		{"EIO=3&transport=websocket&sid=SID", "400 text/html Bad request"},
		{"EIO=4&transport=websocket&deny=1", "400 text/html not today"},
		{"EIO=3&transport=websocket", "close 1005"},
		{"transport=websocket", "close 1005"},
		{"EIO=4&transport=polling", "close 1005"},
		{"EIO=4&transport=polling&sid=SID", "close 1005"},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, Config{AllowRequest: func(r *http.Request) error {
					if r.URL.Query().Has("deny") {
						return errors.New("not today")
					}
					return nil
				}})
				s, res, err := r.tryDial(strings.Replace(test.query, "SID", r.open(), 1))
				if err != nil && res == nil {
					t.Fatal(err)
				}
				if err != nil {
					body, _ := io.ReadAll(res.Body)
					r.expect("answer", strings.Join([]string{res.Status[:3], res.Header.Get("Content-Type"), string(body)}, " "), test.want)
					return
				}
				s.expect(test.want)
				r.heard("open")
			})
		})
	}
}

func TestAllowRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refuse := errors.New("")
		r := newRig(t, Config{AllowRequest: func(*http.Request) error {
			time.Sleep(time.Second)
			return refuse
		}})
		_, got := r.do("GET", "", "")
		r.expect("refused", got, `403 {"code":4,"message":"Forbidden"}`)
		refuse = errors.New("<b>no</b>")
		_, got = r.do("GET", "", "")
		r.expect("refused with a reason", got, `403 {"code":4,"message":"<b>no</b>"}`)
		refuse = nil
		sid := r.open()
		refuse = errors.New("only handshakes are asked about")
		r.expect("POST", r.post(sid, "4x"), "200 ok")
	})
}

func TestGenerateID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var err error
		var seen ConnectionError
		r := newRig(t, Config{
			GenerateID: func(r *http.Request) (string, error) { return r.URL.Query().Get("want"), err },
			Hooks:      &Hooks{ConnectionError: func(e ConnectionError) { seen = e }},
		})
		r.do("GET", "&want=mine", "")
		r.expect("id", r.last().ID(), "mine")
		_, got := r.do("GET", "&want=mine", "")
		r.expect("taken", got, badRequest)
		err = errors.New("out of ids")
		_, got = r.do("GET", "&want=other", "")
		r.expect("error", got, badRequest)
		if seen.Name != "ID_GENERATION_ERROR" || !errors.Is(seen, err) {
			t.Errorf("the hook saw %+v", seen)
		}
		s, _, dialErr := r.tryDial("EIO=4&transport=websocket&want=other")
		if dialErr != nil {
			t.Fatal(dialErr)
		}
		s.expect("close 1005")
	})
}

func TestHeadersAndCookie(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{
			Cookie:         DefaultCookie(),
			InitialHeaders: func(h http.Header, r *http.Request) { h.Set("X-Initial", "1") },
			Headers:        func(h http.Header, r *http.Request) { h.Set("X-Each", "1") },
			CORS:           &CORS{},
		})
		headers := func(res *http.Response) string {
			return strings.Join([]string{res.Header.Get("X-Initial"), res.Header.Get("X-Each"), res.Header.Get("Set-Cookie"),
				res.Header.Get("Access-Control-Allow-Origin")}, "|")
		}
		res, _ := r.do("GET", "", "")
		sid := r.last().ID()
		r.expect("handshake", headers(res), "1|1|io="+sid+"; Path=/; HttpOnly; SameSite=Lax|*")
		res, _ = r.do("POST", "&sid="+sid, "4x")
		r.expect("POST", headers(res), "|1||*")
		res, _ = r.do("GET", "&sid="+sid, "")
		r.expect("GET", headers(res), "|1||*")
		_, res, _ = r.tryDial("EIO=4&transport=websocket")
		r.expect("WebSocket", headers(res), "1|1||*")
		_, res, _ = r.tryDial("EIO=4&transport=websocket&sid=" + sid)
		r.expect("upgrade", headers(res), "|1||*")
	})
}

func TestCORS(t *testing.T) {
	tests := []struct {
		name   string
		cors   *CORS
		method string
		want   string // Allow-Origin | Vary | Credentials | Methods | Headers | Expose | Max-Age | status
	}{
		{"none", nil, "GET", "|||||||200"},
		{"any", &CORS{}, "GET", "*|||||||200"},
		{"star", &CORS{Origins: []string{"*"}, Credentials: true}, "GET", "*||true|||||200"},
		{"fixed", &CORS{Origins: []string{"http://b"}}, "GET", "http://b|Origin||||||200"},
		{"one of two", &CORS{Origins: []string{"http://a", "http://b"}}, "GET", "http://a|Origin||||||200"},
		{"none of two", &CORS{Origins: []string{"http://c", "http://b"}}, "GET", "|Origin||||||200"},
		{"function", &CORS{AllowOrigin: func(o string) bool { return o == "http://a" }}, "GET", "http://a|Origin||||||200"},
		{"preflight", &CORS{}, "OPTIONS", "*|Access-Control-Request-Headers||GET,HEAD,PUT,PATCH,POST,DELETE|x-mine|||204"},
		{"preflight in detail", &CORS{Methods: []string{"GET", "POST"}, AllowedHeaders: []string{"x-a", "x-b"},
			ExposedHeaders: []string{"x-c"}, MaxAge: time.Minute}, "OPTIONS", "*|||GET,POST|x-a,x-b|x-c|60|204"},
		{"preflight without CORS", nil, "OPTIONS", "|||||||400"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, Config{CORS: test.cors})
				res, got := r.do(test.method, "", "", "Origin", "http://a", "Access-Control-Request-Headers", "x-mine")
				var values []string
				for _, name := range []string{"Access-Control-Allow-Origin", "Vary", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
					"Access-Control-Allow-Headers", "Access-Control-Expose-Headers", "Access-Control-Max-Age"} {
					values = append(values, strings.Join(res.Header.Values(name), ","))
				}
				r.expect("headers", strings.Join(append(values, got[:3]), "|"), test.want)
			})
		})
	}
}

func TestRequestIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		r.do("GET", "&who=me", "", "X-Mine", "1")
		req := r.last().Request()
		if req.URL.Query().Get("who") != "me" || req.Header.Get("X-Mine") != "1" || req.Host != "test" || req.RemoteAddr == "" {
			t.Errorf("the request is %+v", req)
		}
	})
}
