package engineio

import (
	"log/slog"
	"net/http"
	"time"
)

// Config holds the options of a [Server]. The zero value is the configuration of the official server.
type Config struct {
	// PingInterval is the time from the opening, and from each pong, to the next ping; 0 means 25 s.
	PingInterval time.Duration
	// PingTimeout is how long a pong may take; 0 means 20 s.
	PingTimeout time.Duration
	// UpgradeTimeout is how long a WebSocket may take to replace polling; 0 means 10 s.
	UpgradeTimeout time.Duration
	// MaxHTTPBufferSize is the largest WebSocket message and POST body in bytes; 0 means 1,000,000. It is announced as maxPayload.
	MaxHTTPBufferSize int64
	// Transports names what is allowed; nil means "polling" and "websocket".
	Transports []string
	// DisableUpgrades announces no upgrades (allowUpgrades: false of the official server).
	DisableUpgrades bool

	// AllowRequest decides on each handshake and may take its time. The text of its error is told to the client;
	// an empty one becomes "Forbidden".
	AllowRequest func(*http.Request) error
	// GenerateID makes the session ids; nil means 20 characters of base64url from crypto/rand.
	GenerateID func(*http.Request) (string, error)
	// CORS adds the headers of cross-origin requests; nil adds none. It refuses nobody: use AllowRequest for that.
	CORS *CORS
	// Cookie is a template for a cookie with the session id, set by the polling handshake; nil sets none.
	// See [DefaultCookie].
	Cookie *http.Cookie
	// InitialHeaders may add to the headers of a handshake's answer, before Headers.
	InitialHeaders func(http.Header, *http.Request)
	// Headers may add to the headers of each successful answer, those of WebSocket handshakes included.
	Headers func(http.Header, *http.Request)

	// CompressionThreshold is the size in bytes from which a poll's answer is compressed when the client accepts
	// it; 0 means 1024, less than 0 means never.
	CompressionThreshold int
	// PerMessageDeflate negotiates compression of WebSocket messages of 1024 bytes and more. It costs each idle
	// client nothing, for no compression context is kept, but it costs time.
	PerMessageDeflate bool

	// MaxPending is how many bytes may wait for one client before its session is closed; 0 means 8 MiB.
	MaxPending int
	// WriteTimeout is how long a client may take no byte that is being written to it before its session is
	// closed; 0 means 20 s.
	WriteTimeout time.Duration

	// Logger is told what goes wrong; nil discards.
	Logger *slog.Logger
	// Hooks watch; nil watches nothing.
	Hooks *Hooks
}

// DefaultCookie is the template that the official server uses for cookie: true.
func DefaultCookie() *http.Cookie {
	return &http.Cookie{Name: "io", Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// withDefaults replaces every zero by what it stands for.
func (c Config) withDefaults() Config {
	setDefault(&c.PingInterval, 25*time.Second)
	setDefault(&c.PingTimeout, 20*time.Second)
	setDefault(&c.UpgradeTimeout, 10*time.Second)
	setDefault(&c.MaxHTTPBufferSize, 1_000_000)
	setDefault(&c.CompressionThreshold, 1024)
	setDefault(&c.MaxPending, 8<<20)
	setDefault(&c.WriteTimeout, 20*time.Second)
	if c.Transports == nil {
		c.Transports = []string{polling, webSocket}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Hooks == nil {
		c.Hooks = &Hooks{}
	}
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Hooks are optional functions that see what happens. They may be called from several goroutines at once, must be
// short, and are never called with a lock held. For one session and one direction the calls are in order.
type Hooks struct {
	// Open sees a session before its first packet.
	Open func(*Session)
	// PacketIn sees a packet before it is handled.
	PacketIn func(*Session, string, Packet)
	// PacketOut sees a packet just before it is written to the named transport.
	PacketOut func(*Session, string, Packet)
	// Upgrade sees a session that has just moved from polling to WebSocket.
	Upgrade func(*Session)
	// Close sees the end of a session, before its Receiver does.
	Close func(*Session, Reason, error)
	// ConnectionError sees a refused request.
	ConnectionError func(ConnectionError)
}

// Reason says why a session ended, in the words of the official server.
type Reason string

// The reasons that this package gives by itself, and those that the layer above closes with.
const (
	PingTimeout        Reason = "ping timeout"
	TransportClose     Reason = "transport close"
	TransportError     Reason = "transport error"
	ParseError         Reason = "parse error"
	ForcedClose        Reason = "forced close"
	ForcedServerClose  Reason = "forced server close"
	ServerShuttingDown Reason = "server shutting down"
)

// The names of the transports.
const (
	polling   = "polling"
	webSocket = "websocket"
)
