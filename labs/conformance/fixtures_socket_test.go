package conformance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"socketlab/labs/socketio"
)

// socketFixture is the server "app" or "rooms".
func socketFixture(name string, o options, fact func(string)) server {
	c := socketio.Config{
		Engine:                      o.engine(),
		ConnectTimeout:              milliseconds(o.ConnectTimeout),
		CleanupEmptyChildNamespaces: o.CleanupEmptyChildNamespaces,
		Client:                      os.DirFS("../../site/web/node_modules/socket.io/client-dist"),
	}
	if r := o.ConnectionStateRecovery; r != nil {
		c.Recovery = &socketio.Recovery{
			MaxDisconnectionDuration: milliseconds(r.MaxDisconnectionDuration),
			RunMiddlewares:           r.SkipMiddlewares != nil && !*r.SkipMiddlewares,
		}
	}
	people := &names{all: map[string]string{}}
	if name == "rooms" {
		c.Hooks = &socketio.Hooks{
			CreateRoom: func(_ *socketio.Namespace, room string) { fact("create-room " + people.of(room)) },
			DeleteRoom: func(_ *socketio.Namespace, room string) { fact("delete-room " + people.of(room)) },
			Join:       func(s *socketio.Socket, room string) { fact("join-room " + people.of(room) + " " + people.of(s.ID())) },
			Leave:      func(s *socketio.Socket, room string) { fact("leave-room " + people.of(room) + " " + people.of(s.ID())) },
		}
	}
	io := socketio.New(c)
	f := &fixture{io: io, fact: fact}
	if name == "rooms" {
		io.Use(func(s *socketio.Socket) error {
			people.set(s.ID(), s.Handshake().Auth.String("name"))
			return nil
		})
		f.serve(io.Namespace)
	} else {
		f.app()
	}
	return mounted{io, "/socket.io/"}
}

// names are what the transcripts call the sockets.
type names struct {
	mu  sync.Mutex // guards all
	all map[string]string
}

func (n *names) set(id, name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all[id] = name
}

func (n *names) of(room string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if name, ok := n.all[room]; ok {
		return name
	}
	return room
}

type fixture struct {
	io   *socketio.Server
	fact func(string)

	mu   sync.Mutex   // guards held
	held []chan error // middlewares of /slow that wait
}

// serve is what a transcript may ask of every namespace.
func (f *fixture) serve(nsp interface {
	OnConnection(func(*socketio.Socket))
}) {
	nsp.OnConnection(f.connection)
}

func (f *fixture) connection(s *socketio.Socket) {
	ns := s.Namespace().Name()
	if s.Recovered() {
		f.fact("connect " + ns + " recovered")
	} else {
		f.fact("connect " + ns)
	}
	s.OnDisconnecting(func(r socketio.Reason) { f.fact(fmt.Sprintf("disconnecting %s %s %v", ns, r, rooms(s))) })
	s.OnDisconnect(func(r socketio.Reason) { f.fact(fmt.Sprintf("disconnect %s %s %v", ns, r, rooms(s))) })
	s.OnError(func(error) { f.fact("error " + ns) })
	s.On("echo", func(e *socketio.Event) { s.Emit("echo", e.Args...) })
	s.On("ack", func(e *socketio.Event) { e.Ack(e.Args...) })
	s.On("ack-twice", socketio.Args1(func(ack socketio.Ack) { ack(1); ack(2) }))
	s.On("ack-later", socketio.Args2(func(ms int, ack socketio.Ack) {
		time.AfterFunc(milliseconds(ms), func() { ack("late") })
	}))
	s.On("ask", func(e *socketio.Event) {
		go func() {
			answers, err := s.EmitWithAck(context.Background(), "question", e.Args...)
			if err == nil {
				s.Emit("answer", answers...)
			}
		}()
	})
	s.On("ask-timeout", socketio.Args1(func(ms int) {
		go func() {
			answers, err := s.Timeout(milliseconds(ms)).EmitWithAck(context.Background(), "question")
			s.Emit("answer", message(err), answers.At(0))
		}()
	}))
	s.On("handshake", socketio.Args1(func(ack socketio.Ack) { ack(s.Handshake().Auth, s.Handshake().Query) }))
	s.On("set", socketio.Args2(func(value any, ack socketio.Ack) { s.SetData(value); ack() }))
	s.On("get", socketio.Args1(func(ack socketio.Ack) { ack(s.Data()) }))
	s.On("join", socketio.Args2(func(names list, ack socketio.Ack) { s.Join(names...); ack() }))
	s.On("leave", socketio.Args2(func(name string, ack socketio.Ack) { s.Leave(name); ack() }))
	s.On("rooms", socketio.Args1(func(ack socketio.Ack) {
		names := rooms(s)
		slices.Sort(names)
		ack(names)
	}))
	s.On("bye", socketio.Args1(s.Disconnect))
	s.On("bye-then", socketio.Args0(func() { s.Disconnect(false); s.Join("x"); s.Emit("after", len(s.Rooms())) }))
	s.On("throw", socketio.Args0(func() { panic("a mistake in a handler") }))
	s.On("emit-reserved", socketio.Args1(func(name string) { s.Emit("answer", message(s.Emit(name))) }))
	s.On("volatile", func(e *socketio.Event) {
		var name string
		e.Bind(&name)
		for _, x := range e.Args[1:] {
			s.Volatile().Emit(name, x)
		}
	})
	s.On("volatile-later", socketio.Args3(func(ms int, name string, x any) {
		time.AfterFunc(milliseconds(ms), func() { s.Volatile().Emit(name, x) })
	}))
	s.On("emit-later", socketio.Args3(func(ms int, name string, x any) {
		time.AfterFunc(milliseconds(ms), func() { s.Emit(name, x) })
	}))
	s.On("many", socketio.Args1(func(n int) {
		for i := range n {
			s.Emit("many", i+1)
		}
	}))
	s.On("release", socketio.Args1(f.release))
	s.On("close-server", socketio.Args0(func() { go f.io.Close(context.Background()) }))
	s.On("close-engine", socketio.Args0(func() { s.Session().Close(socketio.ForcedClose) }))
	s.On("do", socketio.Args1(func(c call) {
		if c.Ack { // waits for others, who may wait for this socket
			go f.perform(s, c)
		} else {
			f.perform(s, c)
		}
	}))
}

