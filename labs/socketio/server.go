package socketio

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"socketlab/labs/engineio"
)

// Server is a Socket.IO server: an http.Handler, and the main namespace "/".
type Server struct {
	*Namespace

	cfg    Config
	engine *engineio.Server
	log    *slog.Logger
	hooks  *Hooks
	work   workers
	ctx    context.Context // ends when Close begins
	stop   context.CancelFunc

	mu          sync.Mutex // guards what follows
	namespaces  map[string]*Namespace
	parents     []*Parent
	onNamespace []func(*Namespace)
}

// New makes a server. It answers as soon as it is mounted, for example by
// http.Handle("/socket.io/", io).
func New(cfg Config) *Server {
	cfg = cfg.withDefaults()
	s := &Server{
		cfg:        cfg,
		log:        cfg.Logger,
		hooks:      cfg.Hooks,
		namespaces: make(map[string]*Namespace),
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.Namespace = s.Of("/")
	s.engine = engineio.New(cfg.Engine, s.open)
	return s
}

// Engine is the layer below, for its ClientsCount.
func (s *Server) Engine() *engineio.Server { return s.engine }

// Logf writes a line to Config.Logger.
func (s *Server) Logf(format string, args ...any) {
	s.log.Info(fmt.Sprintf(format, args...))
}

// ServeHTTP answers every request whose path contains Config.Path: the files
// of the client, if there are any, and else Engine.IO.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at := strings.LastIndex(r.URL.Path, s.cfg.Path)
	if at < 0 {
		http.NotFound(w, r)
		return
	}
	if s.serveClient(w, r, r.URL.Path[at+len(s.cfg.Path):]) {
		return
	}
	s.engine.ServeHTTP(w, r)
}

// Close disconnects all sockets with the reason "server shutting down" and
// waits until their handlers have returned. When ctx ends first it returns the
// cause; handlers that still run are left to themselves. It must not be called
// from a handler.
func (s *Server) Close(ctx context.Context) error {
	s.stop()
	err := s.engine.Close(ctx)
	if waitErr := s.work.wait(ctx); err == nil {
		err = waitErr
	}
	for _, n := range s.all() {
		n.adapter.Close()
	}
	return err
}

// Of gives the namespace of that name and makes it if need be. A missing slash
// in front is added.
func (s *Server) Of(name string) *Namespace {
	if !strings.HasPrefix(name, "/") {
		name = "/" + name
	}
	n, _ := s.namespace(name, nil)
	return n
}

// OfRegexp makes a parent of all namespaces whose names match. A child comes
// into being when its first client asks for it.
func (s *Server) OfRegexp(pattern *regexp.Regexp) *Parent {
	return s.OfFunc(func(name string, _ Auth) bool { return pattern.MatchString(name) })
}

// OfFunc makes a parent of all namespaces that allow admits. Parents are asked
// in order; existing namespaces are found first. allow runs only when a child
// would be created: what it admits is the name, not each client, which is the
// task of [Parent.Use].
func (s *Server) OfFunc(allow func(name string, auth Auth) bool) *Parent {
	p := newParent(s, allow)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.parents = append(s.parents, p)
	return p
}

// OnNewNamespace adds a handler for namespaces that come into being.
func (s *Server) OnNewNamespace(fn func(*Namespace)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onNamespace = append(slices.Clip(s.onNamespace), fn)
}

// namespace finds or makes a namespace. parent is nil for a static one.
func (s *Server) namespace(name string, parent *Parent) (n *Namespace, created bool) {
	s.mu.Lock()
	if n, ok := s.namespaces[name]; ok {
		s.mu.Unlock()
		return n, false
	}
	n = newNamespace(s, name, parent)
	s.namespaces[name] = n
	listeners := s.onNamespace
	s.mu.Unlock()
	if parent != nil {
		parent.adopt(n)
	}
	for _, fn := range listeners {
		s.guard(nil, "new namespace", func() { fn(n) })
	}
	return n, true
}

// find is namespace without making one.
func (s *Server) find(name string) (n *Namespace, parents []*Parent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.namespaces[name], s.parents
}

func (s *Server) all() []*Namespace {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]*Namespace, 0, len(s.namespaces))
	for _, n := range s.namespaces {
		list = append(list, n)
	}
	return list
}

// newID makes a socket id or a private session id: 20 characters of base64url.
func newID() string {
	var id [15]byte
	rand.Read(id[:])
	return base64.RawURLEncoding.EncodeToString(id[:])
}
