package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"socketlab/labs/engineio"
)

// The servers that the transcripts want, in Go: those of testdata/fixtures.cjs.

// newFixture makes the server that a transcript asks for.
func newFixture(tr *transcript, fact func(string)) (server, error) {
	var o options
	decode := json.NewDecoder(strings.NewReader(string(tr.options)))
	decode.DisallowUnknownFields()
	if err := decode.Decode(&o); err != nil {
		return nil, fmt.Errorf("options: %w", err)
	}
	switch tr.fixture {
	case "engine":
		return engineFixture(o, fact), nil
	case "app", "rooms":
		return socketFixture(tr.fixture, o, fact), nil
	}
	return nil, fmt.Errorf("fixtures_test.go has no server %q", tr.fixture)
}

// options are those of the npm packages that transcripts use; times are in milliseconds.
type options struct {
	PingInterval, PingTimeout, UpgradeTimeout, ConnectTimeout int

	MaxHTTPBufferSize int64
	Transports        []string
	AllowUpgrades     *bool
	CORS              *struct {
		Origin                                  any
		Methods, AllowedHeaders, ExposedHeaders []string
		Credentials                             bool
		MaxAge                                  int // seconds
	}
	Cookie            any
	HTTPCompression   any
	PerMessageDeflate bool
	AllowRequest      *struct {
		Message *string
		After   int
	}
	ConnectionStateRecovery *struct {
		MaxDisconnectionDuration int
		SkipMiddlewares          *bool
	}
	CleanupEmptyChildNamespaces bool
}

func milliseconds(n int) time.Duration { return time.Duration(n) * time.Millisecond }

func (o options) engine() engineio.Config {
	c := engineio.Config{
		PingInterval:      milliseconds(o.PingInterval),
		PingTimeout:       milliseconds(o.PingTimeout),
		UpgradeTimeout:    milliseconds(o.UpgradeTimeout),
		MaxHTTPBufferSize: o.MaxHTTPBufferSize,
		Transports:        o.Transports,
		PerMessageDeflate: o.PerMessageDeflate,
		DisableUpgrades:   o.AllowUpgrades != nil && !*o.AllowUpgrades,
	}
	if o.CORS != nil {
		c.CORS = &engineio.CORS{
			Methods:        o.CORS.Methods,
			AllowedHeaders: o.CORS.AllowedHeaders,
			ExposedHeaders: o.CORS.ExposedHeaders,
			Credentials:    o.CORS.Credentials,
			MaxAge:         time.Duration(o.CORS.MaxAge) * time.Second,
		}
		switch origin := o.CORS.Origin.(type) {
		case string:
			c.CORS.Origins = []string{origin}
		case []any:
			for _, each := range origin {
				c.CORS.Origins = append(c.CORS.Origins, each.(string))
			}
		}
	}
	switch cookie := o.Cookie.(type) {
	case bool:
		c.Cookie = engineio.DefaultCookie()
	case map[string]any:
		age, _ := cookie["maxAge"].(float64)
		c.Cookie = &http.Cookie{
			Name: cookie["name"].(string), Path: cookie["path"].(string), MaxAge: int(age),
			HttpOnly: cookie["httpOnly"] == true, SameSite: http.SameSiteStrictMode,
		}
	}
	switch compression := o.HTTPCompression.(type) {
	case bool:
		c.CompressionThreshold = -1
	case map[string]any:
		c.CompressionThreshold = int(compression["threshold"].(float64))
	}
	if o.AllowRequest != nil {
		c.AllowRequest = func(r *http.Request) error {
			time.Sleep(milliseconds(o.AllowRequest.After))
			if !r.URL.Query().Has("deny") {
				return nil
			}
			if o.AllowRequest.Message == nil {
				return errors.New("")
			}
			return errors.New(*o.AllowRequest.Message)
		}
	}
	return c
}

// mounted serves a server under its path, and says 404 elsewhere as the fixtures in Node do.
type mounted struct {
	server
	path string
}

func (m mounted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, m.path) {
		http.Error(w, "no such page", http.StatusNotFound)
		return
	}
	m.server.ServeHTTP(w, r)
}

// engineFixture is an Engine.IO server that echoes.
func engineFixture(o options, fact func(string)) server {
	c := o.engine()
	c.Hooks = &engineio.Hooks{
		Open:    func(s *engineio.Session) { fact("open " + s.Transport()) },
		Upgrade: func(*engineio.Session) { fact("upgrade") },
		ConnectionError: func(e engineio.ConnectionError) {
			words := []string{"refused", fmt.Sprint(e.Code), e.Message, e.Name}
			fact(strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "))
		},
	}
	return mounted{engineio.New(c, func(s *engineio.Session) engineio.Receiver {
		return echo{s, fact}
	}), "/engine.io/"}
}

type echo struct {
	session *engineio.Session
	fact    func(string)
}

func (e echo) Message(m engineio.Message) { e.session.Send(engineio.NewBatch(m)) }

func (e echo) Closed(reason engineio.Reason, _ error) { e.fact("close " + string(reason)) }