// message is what JavaScript's handlers send of an error.
func message(err error) any {
	if err == nil {
		return nil
	}
	return err.Error()
}

func rooms(s *socketio.Socket) []string {
	return slices.DeleteFunc(s.Rooms(), func(room string) bool { return room == s.ID() })
}

// app is "/" and the namespaces.
func (f *fixture) app() {
	io := f.io
	f.serve(io)
	f.serve(io.Of("/custom"))

	admin := io.Of("/admin") // wants the token; says why not
	admin.Use(func(s *socketio.Socket) error {
		if s.Handshake().Auth.String("token") == "secret" {
			return nil
		}
		return &socketio.Error{Message: "not authorized", Data: struct {
			Code int    `json:"code"`
			Hint string `json:"hint"`
		}{401, "token"}}
	})
	admin.Use(func(s *socketio.Socket) error { s.SetData("admin"); return nil })
	f.serve(admin)

	never := io.Of("/never") // refuses without data
	never.Use(func(*socketio.Socket) error { return errors.New("never") })
	f.serve(never)

	slow := io.Of("/slow") // waits for the event "release" of anybody
	slow.Use(f.hold)
	f.serve(slow)

	early := io.Of("/early") // speaks before it accepts
	early.Use(func(s *socketio.Socket) error { return s.Emit("early", 1) })
	f.serve(early)

	checked := io.Of("/checked") // middleware for each packet
	checked.OnConnection(watched)
	f.serve(checked)

	dyn := io.OfRegexp(regexp.MustCompile(`^/dyn-\d+$`))
	dyn.Use(func(s *socketio.Socket) error {
		if bad, _ := s.Handshake().Auth.Raw().JSON().MarshalJSON(); strings.Contains(string(bad), `"bad":true`) {
			return errors.New("bad")
		}
		return nil
	})
	f.serve(dyn)

	f.serve(io.OfFunc(func(name string, auth socketio.Auth) bool {
		var a struct{ OK bool }
		return strings.HasPrefix(name, "/fn-") && auth.Bind(&a) == nil && a.OK
	}))

	io.OnConnection(func(s *socketio.Socket) {
		s.On("shout", func(e *socketio.Event) { dyn.Emit("shout", e.Args...) })
	})
	io.OnNewNamespace(func(n *socketio.Namespace) { f.fact("namespace " + n.Name()) })
}

// hold keeps a socket waiting until release, or until its client is gone.
func (f *fixture) hold(s *socketio.Socket) error {
	verdict := make(chan error, 1)
	f.mu.Lock()
	f.held = append(f.held, verdict)
	f.mu.Unlock()
	select {
	case err := <-verdict:
		return err
	case <-s.Context().Done():
		return context.Cause(s.Context())
	}
}

func (f *fixture) release(message string) {
	f.mu.Lock()
	held := f.held
	f.held = nil
	f.mu.Unlock()
	for _, verdict := range held {
		if message == "" {
			verdict <- nil
		} else {
			verdict <- errors.New(message)
		}
	}
}

func watched(s *socketio.Socket) {
	log := []string{}
	note := func(kind, name string) {
		if name != "log" {
			log = append(log, kind+" "+name)
		}
	}
	s.OnAny(func(e *socketio.Event) { note("any", e.Name) })
	s.OnAnyOutgoing(func(name string, _ socketio.Args) { note("out", name) })
	s.Use(func(e *socketio.Event) error {
		note("use", e.Name)
		if e.Name == "forbidden" {
			return errors.New("forbidden")
		}
		return nil
	})
	s.On("hello", func(e *socketio.Event) { note("on", e.Name) })
	s.On("forbidden", func(e *socketio.Event) { note("on", e.Name) })
	s.On("log", socketio.Args1(func(ack socketio.Ack) { ack(log) }))
}
