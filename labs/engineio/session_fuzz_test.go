package engineio

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// FuzzSession lets a client and the layer above do whatever they like in any order. Each session must hear Closed once
// and nothing after it, Close must return, and no goroutine may stay, which synctest sees.
func FuzzSession(f *testing.F) {
	f.Add([]byte("poll, probe, upgrade"))
	f.Add([]byte{0, 4, 1, 7, 2, 3, 0, 9, 3, 5, 0, 7, 6, 0, 1, 12, 0, 1, 11, 0, 255})
	for seed := range uint64(8) {
		script := make([]byte, 60)
		random := rand.New(rand.NewPCG(seed, 0))
		for i := range script {
			script[i] = byte(random.Uint32())
		}
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		synctest.Test(t, func(t *testing.T) { play(t, script[:min(len(script), 300)]) })
	})
}

// strict is a receiver that knows its contract, and sometimes closes or answers.
type strict struct {
	t       *testing.T
	s       *Session
	mu      sync.Mutex
	busy    bool
	closed  int
	heard   int
	verbose bool
}

func (r *strict) enter() func() {
	r.mu.Lock()
	if r.busy || r.closed > 0 {
		r.t.Errorf("a call during another or after Closed")
	}
	r.busy = true
	r.mu.Unlock()
	return func() {
		r.mu.Lock()
		r.busy = false
		r.mu.Unlock()
	}
}

func (r *strict) Message(m Message) {
	defer r.enter()()
	r.heard++
	switch string(m.Data) {
	case "close":
		r.s.Close(ForcedClose)
	case "try":
		r.s.TrySend(NewBatch(m))
	default:
		r.s.Send(NewBatch(m, Message{Data: []byte{1, 2}, Binary: true}))
	}
}

func (r *strict) Closed(reason Reason, err error) {
	done := r.enter()
	if reason == "" {
		r.t.Error("closed without a reason")
	}
	done()
	r.mu.Lock()
	r.closed++
	r.mu.Unlock()
}

var fuzzPackets = []string{"4hello", "4close", "4try", "bAQID", "3", "2", "2probe", "5", "1", "6", "0", "abc", "", "4\xff",
	"4a\x1e4b\x1e3", "4a\x1e1\x1e4b", "4" + strings.Repeat("x", 3000)}

func play(t *testing.T, script []byte) {
	pipes := &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
	var mu sync.Mutex
	var receivers []*strict
	server := New(Config{MaxHTTPBufferSize: 2000, MaxPending: 4000}, func(s *Session) Receiver {
		mu.Lock()
		defer mu.Unlock()
		r := &strict{t: t, s: s}
		receivers = append(receivers, r)
		return r
	})
	web := &http.Server{Handler: server}
	go web.Serve(pipes)
	transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return pipes.dial() }}
	client := &http.Client{Transport: transport}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var sockets []*websocket.Conn

	session := func(b byte) *Session {
		mu.Lock()
		defer mu.Unlock()
		if len(receivers) == 0 {
			return nil
		}
		return receivers[int(b)%len(receivers)].s
	}
	request := func(ctx context.Context, method, query, body string) {
		wg.Go(func() {
			req, err := http.NewRequestWithContext(ctx, method, "http://x/?EIO=4&"+query, strings.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			if res, err := client.Do(req); err == nil {
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
			}
		})
	}
	dial := func(query string) {
		dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) { return pipes.dial() }}
		if ws, _, err := dialer.Dial("ws://x/?EIO=4&transport=websocket"+query, nil); err == nil {
			sockets = append(sockets, ws)
			wg.Go(func() {
				for {
					if _, _, err := ws.ReadMessage(); err != nil {
						return
					}
				}
			})
		}
	}
	for len(script) >= 3 {
		op, which, what := script[0], script[1], script[2]
		script = script[3:]
		packet := fuzzPackets[int(what)%len(fuzzPackets)]
		sid := ""
		if s := session(which); s != nil {
			sid = "&sid=" + s.ID()
		}
		switch op % 13 {
		case 0:
			request(ctx, "GET", "transport=polling", "")
		case 1:
			dial("")
		case 2:
			dial(sid)
		case 3, 4:
			request(ctx, "GET", "transport=polling"+sid, "")
		case 5:
			request(ctx, "POST", "transport=polling"+sid, packet)
		case 6:
			short, cancel := context.WithTimeout(ctx, time.Duration(what)*time.Millisecond)
			defer cancel()
			request(short, "GET", "transport=polling"+sid, "")
		case 7, 8:
			if len(sockets) > 0 {
				kind := websocket.TextMessage + int(op/13)%2
				sockets[int(which)%len(sockets)].WriteMessage(kind, []byte(packet))
			}
		case 9:
			if len(sockets) > 0 {
				sockets[int(which)%len(sockets)].Close()
			}
		case 10:
			if s := session(which); s != nil {
				s.Send(text(fmt.Sprint("from above ", what)))
				if what%7 == 0 {
					s.Close(ForcedClose)
				}
			}
		case 11:
			time.Sleep(time.Duration(what) * 100 * time.Millisecond)
		case 12: // a POST that breaks off, or whose client vanishes
			if conn, err := pipes.dial(); err == nil {
				fmt.Fprintf(conn, "POST /?EIO=4&transport=polling%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", sid, len(packet)+1, packet)
				go io.Copy(io.Discard, conn)
				if what%2 == 0 {
					conn.Close()
				} else {
					defer conn.Close()
				}
			}
		}
		if op%2 == 0 {
			synctest.Wait()
		}
	}

	limited, cancel := context.WithTimeout(ctx, time.Minute)
	server.Close(limited)
	cancel()
	stop()
	for _, ws := range sockets {
		ws.Close()
	}
	wg.Wait()
	transport.CloseIdleConnections()
	web.Close()
	time.Sleep(time.Second) // net/http lingers on connections that it has to break off
	for _, r := range receivers {
		r.mu.Lock()
		if r.closed != 1 {
			t.Errorf("Closed was called %d times", r.closed)
		}
		r.mu.Unlock()
	}
}
