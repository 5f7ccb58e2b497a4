package engineio

import "time"

// A client may send its goodbye and its next poll at once, on two connections. If the goodbye wins, the poll must still
// be answered as a poll, once. See PROTOCOL.md section 6, point 2.
const (
	tombstoneTime  = 10 * time.Second
	tombstoneLimit = 4096
)

// graveyard keeps the ids of such sessions for a while, at most tombstoneLimit of them. Its zero value is empty.
type graveyard struct {
	order []tombstone // oldest first
	ids   map[string]struct{}
}

type tombstone struct {
	id  string
	end time.Time
}

func (g *graveyard) bury(id string) {
	now := time.Now()
	if g.ids == nil {
		g.ids = make(map[string]struct{})
	}
	n := 0
	for n < len(g.order) && (len(g.order)-n >= tombstoneLimit || now.After(g.order[n].end)) {
		delete(g.ids, g.order[n].id)
		n++
	}
	g.order = append(g.order[n:], tombstone{id, now.Add(tombstoneTime)})
	g.ids[id] = struct{}{}
}

func (g *graveyard) exhume(id string) bool {
	_, buried := g.ids[id]
	delete(g.ids, id)
	return buried
}
