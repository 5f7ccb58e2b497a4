package socketio

import (
	"context"
	"sync"
)

// gathering collects the answers to one broadcast. All receivers got the same
// acknowledgement id.
type gathering struct {
	done chan struct{} // closed when every receiver has answered

	mu      sync.Mutex // guards what follows
	waiting map[*Socket]struct{}
	sent    bool // all receivers are known
	answers []Raw
}

// nextID numbers acknowledgements: one counter for the namespace, so that an id
// means the same for all receivers of a broadcast.
func (n *Namespace) nextID() uint64 { return n.ids.Add(1) - 1 }

// gather begins to expect answers. The packet gets its id.
func (n *Namespace) gather(p *Packet) *gathering {
	g := &gathering{done: make(chan struct{}), waiting: make(map[*Socket]struct{})}
	p.HasID, p.ID = true, n.nextID()
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.gatherings == nil {
		n.gatherings = make(map[uint64]*gathering)
	}
	n.gatherings[p.ID] = g
	return g
}

// expect adds a receiver; it comes before the packet is sent.
func (g *gathering) expect(s *Socket) {
	g.mu.Lock()
	g.waiting[s] = struct{}{}
	g.mu.Unlock()
	s.conn.ask(+1)
}

// wait returns when all have answered or ctx ends.
func (n *Namespace) wait(ctx context.Context, id uint64, g *gathering) ([]Raw, error) {
	g.mu.Lock()
	g.sent = true
	if len(g.waiting) == 0 {
		close(g.done)
	}
	g.mu.Unlock()
	var err error
	select {
	case <-g.done:
	case <-ctx.Done():
		if err = context.Cause(ctx); err == context.DeadlineExceeded {
			err = ErrTimeout
		}
	}
	n.mu.Lock()
	delete(n.gatherings, id)
	n.mu.Unlock()
	g.mu.Lock()
	defer g.mu.Unlock()
	for s := range g.waiting {
		s.conn.ask(-1)
	}
	g.waiting = nil
	return g.answers, err
}

// answered takes a socket's answer to a broadcast.
func (n *Namespace) answered(s *Socket, p *Packet) {
	n.mu.Lock()
	g := n.gatherings[p.ID]
	n.mu.Unlock()
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, waiting := g.waiting[s]; !waiting {
		return
	}
	delete(g.waiting, s)
	s.conn.ask(-1)
	g.answers = append(g.answers, p.First())
	if g.sent && len(g.waiting) == 0 {
		close(g.done)
	}
}
