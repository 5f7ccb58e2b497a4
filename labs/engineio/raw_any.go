//go:build unix && (!linux || 386 || s390x)

package engineio

import "syscall"

// writeNow is write(2) to a descriptor that does not block.
func writeNow(fd uintptr, data []byte) (int, error) { return syscall.Write(int(fd), data) }

// readNow is read(2) from one.
func readNow(fd uintptr, buf []byte) (int, error) { return syscall.Read(int(fd), buf) }
