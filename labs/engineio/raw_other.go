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
