package engineio

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"sync"
)

// RFC 6455 section 5.2.
const (
	finalBit      = 0x80
	compressedBit = 0x40
	opText        = 1
	opBinary      = 2
	opClose       = 8
	opPong        = 10
	maxHeader     = 10 // an unmasked frame header with a 64-bit length
)

// deflateThreshold is the size in bytes from which a message is compressed, as in the official server.
const deflateThreshold = 1024

// appendFrame appends the packet as one final, unmasked frame.
func appendFrame(dst []byte, p Packet) []byte {
	if p.Binary {
		return append(appendHeader(dst, opBinary, len(p.Data)), p.Data...)
	}
	dst = appendHeader(dst, opText, 1+len(p.Data))
	return append(append(dst, byte(p.Type)), p.Data...)
}

func appendHeader(dst []byte, op byte, n int) []byte {
	dst = append(dst, finalBit|op)
	switch {
	case n < 126:
		return append(dst, byte(n))
	case n <= 0xffff:
		return binary.BigEndian.AppendUint16(append(dst, 126), uint16(n))
	}
	return binary.BigEndian.AppendUint64(append(dst, 127), uint64(n))
}

// appendCloseFrame appends a close frame, which is empty if code is 0.
func appendCloseFrame(dst []byte, code int, text string) []byte {
	if code == 0 {
		return append(dst, finalBit|opClose, 0)
	}
	text = text[:min(len(text), 123)]
	dst = append(dst, finalBit|opClose, byte(2+len(text)))
	return append(binary.BigEndian.AppendUint16(dst, uint16(code)), text...)
}

// deflaters are shared: without context takeover (RFC 7692, 7.1.1) nothing is remembered between messages.
var deflaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(io.Discard, flate.BestSpeed) // the level is valid, so there is no error
	return w
}}

// appendDeflatedFrame appends the packet as one frame, compressed if that is worth it.
func appendDeflatedFrame(dst []byte, p Packet) []byte {
	if len(p.Data) < deflateThreshold {
		return appendFrame(dst, p)
	}
	var out bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&out)
	op := byte(opBinary)
	if !p.Binary {
		op = opText
		w.Write([]byte{byte(p.Type)})
	}
	w.Write(p.Data)
	w.Flush()
	body := bytes.TrimSuffix(out.Bytes(), []byte{0, 0, 0xff, 0xff})
	return append(appendHeader(dst, compressedBit|op, len(body)), body...)
}
