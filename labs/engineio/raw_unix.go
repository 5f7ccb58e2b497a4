//go:build unix

package engineio

import (
	"io"
	"net"
	"syscall"
)

// rawConn gives access to the descriptor of a connection that has one and nothing between it and the wire.
func rawConn(conn net.Conn) syscall.RawConn {
	switch c := conn.(type) {
	case *net.TCPConn:
		raw, _ := c.SyscallConn()
		return raw
	case *net.UnixConn:
		raw, _ := c.SyscallConn()
		return raw
	}
	return nil
}

// rawWrite writes to a descriptor without waiting. It is used again and again so that a write allocates nothing.
type rawWrite struct {
	data []byte
	n    int
	err  error
	f    func(fd uintptr)
}

func (w *rawWrite) init() {
	w.f = func(fd uintptr) {
		for {
			w.n, w.err = writeNow(fd, w.data)
			if w.err != syscall.EINTR {
				return
			}
		}
	}
}

// write writes what the connection takes now. That it took not all is no error. Nobody else may be writing.
func (w *rawWrite) write(raw syscall.RawConn, data []byte) (int, error) {
	w.data, w.n, w.err = data, 0, nil
	// Control and not Write: there is nothing to wait for, so neither a lock nor the poller has to be asked.
	err := raw.Control(w.f)
	w.data = nil
	if err == nil && w.err != syscall.EAGAIN {
		err = w.err
	}
	return max(w.n, 0), err
}

// inflow reads a connection with a buffer that it holds only while there is something in it, so that idle clients have
// none.
type inflow struct {
	raw  syscall.RawConn
	conn net.Conn
	buf  *[]byte // from buffers; nil when left is empty
	left []byte  // what is read and not yet given away
	n    int     // the result of fill
	err  error
	f    func(fd uintptr) bool
}

// init begins with what is read already.
func (in *inflow) init(raw syscall.RawConn, conn net.Conn, left []byte) {
	*in = inflow{raw: raw, conn: conn, left: left}
	in.f = in.fill
}

// empty reports whether all that was read is given away.
func (in *inflow) empty() bool { return len(in.left) == 0 }

// wait returns when Read will not have to wait. An error is left to Read.
func (in *inflow) wait() {
	if len(in.left) == 0 && in.raw != nil && in.raw.Read(in.f) == nil && in.n > 0 {
		in.left = (*in.buf)[:in.n]
	}
}

func (in *inflow) Read(p []byte) (int, error) {
	if len(in.left) == 0 {
		if in.raw == nil {
			return in.conn.Read(p)
		}
		if err := in.raw.Read(in.f); err != nil {
			return 0, err
		}
		if in.err != nil {
			return 0, in.err
		}
		if in.n == 0 {
			return 0, io.EOF
		}
		in.left = (*in.buf)[:in.n]
	}
	n := copy(p, in.left)
	in.left = in.left[n:]
	if len(in.left) == 0 && in.buf != nil {
		buffers.Put(in.buf)
		in.buf = nil
	}
	return n, nil
}

// fill reads what there is; false means that there is nothing yet.
func (in *inflow) fill(fd uintptr) bool {
	buf := buffers.Get().(*[]byte)
	for {
		in.n, in.err = readNow(fd, *buf)
		if in.err != syscall.EINTR {
			break
		}
	}
	if in.n <= 0 {
		buffers.Put(buf)
		return in.err != syscall.EAGAIN
	}
	in.buf = buf
	return true
}
