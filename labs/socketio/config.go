package socketio

import (
	"io/fs"
	"log/slog"
	"time"

	"socketlab/labs/engineio"
)

// Config holds the options of a [Server]. The zero value is the configuration
// of the official server.
type Config struct {
	// Path is where the server answers; "" means "/socket.io/". Whatever
	// stands before it in the URL does not matter, so that a server may be
	// mounted under any prefix.
	Path string
	// ConnectTimeout is how long a client may take to join its first
	// namespace; 0 means 45 s.
	ConnectTimeout time.Duration
	// Client has the browser's half: socket.io.js, socket.io.min.js,
	// socket.io.esm.min.js and so on, served under Path. nil serves nothing.
	Client fs.FS
	// Recovery keeps the state of lost connections for a while; nil does not.
	Recovery *Recovery
	// CleanupEmptyChildNamespaces forgets a dynamic namespace when its last
	// socket leaves.
	CleanupEmptyChildNamespaces bool
	// Adapter makes the adapter of each namespace; nil means [NewMemory].
	Adapter func(*Namespace) Adapter
	// MaxBacklog is how many bytes of events may wait for a client's own
	// handlers before reading from that client stops; 0 means 1 MiB.
	MaxBacklog int
	// StallTimeout is how long reading from a client may stand still because
	// of MaxBacklog before the client is closed; 0 means 20 s.
	StallTimeout time.Duration

	// Engine holds the options of the layer below: heartbeat, transports,
	// limits, CORS, cookies.
	Engine engineio.Config
	// Logger is told what goes wrong, and what [Server.Logf] writes; nil
	// discards.
	Logger *slog.Logger
	// Hooks watch; nil watches nothing.
	Hooks *Hooks
}

// Recovery is the configuration of connection state recovery.
type Recovery struct {
	// MaxDisconnectionDuration is how long a session and the packets that it
	// misses are kept; 0 means 2 minutes.
	MaxDisconnectionDuration time.Duration
	// RunMiddlewares runs the middlewares of the namespace also for a socket
	// that is recovered (skipMiddlewares: false of the official server).
	RunMiddlewares bool
	// MaxBytes bounds the packets kept for one namespace; 0 means 64 MiB. A
	// client that missed more than is kept starts anew.
	MaxBytes int
}

func (c Config) withDefaults() Config {
	setDefault(&c.Path, "/socket.io/")
	setDefault(&c.ConnectTimeout, 45*time.Second)
	setDefault(&c.MaxBacklog, 1<<20)
	setDefault(&c.StallTimeout, 20*time.Second)
	if c.Path[0] != '/' {
		c.Path = "/" + c.Path
	}
	if c.Path[len(c.Path)-1] != '/' {
		c.Path += "/"
	}
	if c.Recovery != nil {
		r := *c.Recovery
		setDefault(&r.MaxDisconnectionDuration, 2*time.Minute)
		setDefault(&r.MaxBytes, 64<<20)
		c.Recovery = &r
	}
	if c.Adapter == nil {
		c.Adapter = func(n *Namespace) Adapter { return NewMemory(n) }
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Engine.Logger == nil {
		c.Engine.Logger = c.Logger
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
