package socketio

import (
	"time"

	"socketlab/labs/engineio"
)

// mailbox holds what a client's handlers have yet to do, in order. A goroutine
// runs while there is something, and only then; so one handler at a time runs
// for each client, and an idle client has no goroutine. conn.mu guards it.
type mailbox struct {
	tasks   []task
	waiting int // of tasks, those that are not begun
	running bool
	bytes   int           // of the events that wait or are being handled
	room    chan struct{} // closed when there is room again; nil if nobody waits
}

type taskKind uint8

const (
	taskConnect taskKind = iota
	taskEvent
	taskError
	taskDisconnect
	taskRefuse
)

type task struct {
	kind   taskKind
	socket *Socket
	event  *Event
	reason Reason
	err    error
	size   int

	conn      *conn // of taskRefuse
	namespace string
}

// taskOverhead is what an event costs beside its text.
const taskOverhead = 256

// hardLimit times MaxBacklog is where a client is closed that goes on sending
// while a handler waits for its answer.
const hardLimit = 4

// wake lets a reader that waits for room look again.
func (m *mailbox) wake() {
	if m.room != nil {
		close(m.room)
		m.room = nil
	}
}

// put appends a task; it needs conn.mu and reports whether a goroutine is to be
// started.
func (m *mailbox) put(t task) (start bool) {
	m.tasks = append(m.tasks, t)
	m.waiting++
	m.bytes += t.size
	start = !m.running
	m.running = true
	return start
}

// refuse puts the refusal of a namespace that does not exist behind the events that wait, and reports false if none does.
// So a client that has been refused knows that its earlier events have been handled, as with the official server: scenes
// ask for a namespace that cannot exist to find out who did not receive something. It needs conn.mu.
func (m *mailbox) refuse(c *conn, namespace string) bool {
	if !m.running || m.bytes >= c.server.cfg.MaxBacklog {
		return false
	}
	size := len(namespace) + taskOverhead
	m.bytes += size
	m.waiting++
	m.tasks = append(m.tasks, task{kind: taskRefuse, conn: c, namespace: namespace, size: size})
	return true
}

// post puts a task into the mailbox. While the mailbox is full, an event waits:
// nothing more is read from this client, so that it cannot fill our memory. It
// does not wait while some handler waits for this client's acknowledgement,
// which can only be behind the event.
func (c *conn) post(t task, size int) {
	c.mu.Lock()
	if t.kind == taskEvent {
		t.size = size + taskOverhead
		if !c.waitForRoom() {
			c.mu.Unlock()
			c.session.Close(engineio.ForcedClose)
			return
		}
	}
	start := c.mail.put(t)
	c.mu.Unlock()
	if start {
		c.server.work.start(c.work)
	}
}

// waitForRoom is called and returns with mu held. It reports false if the
// client has to go.
func (c *conn) waitForRoom() bool {
	limit := c.server.cfg.MaxBacklog
	if c.mail.bytes < limit {
		return true
	}
	stalled := time.NewTimer(c.server.cfg.StallTimeout)
	defer stalled.Stop()
	for c.mail.bytes >= limit && !c.closed {
		if c.asking.Load() > 0 {
			return c.mail.bytes < hardLimit*limit
		}
		if c.mail.room == nil {
			c.mail.room = make(chan struct{})
		}
		room := c.mail.room
		c.mu.Unlock()
		select {
		case <-room:
			c.mu.Lock()
		case <-c.server.ctx.Done(): // the connection is about to be closed, which the reader must hear
			c.mu.Lock()
			return true
		case <-stalled.C:
			c.mu.Lock()
			return false
		}
	}
	return true
}

// ask notes that somebody waits for an acknowledgement of this client, or (-1)
// no longer.
func (c *conn) ask(n int32) {
	if c.asking.Add(n) == 1 && n > 0 {
		c.mu.Lock()
		c.mail.wake()
		c.mu.Unlock()
	}
}

// work empties the mailbox.
func (c *conn) work() {
	done := 0
	for next := 0; ; {
		c.mu.Lock()
		c.mail.bytes -= done
		if c.mail.room != nil && c.mail.bytes < c.server.cfg.MaxBacklog {
			c.mail.wake()
		}
		if next == len(c.mail.tasks) {
			c.mail.tasks, c.mail.running = nil, false
			c.mu.Unlock()
			return
		}
		t := c.mail.tasks[next]
		c.mail.tasks[next] = task{}
		c.mail.waiting--
		next++
		if next > 32 && next > len(c.mail.tasks)/2 {
			c.mail.tasks = append(c.mail.tasks[:0], c.mail.tasks[next:]...)
			next = 0
		}
		c.mu.Unlock()
		done = t.size
		t.do()
	}
}

func (t task) do() {
	switch t.kind {
	case taskConnect:
		t.socket.nsp.connected(t.socket)
	case taskEvent:
		t.socket.dispatch(t.event)
	case taskError:
		t.socket.fail(t.err)
	case taskDisconnect:
		t.socket.leave(t.reason)
	case taskRefuse:
		t.conn.refuse(t.namespace, errInvalidNamespace)
	}
}
