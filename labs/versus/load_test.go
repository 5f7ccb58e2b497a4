package versus

import (
	"bytes"
	"fmt"
	"math/bits"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A fanout is a load in which senders emit messages that the server passes on to a room, or to everybody.
type fanout struct {
	clients int
	room    int // members of each room; 0: no rooms, everybody
	senders int // each in a room of its own where there are rooms
	window  int // messages under way per sender
	bytes   int // of a message
	rate    int // messages a second and sender; 0: as many as the window lets through
}

// result is what a load measured.
type result struct {
	perCPU float64       // operations per CPU second of the server
	p99    time.Duration // of a delivery, from the moment its message was due
}

const slots = 256 // more messages of one sender are never under way

// source is one sender and what is still to come of its messages.
type source struct {
	*client
	room      string
	receivers int32
	tokens    chan struct{}       // one for each message that may start
	due       [slots]atomic.Int32 // deliveries still to come of message n%slots
}

func (f fanout) run(tb testing.TB, s *server, d time.Duration) result {
	all := connect(tb, s, f.clients, func(i int) string {
		if f.room == 0 {
			return ""
		}
		return fmt.Sprintf("room%d", i/f.room)
	})
	sources := make([]*source, f.senders)
	for k := range sources {
		sources[k] = &source{client: all[k*max(f.room, 1)], receivers: int32(f.clients), tokens: make(chan struct{}, slots)}
		if f.room > 0 {
			sources[k].room, sources[k].receivers = fmt.Sprintf("room%d", k), int32(f.room)
		}
		for range f.window {
			sources[k].tokens <- struct{}{}
		}
	}

	began := time.Now()
	var m meter
	var readers, senders sync.WaitGroup
	for _, c := range all {
		readers.Go(func() {
			if err := c.receive(sources, began, &m); err != nil {
				tb.Error(err)
			}
		})
	}
	stop := make(chan struct{})
	for k, src := range sources {
		senders.Go(func() { src.emit(k, f, began, stop) })
	}

	time.Sleep(d / 4) // to warm up
	m.timing.Store(true)
	n, cpu := m.n.Load(), s.cpu(tb)
	time.Sleep(d)
	n, cpu = m.n.Load()-n, s.cpu(tb)-cpu
	m.timing.Store(false)
	close(stop)
	senders.Wait()
	for _, src := range sources { // what is still under way must arrive: nothing may be missing
		for i := range src.due {
			for limit := time.Now().Add(10 * time.Second); src.due[i].Load() != 0; time.Sleep(time.Millisecond) {
				if time.Now().After(limit) {
					tb.Fatalf("%d deliveries are missing", src.due[i].Load())
				}
			}
		}
	}
	m.closing.Store(true)
	for _, c := range all {
		c.ws.Close()
	}
	readers.Wait()
	return result{perCPU: float64(n) / cpu.Seconds(), p99: m.quantile(0.99)}
}

// emit sends messages "#sender.number.instant.xxx" (hexadecimal) until stop is closed.
func (src *source) emit(k int, f fanout, began time.Time, stop <-chan struct{}) {
	room := ""
	if src.room != "" {
		room = `,"` + src.room + `"`
	}
	pad := strings.Repeat("x", f.bytes-32)
	for n := uint32(1); ; n++ {
		select {
		case <-stop:
			return
		case <-src.tokens:
		}
		at := time.Since(began)
		if f.rate > 0 { // timed from when it was due, so that a slow server cannot hide by slowing the sender
			at = time.Duration(n) * time.Second / time.Duration(f.rate)
			time.Sleep(at - time.Since(began))
		}
		src.due[n%slots].Store(src.receivers)
		src.send(fmt.Appendf(nil, `42["chat message","#%04x.%08x.%016x.%s"%s]`, k, n, int64(at), pad, room))
	}
}

// receive counts and checks every delivery until the connection ends.
func (c *client) receive(sources []*source, began time.Time, m *meter) error {
	last := make([]uint32, len(sources))
	for {
		packet, err := c.read()
		if err != nil {
			if m.closing.Load() {
				return nil
			}
			return err
		}
		i := bytes.Index(packet, []byte(`"#`))
		if i < 0 || len(packet) < i+32 {
			continue
		}
		k, n := hex(packet[i+2:i+6]), uint32(hex(packet[i+7:i+15]))
		if last[k]++; n != last[k] {
			return fmt.Errorf("message %d of sender %d came in place of %d", n, k, last[k])
		}
		m.record(time.Since(began) - time.Duration(hex(packet[i+16:i+32])))
		if src := sources[k]; src.due[n%slots].Add(-1) == 0 {
			src.tokens <- struct{}{}
		}
	}
}

func hex(digits []byte) (v uint64) {
	for _, d := range digits {
		v = v<<4 | uint64(d&15+d>>6*9)
	}
	return v
}

// connect opens n clients, a few at a time.
func connect(tb testing.TB, s *server, n int, room func(i int) string) []*client {
	all := make([]*client, n)
	var next atomic.Int64
	parallel(tb, 16, func(int) error {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			c, err := dial(s.addr, room(i))
			if err != nil {
				return fmt.Errorf("client %d: %w", i, err)
			}
			all[i] = c
		}
		return nil
	})
	return all
}

// repeat does op again and again in so many workers, and returns operations per CPU second of the server.
func repeat(tb testing.TB, s *server, workers int, d time.Duration, op func(worker int) error) result {
	var m meter
	var stop atomic.Bool
	var n int64
	var cpu time.Duration
	var clock sync.WaitGroup
	clock.Go(func() {
		time.Sleep(d / 4) // to warm up
		n, cpu = m.n.Load(), s.cpu(tb)
		time.Sleep(d)
		n, cpu = m.n.Load()-n, s.cpu(tb)-cpu
		stop.Store(true)
	})
	parallel(tb, workers, func(w int) error {
		for !stop.Load() {
			at := time.Now()
			if err := op(w); err != nil {
				return err
			}
			m.record(time.Since(at))
		}
		return nil
	})
	clock.Wait()
	return result{perCPU: float64(n) / cpu.Seconds()}
}

func parallel(tb testing.TB, n int, fn func(worker int) error) {
	var group sync.WaitGroup
	for w := range n {
		group.Go(func() {
			if err := fn(w); err != nil {
				tb.Error(err)
			}
		})
	}
	group.Wait()
	if tb.Failed() {
		tb.FailNow()
	}
}

// meter counts operations and, while timing, how long they took.
type meter struct {
	n       atomic.Int64
	timing  atomic.Bool
	closing atomic.Bool
	bucket  [64 << 4]atomic.Int64 // 16 steps to each power of two: 6 % wide
}

func (m *meter) record(d time.Duration) {
	m.n.Add(1)
	if m.timing.Load() {
		ns := uint64(max(d, 16))
		shift := bits.Len64(ns) - 5
		m.bucket[shift<<4|int(ns>>shift)&15].Add(1)
	}
}

// quantile is the upper edge of the bucket in which quantile q lies.
func (m *meter) quantile(q float64) time.Duration {
	var total, seen int64
	for i := range m.bucket {
		total += m.bucket[i].Load()
	}
	for i := range m.bucket {
		if seen += m.bucket[i].Load(); seen > 0 && float64(seen) >= q*float64(total) {
			return time.Duration(16+i&15+1) << (i >> 4)
		}
	}
	return 0
}
