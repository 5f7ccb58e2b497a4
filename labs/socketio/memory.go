package socketio

import (
	"context"
	"errors"
	"slices"
	"sync"

	"socketlab/labs/engineio"
)

// Memory is the adapter within one process. An adapter between processes may
// embed it for its own node's part.
type Memory struct {
	nsp *Namespace

	mu       sync.RWMutex // guards what follows and each socket's membership
	everyone []*Socket
	rooms    map[string]map[*Socket]struct{} // without each socket in the room of its own id
	history  *history                        // nil without recovery
}

// membership is what the adapter knows of one socket.
type membership struct {
	rooms []string // in the order of joining
	index int      // in everyone, plus one
	own   bool     // it is in the room of its own id, which nearly all are
	gone  bool     // DelAll was called
	sent  uint64   // the last position of the history that was sent to it
	start uint64   // the position at which it connected
}

// NewMemory makes the adapter of a namespace.
func NewMemory(n *Namespace) *Memory {
	m := &Memory{nsp: n, rooms: make(map[string]map[*Socket]struct{})}
	if r := n.server.cfg.Recovery; r != nil {
		m.history = newHistory(*r, m.sweep)
	}
	return m
}

// roomChange is what is told to the hooks after unlocking.
type roomChange struct {
	room         string
	joined, edge bool // edge: the room was created or deleted by it
}

func (m *Memory) tell(s *Socket, changes []roomChange) {
	h := m.nsp.server.hooks
	for _, c := range changes {
		if c.joined && c.edge && h.CreateRoom != nil {
			h.CreateRoom(m.nsp, c.room)
		}
		if c.joined && h.Join != nil {
			h.Join(s, c.room)
		}
		if !c.joined && h.Leave != nil {
			h.Leave(s, c.room)
		}
		if !c.joined && c.edge && h.DeleteRoom != nil {
			h.DeleteRoom(m.nsp, c.room)
		}
	}
}

// AddAll puts a socket into rooms.
func (m *Memory) AddAll(s *Socket, rooms ...string) {
	m.mu.Lock()
	changes := m.add(s, rooms)
	m.mu.Unlock()
	m.tell(s, changes)
}

// add needs mu.
func (m *Memory) add(s *Socket, rooms []string) (changes []roomChange) {
	if s.rooms.gone {
		return nil
	}
	watched := m.watched()
	for _, room := range rooms {
		edge := m.owner(room) == nil && len(m.rooms[room]) == 0
		if room == s.id {
			if s.rooms.own {
				continue
			}
			s.rooms.own = true
			m.everyone = append(m.everyone, s)
			s.rooms.index = len(m.everyone)
			if m.history != nil && s.rooms.start == 0 {
				s.rooms.start = m.history.last
			}
		} else {
			members := m.rooms[room]
			if _, in := members[s]; in {
				continue
			}
			if members == nil {
				members = make(map[*Socket]struct{})
				m.rooms[room] = members
			}
			members[s] = struct{}{}
		}
		s.rooms.rooms = append(s.rooms.rooms, room)
		if watched {
			changes = append(changes, roomChange{room, true, edge})
		}
	}
	return changes
}

func (m *Memory) watched() bool {
	h := m.nsp.server.hooks
	return h.CreateRoom != nil || h.DeleteRoom != nil || h.Join != nil || h.Leave != nil
}

// owner is the socket whose id the room is, if it is in it. It needs mu.
func (m *Memory) owner(room string) *Socket {
	if s := m.nsp.Socket(room); s != nil && s.rooms.own {
		return s
	}
	return nil
}

// Del takes a socket out of a room.
func (m *Memory) Del(s *Socket, room string) {
	m.mu.Lock()
	changes := m.del(s, room, nil)
	m.mu.Unlock()
	m.tell(s, changes)
}

// del needs mu.
func (m *Memory) del(s *Socket, room string, changes []roomChange) []roomChange {
	if room == s.id {
		if !s.rooms.own {
			return changes
		}
		s.rooms.own = false
	} else {
		members := m.rooms[room]
		if _, in := members[s]; !in {
			return changes
		}
		delete(members, s)
		if len(members) == 0 {
			delete(m.rooms, room)
		}
	}
	if i := slices.Index(s.rooms.rooms, room); i >= 0 {
		s.rooms.rooms = slices.Delete(s.rooms.rooms, i, i+1)
	}
	if m.watched() {
		edge := m.owner(room) == nil && len(m.rooms[room]) == 0
		changes = append(changes, roomChange{room, false, edge})
	}
	return changes
}

// DelAll takes a socket out of all its rooms for good.
func (m *Memory) DelAll(s *Socket) {
	m.mu.Lock()
	s.rooms.gone = true
	var changes []roomChange
	for len(s.rooms.rooms) > 0 {
		changes = m.del(s, s.rooms.rooms[0], changes)
	}
	if i := s.rooms.index; i > 0 {
		last := len(m.everyone) - 1
		m.everyone[i-1] = m.everyone[last]
		m.everyone[i-1].rooms.index = i
		m.everyone[last] = nil
		m.everyone = m.everyone[:last]
		s.rooms.index = 0
	}
	m.mu.Unlock()
	m.tell(s, changes)
}

