package engineio

import (
	"io"
	"sync"
	"time"
)

const (
	closeGrace = 5 * time.Second // how long a client may take to answer a close frame
	writeChunk = 1 << 16         // bytes for which a slow client has WriteTimeout
)

// readWire reads the session's WebSocket until it ends, in a goroutine of its own. That has a small stack as long as it
// waits, and a larger one when it has read a message; so it is replaced after the first, by which the layer above opens
// itself, and after each heartbeat: an idle client then costs a small stack.
func (s *Session) readWire(w *wire, first bool) {
	w.in.wait()
	if s.readOn(w, first) {
		s.server.own.Go(func() { s.readWire(w, false) })
	}
}

// readOn reads until a new reader is due; it reports false at the end.
func (s *Session) readOn(w *wire, first bool) bool {
	for {
		data, binary, err := w.read()
		if err != nil {
			s.readEnd(w, err)
			return false
		}
		fresh := first || !binary && len(data) == 1 && data[0] == byte(PongPacket)
		first = false
		s.enter()
		s.frame(data, binary)
		s.leave()
		if fresh && w.in.empty() {
			return true
		}
	}
}

// readEnd is what follows when a WebSocket cannot be read any more.
func (s *Session) readEnd(w *wire, err error) {
	reason, how, stuck := w.verdict(err)
	s.fail(reason, err, how)
	if !how.abort {
		<-s.written(w)
		w.drain(stuck)
	}
	w.close()
}

// answer answers a ping frame.
func (w *wire) answer(data []byte) {
	pong := append(appendHeader(nil, opPong, len(data)), data...)
	s := w.session
	if s == nil { // the writer of a candidate is its reader
		if !w.mute {
			w.writeAll(pong, closeGrace)
		}
		return
	}
	s.mu.Lock()
	wake := !w.closing && s.push(newRaw(pong))
	s.mu.Unlock()
	if wake {
		s.shard.add(s)
	}
}

// written is closed when nothing more will be written to w. That takes no longer than WriteTimeout.
func (s *Session) written(w *wire) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := make(chan struct{})
	if w.over {
		close(ch)
	} else {
		w.written = ch
	}
	return ch
}

// drain reads what the client still sends although its frames mean nothing any more: closing with unread bytes would
// reset the connection, and the client might never see why it was closed.
func (w *wire) drain(stuck bool) {
	if !stuck {
		return
	}
	if half, ok := w.conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	w.conn.SetReadDeadline(time.Now().Add(closeGrace))
	io.Copy(io.Discard, onlyReader{w.conn})
}

// onlyReader hides the splice of net.TCPConn, which needs no buffer of ours but a pipe of the system.
type onlyReader struct{ io.Reader }

// close releases a WebSocket for good.
func (w *wire) close() {
	w.conn.Close()
	w.server.release(w)
}

// dismiss closes a WebSocket that never belonged to a session, with an empty close frame.
func (w *wire) dismiss() {
	w.writeAll(appendCloseFrame(w.hello, 0, ""), closeGrace)
	w.linger()
}

// linger reads until the client is gone.
func (w *wire) linger() {
	w.mute = true
	w.conn.SetReadDeadline(time.Now().Add(closeGrace))
	for {
		if _, _, err := w.read(); err != nil {
			w.close()
			return
		}
	}
}

// writeClose writes at once and may block; it is for a WebSocket without a session.
func (w *wire) writeClose(code int) error {
	return w.writeAll(appendCloseFrame(nil, code, ""), closeGrace)
}

// writeAll writes data. The client has the timeout for each writeChunk of it.
func (w *wire) writeAll(data []byte, timeout time.Duration) error {
	for len(data) > 0 {
		n := min(len(data), writeChunk)
		w.conn.SetWriteDeadline(time.Now().Add(timeout))
		if _, err := w.conn.Write(data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return w.conn.SetWriteDeadline(time.Time{})
}

// lingerLater gives the client a little time to answer the close frame; the reader goes on until then.
func (w *wire) lingerLater() { w.conn.SetReadDeadline(time.Now().Add(closeGrace)) }

// buffers are for what is just being read.
var buffers = sync.Pool{New: func() any {
	b := make([]byte, 4096)
	return &b
}}
