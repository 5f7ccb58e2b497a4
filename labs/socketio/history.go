package socketio

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// history is what connection state recovery keeps for one namespace: the events
// of the last minutes, each with a position, and the sessions that were lost.
// Memory.mu guards it.
//
// Events get their position and are sent in one step, so each client gets them
// in the order of positions. The position of an event travels as its last
// argument, the offset.
type history struct {
	cfg      Recovery
	epoch    string // tells our offsets from those of an earlier process
	last     uint64 // the newest position; 0 before the first
	kept     []kept // up to last, without gaps
	bytes    int
	sessions map[string]*lost // by private id
	sweep    func()
	timer    *time.Timer // of sweep; nil while nothing was ever kept
	closed   bool
}

type kept struct {
	at     time.Time
	packet *Packet
	target Target
	size   int
}

// lost is a session without a connection.
type lost struct {
	session Session
	at      time.Time
	ready   chan struct{} // closed when rooms and data are final
	start   uint64        // the position at which the socket connected first
	sent    uint64        // the last position that was sent to it; 0 if none was
	until   uint64        // all up to here was sent to it, or not meant for it
}

// restoreWait is how long a client that is back already waits for the handlers
// of its lost connection.
const restoreWait = 10 * time.Second

func newHistory(cfg Recovery, sweep func()) *history {
	return &history{cfg: cfg, epoch: newID()[:6], sessions: make(map[string]*lost), sweep: sweep}
}

func (h *history) offset(position uint64) string {
	return h.epoch + "_" + strconv.FormatUint(position, 36)
}

func (h *history) position(offset string) (position uint64, ok bool) {
	digits, ok := strings.CutPrefix(offset, h.epoch+"_")
	if !ok {
		return 0, false
	}
	position, err := strconv.ParseUint(digits, 36, 64)
	return position, err == nil && position <= h.last
}

// withOffset appends the last argument.
func withOffset(data []byte, offset string) []byte {
	longer := make([]byte, 0, len(data)+len(offset)+3)
	longer = append(longer, data[:len(data)-1]...)
	longer = append(longer, `,"`...)
	longer = append(longer, offset...)
	return append(longer, `"]`...)
}

// keep gives an event its position and remembers it.
func (h *history) keep(p *Packet, t Target) uint64 {
	h.last++
	p.Data = withOffset(p.Data, h.offset(h.last))
	size := len(p.Data) + 200
	for _, data := range p.Attachments {
		size += len(data)
	}
	h.kept = append(h.kept, kept{at: time.Now(), packet: p, target: t, size: size})
	h.bytes += size
	h.trim()
	h.arm()
	return h.last
}

// mark gives a volatile event an offset if its last argument is a string: the
// official client takes any such string for one, and would then be refused when
// it comes back.
func (h *history) mark(p *Packet) {
	args := p.Elements()
	if len(args) > 0 && strings.HasPrefix(args.At(len(args)-1).String(), `"`) {
		p.Data = withOffset(p.Data, h.offset(h.last))
	}
}

// trim forgets what is too old or too much.
func (h *history) trim() {
	now := time.Now()
	n := 0
	for n < len(h.kept) && (now.Sub(h.kept[n].at) > h.cfg.MaxDisconnectionDuration || h.bytes > h.cfg.MaxBytes) {
		h.bytes -= h.kept[n].size
		n++
	}
	if n == 0 {
		return
	}
	clear(h.kept[:n])
	h.kept = h.kept[n:]
	if len(h.kept) == 0 {
		h.kept = nil
	}
}

func (h *history) expired(l *lost) bool {
	return time.Since(l.at) > h.cfg.MaxDisconnectionDuration
}

// arm makes sure that what is kept does not stay for ever in a quiet namespace.
func (h *history) arm() {
	after := h.cfg.MaxDisconnectionDuration + time.Second
	switch {
	case h.closed:
	case h.timer == nil:
		h.timer = time.AfterFunc(after, h.sweep)
	default:
		h.timer.Reset(after)
	}
}

func (h *history) close() {
	h.closed = true
	if h.timer != nil {
		h.timer.Stop()
	}
	h.kept, h.bytes = nil, 0
	clear(h.sessions)
}

