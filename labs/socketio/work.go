package socketio

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
)

// workers counts the goroutines that run user code, so that Close can wait for
// them.
type workers struct {
	mu     sync.Mutex // guards what follows
	active int
	idle   chan struct{} // closed when active becomes 0; nil if nobody waits
}

// start runs fn in a goroutine of its own.
func (w *workers) start(fn func()) {
	w.mu.Lock()
	w.active++
	w.mu.Unlock()
	go func() {
		makeRoom()
		defer func() {
			w.mu.Lock()
			w.active--
			if w.active == 0 && w.idle != nil {
				close(w.idle)
				w.idle = nil
			}
			w.mu.Unlock()
		}()
		fn()
	}()
}

// makeRoom grows the stack of a new goroutine at once, while there is hardly anything on it to be moved. Handlers need
// that much anyhow, and would get it in steps, each of which costs more than this.
//
//go:noinline
func makeRoom() {
	var room [4 << 10]byte
	room[0] = 1
	runtime.KeepAlive(&room)
}

// wait returns when nothing runs, or with the cause of ctx.
func (w *workers) wait(ctx context.Context) error {
	w.mu.Lock()
	if w.active == 0 {
		w.mu.Unlock()
		return nil
	}
	if w.idle == nil {
		w.idle = make(chan struct{})
	}
	idle := w.idle
	w.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// guard calls user code and keeps a panic from ending the process. The socket,
// if there is one, is told by OnError.
func (s *Server) guard(socket *Socket, what string, fn func()) (ok bool) {
	defer func() {
		value := recover()
		if value == nil {
			return
		}
		ok = false
		err := fmt.Errorf("%s: %w", what, &PanicError{Value: value, Stack: debug.Stack()})
		if socket != nil {
			socket.fail(err)
			return
		}
		s.log.Error("socketio: handler panicked", "error", err)
	}()
	fn()
	return true
}
