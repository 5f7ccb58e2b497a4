package socketio_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// heapBound is how many bytes may be left of a fault, of 2,000 clients too.
const heapBound = 512 << 10

// faults are what can go wrong with a client. Each ends within an hour, after which nothing of it may be left.
var faults = map[string]func(f *fault){
	"stops reading": func(f *fault) {
		for _, transport := range []string{"polling", "websocket"} {
			f.lose(transport, deaf)
		}
		f.io.Emit("to the deaf", strings.Repeat("x", 100_000))
	},
	"vanishes": func(f *fault) {
		for _, transport := range []string{"polling", "websocket"} {
			f.lose(transport, dead)
		}
	},
	"aborts requests": func(f *fault) {
		for _, half := range []string{
			"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n",
			"GET /socket.io/?EIO=4&transport=polling&sid=$sid HTTP/1.1\r\nHost: x\r\n\r\n",
			"POST /socket.io/?EIO=4&transport=polling&sid=$sid HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n42[\"echo\",",
			"GET /socket.io/?EIO=4&transport=websocket&sid=$sid HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
				"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
		} {
			s := f.come("polling")
			conn, err := f.pipes.dial(f.Context(), "", "")
			if err != nil {
				f.Fatal(err)
			}
			io.WriteString(conn, strings.ReplaceAll(half, "$sid", s.Client().SID()))
			conn.Close()
			s.Client().Close()
		}
	},
	"2,000 leave at once": func(f *fault) {
		var leaving sync.WaitGroup
		leave := make(chan struct{})
		for i := range 2000 {
			s := f.come([]string{"websocket", "polling"}[i%2])
			leaving.Go(func() {
				<-leave
				s.Client().Close()
			})
		}
		f.io.Emit("who", "is here?")
		synctest.Wait()
		f.io.Emit("on their way", strings.Repeat("x", 1000))
		close(leave)
		leaving.Wait()
	},
	"handlers panic": func(f *fault) {
		s := f.enter(f.come("websocket").Client(), "/panics", nil)
		for range 100 {
			s.Emit("panic")
		}
		synctest.Wait()
		if s.Err() != nil {
			f.Errorf("a panic ended the connection: %v", s.Err())
		}
		if _, err := s.Client().Join(f.Context(), "/refuses", nil); err == nil || s.Err() != nil {
			f.Errorf("a middleware that panics admits, or ends the connection: %v", s.Err())
		}
		s.Client().Close()
	},
	"a handler blocks": func(f *fault) { // until its client is gone, while the client goes on sending
		s := f.come("websocket")
		s.Emit("block")
		for range 5 {
			s.Emit("echo", "not yet")
		}
		time.Sleep(time.Minute)
		s.Client().Close()
	},
	"floods a blocked handler": func(f *fault) {
		s := f.come("websocket")
		s.Emit("block")
		for s.Emit("echo", strings.Repeat("x", 1000)) == nil { // TCP slows it down, and then it is cut
		}
	},
	"a middleware blocks": func(f *fault) {
		c := f.come("websocket").Client()
		ctx, cancel := context.WithTimeout(f.Context(), time.Minute)
		defer cancel()
		if _, err := c.Join(ctx, "/blocks", nil); err != context.DeadlineExceeded {
			f.Errorf("join: %v", err)
		}
		c.Close()
	},
}

// Whatever goes wrong with some clients, the others notice nothing: what they are sent comes once and in order, and what
// they ask is answered at once. Then no goroutine is left, no socket, no room, and the memory comes back.
func TestOthersNoticeNothing(t *testing.T) {
	for name, happen := range faults {
		t.Run(name, func(t *testing.T) {
			run(t, socketio.Config{MaxBacklog: 100_000, Logger: slog.New(slog.DiscardHandler)}, func(r *rig) {
				serveFaults(r.io)
				f := &fault{rig: r}
				f.suffer(happen) // what is made only once is made: the runtime keeps its goroutines, maps keep their size
				goroutines, heap := f.usage()

				f.suffer(happen)
				if n := len(r.io.Sockets()); n != 0 || r.io.Engine().ClientsCount() != 0 {
					t.Errorf("%d sockets and %d connections are left", n, r.io.Engine().ClientsCount())
				}
				if rooms := r.io.Adapter().(*socketio.Memory).Rooms(); len(rooms) != 0 {
					t.Errorf("rooms %q are left", rooms)
				}
				goroutinesAfter, heapAfter := f.usage()
				if goroutinesAfter != goroutines {
					stacks := make([]byte, 1<<20)
					t.Errorf("%d goroutines, %d before\n%s", goroutinesAfter, goroutines, stacks[:runtime.Stack(stacks, true)])
				}
				if heapAfter > heap+heapBound {
					t.Errorf("%d KB of memory, %d before", heapAfter>>10, heap>>10)
				}
			})
		})
	}
}

