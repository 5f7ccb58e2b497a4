//go:build !unix

package engineio

import (
	"net"
	"syscall"
)

// rawConn finds no descriptor, so every write goes through a goroutine of the session.
func rawConn(net.Conn) syscall.RawConn { return nil }

type rawWrite struct{}

func (*rawWrite) init() {}

func (*rawWrite) write(syscall.RawConn, []byte) (int, error) { return 0, nil }

// inflow reads a connection.
type inflow struct {
	conn net.Conn
	left []byte
}

func (in *inflow) init(_ syscall.RawConn, conn net.Conn, left []byte) { in.conn, in.left = conn, left }

func (in *inflow) empty() bool { return len(in.left) == 0 }

func (in *inflow) wait() {}

func (in *inflow) Read(p []byte) (int, error) {
	if len(in.left) > 0 {
		n := copy(p, in.left)
		in.left = in.left[n:]
		return n, nil
	}
	return in.conn.Read(p)
}