// SocketRooms lists the rooms of a socket in the order of joining.
func (m *Memory) SocketRooms(s *Socket) []string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return slices.Clone(s.rooms.rooms)
}

// Rooms lists the rooms that have members, those of socket ids included, in
// order of the alphabet.
func (m *Memory) Rooms() []string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var names []string
	for room := range m.rooms {
		names = append(names, room)
	}
	for _, s := range m.everyone {
		if s.rooms.own {
			names = append(names, s.id)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// exclusion is a room of Target.Except: its members and its owner.
type exclusion struct {
	members map[*Socket]struct{}
	owner   *Socket
}

// each calls fn once for every connected socket that the target means. It needs
// mu, and fn must not call user code.
func (m *Memory) each(t Target, fn func(*Socket)) {
	var few [2]exclusion
	except := few[:0]
	for _, room := range t.Except {
		except = append(except, exclusion{m.rooms[room], m.owner(room)})
	}
	visit := func(s *Socket) {
		if s.state.Load() == statePending {
			s.awaitAdmission()
		}
		if s.state.Load() != stateConnected {
			return
		}
		for _, x := range except {
			if s == x.owner {
				return
			}
			if _, in := x.members[s]; in {
				return
			}
		}
		fn(s)
	}
	switch len(t.Rooms) {
	case 0:
		for _, s := range m.everyone {
			visit(s)
		}
		return
	case 1:
		m.eachIn(t.Rooms[0], visit)
		return
	}
	seen := make(map[*Socket]struct{})
	for _, room := range t.Rooms {
		m.eachIn(room, func(s *Socket) {
			if _, twice := seen[s]; !twice {
				seen[s] = struct{}{}
				visit(s)
			}
		})
	}
}

func (m *Memory) eachIn(room string, fn func(*Socket)) {
	owner := m.owner(room)
	if owner != nil {
		fn(owner)
	}
	for s := range m.rooms[room] {
		fn(s)
	}
}

// collect lists the sockets that the target means.
func (m *Memory) collect(t Target) []*Socket {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var list []*Socket
	m.each(t, func(s *Socket) { list = append(list, s) })
	return list
}

// observe tells those who watch, before anything is sent.
func (m *Memory) observe(p *Packet, t Target) {
	hooked := m.nsp.server.hooks.Delivery != nil
	m.mu.RLock()
	var watched []*Socket
	m.each(t, func(s *Socket) {
		if hooked || s.watched.Load() {
			watched = append(watched, s)
		}
	})
	m.mu.RUnlock()
	for _, s := range watched {
		s.observe(p)
	}
}

// Broadcast sends an event to the sockets that the target means: one encoding
// for all of them.
func (m *Memory) Broadcast(p *Packet, t Target) error {
	p.Namespace = m.nsp.name
	if m.nsp.observed() {
		m.observe(p, t)
	}
	if m.history != nil && !t.Volatile {
		m.mu.Lock()
		defer m.mu.Unlock()
		position := m.history.keep(p, t)
		b, round := batch(p, t.NoCompress), engineio.NewRound()
		defer round.End()
		m.each(t, func(s *Socket) {
			s.rooms.sent = position
			round.Send(s.conn.session, b)
		})
		return nil
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.history != nil {
		m.history.mark(p)
	}
	b, round := batch(p, t.NoCompress), engineio.NewRound()
	defer round.End()
	m.each(t, func(s *Socket) { deliver(round, s, b, t.Volatile) })
	return nil
}

func deliver(round *engineio.Round, s *Socket, b *engineio.Batch, volatile bool) {
	if volatile {
		round.TrySend(s.conn.session, b)
	} else {
		round.Send(s.conn.session, b)
	}
}

// BroadcastWithAck sends an event and gathers the answers.
func (m *Memory) BroadcastWithAck(ctx context.Context, p *Packet, t Target) ([]Raw, error) {
	p.Namespace = m.nsp.name
	g := m.nsp.gather(p)
	if m.nsp.observed() {
		m.observe(p, t)
	}
	b, round := batch(p, t.NoCompress), engineio.NewRound()
	m.mu.RLock()
	m.each(t, func(s *Socket) {
		g.expect(s)
		deliver(round, s, b, t.Volatile)
	})
	m.mu.RUnlock()
	round.End()
	return m.nsp.wait(ctx, p.ID, g)
}

// Close forgets lost sessions.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.history != nil {
		m.history.close()
	}
	return nil
}

var errNoRecovery = errors.New("connection state recovery is off")

// EmitTo sends an event to one socket and keeps it.
func (m *Memory) EmitTo(s *Socket, p *Packet, t Target) error {
	p.Namespace = m.nsp.name
	if m.history == nil {
		return errNoRecovery
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if t.Volatile {
		m.history.mark(p)
		s.conn.session.TrySend(batch(p, t.NoCompress))
		return nil
	}
	s.rooms.sent = m.history.keep(p, t)
	return s.conn.session.Send(batch(p, t.NoCompress))
}

var _ interface {
	Adapter
	SessionAdapter
} = (*Memory)(nil)
