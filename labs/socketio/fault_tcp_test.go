package socketio_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"socketlab/labs/engineio"
	"socketlab/labs/socketio"
	"socketlab/labs/socketio/client"
)

// On a real network a client that takes no byte any more is noticed only when the buffers of both systems are full, or by
// the heartbeat. Until then and afterwards another gets everything once and in order, and then nothing is left of it.
func TestDeafOverTCP(t *testing.T) {
	cases := map[string]struct {
		engine engineio.Config
		size   int // of each event
		want   socketio.Reason
	}{
		"stops reading": {engineio.Config{MaxPending: 1 << 20}, 50_000, socketio.TransportError},
		"half open":     {engineio.Config{PingInterval: 300 * time.Millisecond, PingTimeout: time.Second}, 10, socketio.PingTimeout},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			before := heapNow()
			gone := make(chan socketio.Reason, 1)
			io := socketio.New(socketio.Config{Engine: tc.engine})
			io.OnConnection(func(s *socketio.Socket) {
				if s.Handshake().Auth.String("name") == "deaf" {
					s.OnDisconnect(func(reason socketio.Reason) { gone <- reason })
				}
			})
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			web := &http.Server{Handler: io}
			go web.Serve(listener)
			defer web.Close()
			url := "http://" + listener.Addr().String()

			conn := joinDeaf(t, url)
			defer conn.Close()
			c, err := client.Dial(ctx, url, client.Options{})
			if err != nil {
				t.Fatal(err)
			}
			other, err := c.Join(ctx, "/", nil)
			if err != nil {
				t.Fatal(err)
			}
			pad := strings.Repeat("x", tc.size)
			n, most := 0, 2_000_000_000/tc.size
			for reason := socketio.Reason(""); reason == ""; n++ {
				io.Emit("n", n, pad)
				if e, err := other.Receive(ctx); err != nil || e.String() != fmt.Sprintf(`["n",%d,"%s"]`, n, pad) {
					t.Fatalf("the other got %.20s, %v, want number %d", e, err, n)
				}
				select {
				case reason = <-gone:
					if reason != tc.want {
						t.Errorf("the deaf one ended with %s, want %s", reason, tc.want)
					}
				default:
					if n > most {
						t.Fatalf("a client that takes no byte is still there after %d events", n)
					}
				}
			}
			c.Close()
			conn.Close() // it would have been given another 5 s to answer the close frame
			if err := io.Close(ctx); err != nil {
				t.Errorf("Close: %v", err)
			}
			web.Close()
			if stacks := serving(); stacks != "" {
				t.Errorf("goroutines stayed:\n%s", stacks)
			}
			if after := heapNow(); after > before+heapBound {
				t.Errorf("%d KB of memory after %d events, %d before", after>>10, n, before>>10)
			}
		})
	}
}

// joinDeaf is a client that joins "/" and then neither reads nor says anything.
func joinDeaf(t *testing.T, url string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(url, "http")+"/socket.io/?EIO=4&transport=websocket", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte(`40{"name":"deaf"}`)); err != nil {
		t.Fatal(err)
	}
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(string(data), "40") {
			return conn
		}
	}
}

func heapNow() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// serving gives the stacks of goroutines that run code of the server and do not end within a second.
func serving() string {
	var ours []string
	for range 100 {
		buf := make([]byte, 1<<20)
		ours = nil
		for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			if strings.Contains(stack, "labs/engineio.(") || strings.Contains(stack, "labs/socketio.(") {
				ours = append(ours, stack)
			}
		}
		if ours == nil {
			return ""
		}
		time.Sleep(10 * time.Millisecond)
	}
	return strings.Join(ours, "\n\n")
}
