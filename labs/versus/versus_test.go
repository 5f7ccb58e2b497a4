package versus

import (
	"flag"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	rounds = flag.Int("rounds", 3, "rounds of each benchmark; the median is reported")
	spell  = flag.Duration("spell", 2*time.Second, "measured time of one server in one round")
)

// BenchmarkFanout is the case that chats are made of: one message, many receivers.
func BenchmarkFanout(b *testing.B) {
	for _, load := range []struct {
		name string
		fanout
	}{
		{"1000x64B", fanout{clients: 1000, senders: 1, window: 8, bytes: 64}},
		{"1000x1KB", fanout{clients: 1000, senders: 1, window: 8, bytes: 1024}},
		{"100x64B", fanout{clients: 100, senders: 1, window: 8, bytes: 64}},
		{"1000-one-by-one", fanout{clients: 1000, senders: 1, window: 1, bytes: 64}},
		{"rooms-of-10", fanout{clients: 1000, room: 10, senders: 100, window: 1, bytes: 64}},
		{"rooms-of-100", fanout{clients: 1000, room: 100, senders: 10, window: 1, bytes: 64}},
		{"1000-at-20-a-second", fanout{clients: 1000, senders: 1, window: 1, bytes: 64, rate: 20}},
	} {
		b.Run(load.name, func(b *testing.B) {
			versus(b, func(s *server) result { return load.run(b, s, *spell) })
		})
	}
}

// BenchmarkEcho is an acknowledged call from each of 64 clients, one at a time.
func BenchmarkEcho(b *testing.B) {
	value := strings.Repeat("x", 64)
	versus(b, func(s *server) result {
		all := connect(b, s, 64, func(int) string { return "" })
		r := repeat(b, s, len(all), *spell, func(w int) error { return all[w].call("echo", value) })
		for _, c := range all {
			c.ws.Close()
		}
		return r
	})
}

// BenchmarkChurn is connecting, joining a room and going away again, in 8 workers.
func BenchmarkChurn(b *testing.B) {
	versus(b, func(s *server) result {
		return repeat(b, s, 8, *spell, func(int) error {
			c, err := dial(s.addr, "lobby")
			if err != nil {
				return err
			}
			// A reset in place of a FIN: thousands of ports must not wait in TIME_WAIT.
			c.ws.NetConn().(*net.TCPConn).SetLinger(0)
			return c.ws.Close()
		})
	})
}

// BenchmarkIdle is the memory of a client that is connected and silent.
func BenchmarkIdle(b *testing.B) {
	const clients = 5000
	for range b.N {
		perClient := map[kind]float64{}
		for _, k := range []kind{node, ours} {
			s := start(b, k)
			warm := connect(b, s, 50, func(int) string { return "" }) // code and pools are not the clients' cost
			before := s.memory(b)
			all := connect(b, s, clients, func(int) string { return "" })
			time.Sleep(3 * time.Second) // what connecting left behind may be given back
			perClient[k] = float64(s.memory(b)-before) / clients
			for _, c := range append(all, warm...) {
				c.ws.Close()
			}
			s.stop()
		}
		b.ReportMetric(perClient[ours]/1024, "ours-KiB/client")
		b.ReportMetric(perClient[node]/1024, "node-KiB/client")
		b.ReportMetric(0, "ns/op")
	}
}

// versus runs a load against both servers in turn, each time a fresh process, and reports the medians and their ratio.
func versus(b *testing.B, load func(*server) result) {
	for range b.N {
		got := map[kind][]result{}
		for range *rounds {
			for _, k := range []kind{node, ours} {
				s := start(b, k)
				got[k] = append(got[k], load(s))
				s.stop()
			}
		}
		perCPU := func(r result) float64 { return r.perCPU }
		p99 := func(r result) float64 { return float64(r.p99.Microseconds()) / 1000 }
		b.ReportMetric(median(got[ours], perCPU)/median(got[node], perCPU), "x-node")
		b.ReportMetric(median(got[ours], perCPU), "ours-op/cpu-s")
		b.ReportMetric(median(got[node], perCPU), "node-op/cpu-s")
		if median(got[node], p99) > 0 {
			b.ReportMetric(median(got[ours], p99), "ours-p99-ms")
			b.ReportMetric(median(got[node], p99), "node-p99-ms")
		}
		b.ReportMetric(0, "ns/op")
	}
}

func median(results []result, of func(result) float64) float64 {
	values := make([]float64, len(results))
	for i, r := range results {
		values[i] = of(r)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// TestLoad is the benchmarks' check of correctness, small enough for every run of the tests: each delivery once and in
// order, from both servers.
func TestLoad(t *testing.T) {
	for _, k := range []kind{node, ours} {
		t.Run(string(k), func(t *testing.T) {
			s := start(t, k)
			for _, f := range []fanout{
				{clients: 40, senders: 2, window: 8, bytes: 64},
				{clients: 40, room: 10, senders: 4, window: 4, bytes: 1024},
			} {
				if r := f.run(t, s, 200*time.Millisecond); r.p99 == 0 {
					t.Errorf("%+v: nothing was delivered", f)
				}
			}
			all := connect(t, s, 4, func(int) string { return "" })
			repeat(t, s, len(all), 200*time.Millisecond, func(w int) error { return all[w].call("echo", "hello") })
		})
	}
}
