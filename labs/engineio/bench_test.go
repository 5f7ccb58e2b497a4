package engineio

import (
	"io"
	"sync"
	"sync/atomic"
	"testing"
)

// BenchmarkSend is what one receiver of a broadcast costs its sender.
func BenchmarkSend(b *testing.B) {
	server := New(Config{MaxPending: 1 << 40}, nil)
	s := &Session{server: server, wire: &wire{}, queued: true}
	batch := text("hello")
	b.ReportAllocs()
	for b.Loop() {
		s.Send(batch)
		if len(s.pending) == 16 {
			clear(s.pending)
			s.pending = s.pending[:0]
		}
	}
}

// BenchmarkFanOut sends to 100 clients over the loopback, eight messages at a time, and waits until all have come.
func BenchmarkFanOut(b *testing.B) {
	const clients, window = 100, 8
	var mu sync.Mutex
	var sessions []*Session
	_, addr := tcpRig(b, Config{MaxPending: 1 << 30}, func(s *Session) Receiver {
		mu.Lock()
		defer mu.Unlock()
		sessions = append(sessions, s)
		return quiet{}
	})
	message := repeat("x", 64)
	size := len(appendFrame(nil, Packet{Type: MessagePacket, Data: []byte(message)}))
	var left atomic.Int32
	done := make(chan struct{}, 1)
	for range clients {
		s := dialRaw(b, addr)
		go func() {
			buf := make([]byte, size*window)
			for {
				if _, err := io.ReadFull(s.r, buf); err != nil {
					return
				}
				if left.Add(-1) == 0 {
					done <- struct{}{}
				}
			}
		}()
	}
	b.ReportAllocs()
	for b.Loop() {
		left.Store(clients)
		for range window {
			batch := text(message)
			mu.Lock()
			for _, s := range sessions {
				s.Send(batch)
			}
			mu.Unlock()
		}
		<-done
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*clients*window), "ns/delivery")
}

func BenchmarkNewBatch(b *testing.B) {
	data := []byte(`2["chat message","hello"]`)
	b.ReportAllocs()
	for b.Loop() {
		NewBatch(Message{Data: data}).webSocketFrames(false)
	}
}