func serveFaults(server *socketio.Server) {
	server.OnConnection(func(s *socketio.Socket) {
		s.Join("visitors", "room of "+s.ID())
		s.On("echo", func(e *socketio.Event) { e.Ack(e.Args...) })
		s.On("block", socketio.Args0(func() { <-s.Context().Done() }))
		s.OnDisconnecting(func(socketio.Reason) { s.To("witnesses").Emit("gone", s.ID()) })
	})
	server.Of("/panics").OnConnection(func(s *socketio.Socket) {
		s.On("panic", socketio.Args0(func() { panic("event") }))
		s.OnDisconnecting(func(socketio.Reason) { panic("disconnecting") })
		s.OnDisconnect(func(socketio.Reason) { panic("disconnect") })
		s.OnError(func(error) { panic("error") })
		panic("connection")
	})
	server.Of("/refuses").Use(func(*socketio.Socket) error { panic("middleware") })
	server.Of("/blocks").Use(func(s *socketio.Socket) error {
		<-s.Context().Done()
		return context.Cause(s.Context())
	})
}

// fault is a server to which something happens.
type fault struct {
	*rig
	lost []*client.Client // those whose end nobody heard of
}

// suffer lets it happen while others are there, and returns when everybody has gone.
func (f *fault) suffer(happen func(*fault)) {
	stop := f.witness()
	happen(f)
	time.Sleep(time.Hour)
	if n := f.io.Engine().ClientsCount(); n != 2 {
		f.Errorf("%d clients, want the others only", n)
	}
	stop()
	for _, c := range f.lost {
		c.Close()
	}
	f.lost = nil
	time.Sleep(2 * time.Minute)
}

// come is a client that belongs to nobody else, so that it can be forgotten.
func (f *fault) come(transport string) *client.Socket {
	f.Helper()
	return f.comeBy(transport, f.pipes.dial)
}

func (f *fault) comeBy(transport string, dial func(context.Context, string, string) (net.Conn, error)) *client.Socket {
	f.Helper()
	c, err := client.Dial(f.Context(), "http://lab", client.Options{Transport: transport, Dial: dial})
	if err != nil {
		f.Fatal(err)
	}
	return f.enter(c, "/", nil)
}

// What may be wrong with a line.
const (
	deaf = 1 + iota // the client takes no byte any more, and there is nothing between it and the server that would
	dead            // what either sends goes nowhere, and neither hears of it
)

// line is a client's way to the server.
type line struct{ state atomic.Int32 }

type lineConn struct {
	net.Conn
	*line
	done context.Context // ends when the client closes the connection
	end  context.CancelFunc
}

func (c lineConn) Close() error {
	c.end()
	return c.Conn.Close()
}

func (c lineConn) Read(p []byte) (int, error) {
	for {
		if c.state.Load() == deaf {
			<-c.done.Done()
			return 0, net.ErrClosed
		}
		n, err := c.Conn.Read(p)
		if err != nil || c.state.Load() == 0 {
			return n, err
		}
	}
}

func (c lineConn) Write(p []byte) (int, error) {
	if c.state.Load() == dead {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// lose brings a client whose line then goes wrong.
func (f *fault) lose(transport string, state int32) {
	f.Helper()
	l := &line{}
	s := f.comeBy(transport, func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := f.pipes.dial(ctx, network, address)
		done, end := context.WithCancel(context.Background())
		return lineConn{c, l, done, end}, err
	})
	synctest.Wait()
	l.state.Store(state)
	f.lost = append(f.lost, s.Client())
}

// usage counts goroutines and bytes when nothing is going on.
func (f *fault) usage() (goroutines int, heap uint64) {
	synctest.Wait()
	runtime.GC()
	runtime.GC() // what the pools kept
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapAlloc
}

// witness brings others, who are sent numbers and ask for echoes, first often and then less so, until stop.
func (f *fault) witness() (stop func()) {
	others := []*client.Socket{f.come("websocket"), f.come("polling")}
	for _, s := range others {
		f.io.Socket(s.ID()).Join("witnesses")
	}
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		n := 0
		for wait := time.Millisecond; ; wait += wait / 16 {
			select {
			case <-done:
				for _, s := range others {
					s.Client().Close()
				}
				if n < 100 {
					f.Errorf("the others were asked %d times only", n)
				}
				return
			case <-time.After(wait):
			}
			n++
			began := time.Now()
			f.io.To("witnesses").Emit("n", n)
			for i, s := range others {
				answer, err := s.EmitWithAck(f.Context(), "echo", n) // and what was sent before it is there
				if got := fmt.Sprint(answer); err != nil || got != fmt.Sprintf("[%d]", n) {
					f.Errorf("echo %d of witness %d: %s, %v", n, i, got, err)
				}
				got := slices.DeleteFunc(s.Drain(), func(e *client.Event) bool { return e.Name != "n" })
				if len(got) != 1 || got[0].String() != fmt.Sprintf(`["n",%d]`, n) {
					f.Errorf("witness %d was sent %v, want %d", i, got, n)
				}
			}
			if took := time.Since(began); took != 0 {
				f.Errorf("number %d took %v", n, took)
			}
		}
	}()
	return func() {
		close(done)
		<-stopped
	}
}