// sweep is what the timer does.
func (m *Memory) sweep() {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.history
	h.trim()
	for pid, l := range h.sessions {
		if h.expired(l) {
			delete(h.sessions, pid)
		}
	}
	if len(h.kept) > 0 || len(h.sessions) > 0 {
		h.arm()
	}
}

// claim finds a session and the position from which its client has to be told
// what it missed.
func (h *history) claim(pid, offset string) (l *lost, from uint64, ok bool) {
	l = h.sessions[pid]
	if l == nil || h.expired(l) {
		return nil, 0, false
	}
	if offset == "" { // it has received nothing yet
		from = l.start
		if l.sent == 0 {
			from = l.until
		}
	} else {
		if from, ok = h.position(offset); !ok {
			return nil, 0, false
		}
		if from >= l.sent {
			from = max(from, l.until)
		}
	}
	first := h.last - uint64(len(h.kept)) + 1 // the oldest position still kept
	return l, from, from+1 >= first
}

// missed lists the events after a position that are meant for a session.
func (h *history) missed(rooms []string, from uint64) (packets []*Packet, last uint64) {
	first := h.last - uint64(len(h.kept)) + 1
	for i := from + 1 - first; i < uint64(len(h.kept)); i++ {
		k := h.kept[i]
		inRoom := len(k.target.Rooms) == 0 || slices.ContainsFunc(rooms, func(r string) bool { return slices.Contains(k.target.Rooms, r) })
		excepted := slices.ContainsFunc(rooms, func(r string) bool { return slices.Contains(k.target.Except, r) })
		if inRoom && !excepted {
			packets = append(packets, k.packet)
			last = first + i
		}
	}
	return packets, last
}

// Suspend keeps the session of a socket whose connection is lost. end makes the
// socket a disconnected one, in one step with regard to broadcasts.
func (m *Memory) Suspend(s *Socket, end func() bool) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !end() {
		return false
	}
	h := m.history
	if h == nil || h.closed {
		return true
	}
	h.sessions[s.pid] = &lost{
		session: Session{ID: s.id, PID: s.pid},
		at:      time.Now(),
		ready:   make(chan struct{}),
		start:   s.rooms.start,
		sent:    s.rooms.sent,
		until:   h.last,
	}
	h.arm()
	return true
}

// Persist completes a suspended session.
func (m *Memory) Persist(s *Socket) {
	data := s.Data()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.history == nil {
		return
	}
	l := m.history.sessions[s.pid]
	if l == nil || l.session.ID != s.id {
		return
	}
	select {
	case <-l.ready:
	default:
		l.session.Rooms, l.session.Data = slices.Clone(s.rooms.rooms), data
		close(l.ready)
	}
}

// ready waits until the handlers of a lost connection are done.
func (m *Memory) ready(ctx context.Context, pid string) bool {
	m.mu.RLock()
	var wait chan struct{}
	if m.history != nil && m.history.sessions[pid] != nil {
		wait = m.history.sessions[pid].ready
	}
	m.mu.RUnlock()
	if wait == nil {
		return false
	}
	timer := time.NewTimer(restoreWait)
	defer timer.Stop()
	select {
	case <-wait:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// Find looks for a session that can be restored.
func (m *Memory) Find(ctx context.Context, pid, offset string) (Session, bool) {
	if !m.ready(ctx, pid) {
		return Session{}, false
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	l, _, ok := m.history.claim(pid, offset)
	if !ok || m.nsp.Socket(l.session.ID) != nil {
		return Session{}, false
	}
	return l.session, true
}

// Restore gives a session back.
func (m *Memory) Restore(ctx context.Context, s *Socket, pid, offset string, admit func(Session, []*Packet) bool) bool {
	if !m.ready(ctx, pid) {
		return false
	}
	m.mu.Lock()
	l, from, ok := m.history.claim(pid, offset)
	if !ok || m.nsp.Socket(l.session.ID) != nil {
		m.mu.Unlock()
		return false
	}
	packets, last := m.history.missed(l.session.Rooms, from)
	if !admit(l.session, packets) {
		m.mu.Unlock()
		return false
	}
	delete(m.history.sessions, pid)
	s.rooms.start, s.rooms.sent = l.start, max(l.sent, last)
	changes := m.add(s, l.session.Rooms)
	m.mu.Unlock()
	m.tell(s, changes)
	return true
}
