package engineio

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// CORS says what browsers are told about cross-origin requests. As with the official server these are headers only:
// other origins are still answered, and WebSockets know no such rule.
type CORS struct {
	// Origins are allowed. None or "*" allows all; a single one is announced to everybody; of several the one that
	// asks is announced.
	Origins []string
	// AllowOrigin decides instead of Origins if it is set.
	AllowOrigin func(origin string) bool
	// Methods of preflight answers; nil means GET,HEAD,PUT,PATCH,POST,DELETE.
	Methods []string
	// AllowedHeaders of preflight answers; nil allows what is asked for.
	AllowedHeaders []string
	// ExposedHeaders may be read by the page.
	ExposedHeaders []string
	// Credentials lets cookies be sent.
	Credentials bool
	// MaxAge is how long a preflight answer may be kept; 0 says nothing.
	MaxAge time.Duration
}

// apply sets the headers. It reports whether the request was a preflight and is answered.
func (c *CORS) apply(w http.ResponseWriter, r *http.Request) bool {
	if c == nil {
		return false
	}
	h := w.Header()
	c.origin(h, r.Header.Get("Origin"))
	if c.Credentials {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
	if r.Method != http.MethodOptions {
		c.expose(h)
		return false
	}
	methods := "GET,HEAD,PUT,PATCH,POST,DELETE"
	if c.Methods != nil {
		methods = strings.Join(c.Methods, ",")
	}
	h.Set("Access-Control-Allow-Methods", methods)
	headers := strings.Join(c.AllowedHeaders, ",")
	if c.AllowedHeaders == nil {
		h.Add("Vary", "Access-Control-Request-Headers")
		headers = r.Header.Get("Access-Control-Request-Headers")
	}
	if headers != "" {
		h.Set("Access-Control-Allow-Headers", headers)
	}
	if c.MaxAge > 0 {
		h.Set("Access-Control-Max-Age", strconv.Itoa(int(c.MaxAge.Seconds())))
	}
	c.expose(h)
	h.Set("Content-Length", "0")
	w.WriteHeader(http.StatusNoContent)
	return true
}

func (c *CORS) expose(h http.Header) {
	if len(c.ExposedHeaders) > 0 {
		h.Set("Access-Control-Expose-Headers", strings.Join(c.ExposedHeaders, ","))
	}
}

func (c *CORS) origin(h http.Header, origin string) {
	allow := "Access-Control-Allow-Origin"
	switch {
	case c.AllowOrigin != nil:
		h.Add("Vary", "Origin")
		if c.AllowOrigin(origin) {
			h.Set(allow, origin)
		}
	case len(c.Origins) == 0, len(c.Origins) == 1 && c.Origins[0] == "*":
		h.Set(allow, "*")
	case len(c.Origins) == 1:
		h.Add("Vary", "Origin")
		h.Set(allow, c.Origins[0])
	default:
		h.Add("Vary", "Origin")
		if slices.Contains(c.Origins, origin) {
			h.Set(allow, origin)
		}
	}
}
