//go:build unix

package engineio

import (
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
	f    func(fd uintptr) bool
}

func (w *rawWrite) init() {
	w.f = func(fd uintptr) bool {
		for {
			w.n, w.err = syscall.Write(int(fd), w.data)
			if w.err != syscall.EINTR {
				return true
			}
		}
	}
}

// write writes what the connection takes now. That it took not all is no error.
func (w *rawWrite) write(raw syscall.RawConn, data []byte) (int, error) {
	w.data, w.n, w.err = data, 0, nil
	err := raw.Write(w.f)
	w.data = nil
	if err == nil && w.err != syscall.EAGAIN {
		err = w.err
	}
	return max(w.n, 0), err
}
