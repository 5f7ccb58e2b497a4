package engineio

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// This file reads the frames of a client; RFC 6455, section 5.

// errProtocol is the status with which the server closes a WebSocket whose client breaks the rules.
type errProtocol int

func (e errProtocol) Error() string { return fmt.Sprintf("invalid WebSocket frame (%d)", int(e)) }

const (
	statusProtocol = 1002
	statusInvalid  = 1007
	statusTooBig   = 1009
)

// errGone says that the client sent a close frame. The code is 0 if there was none in it.
type errGone struct {
	code int
	text string
}

func (e *errGone) Error() string { return fmt.Sprintf("WebSocket closed (%d) %s", e.code, e.text) }

const (
	opContinuation = 0
	opPing         = 9
	maskBit        = 0x80
	reservedBits   = 0x30
	maxControl     = 125  // bytes of payload
	firstPiece     = 4096 // bytes of a message for which room is made before they are there
)

// frameHead is the beginning of a frame.
type frameHead struct {
	op         byte
	final      bool
	compressed bool
	mask       [4]byte
	size       int64
}

// head reads the beginning of the next frame.
func (w *wire) head() (h frameHead, err error) {
	b := w.scratch[:]
	if _, err = io.ReadFull(&w.in, b[:2]); err != nil {
		return h, err
	}
	h = frameHead{op: b[0] & 0xf, final: b[0]&finalBit != 0, compressed: b[0]&compressedBit != 0}
	size, control := b[1]&^maskBit, h.op >= opClose
	switch {
	case b[0]&reservedBits != 0 || b[1]&maskBit == 0,
		h.op > opBinary && h.op < opClose || h.op > opPong,
		control && (!h.final || size > maxControl || h.compressed),
		h.compressed && (!w.deflate || h.op == opContinuation):
		return h, errProtocol(statusProtocol)
	}
	long := 0
	switch size {
	case 126:
		long = 2
	case 127:
		long = 8
	}
	if _, err = io.ReadFull(&w.in, b[:long+4]); err != nil {
		return h, err
	}
	switch size {
	case 126:
		h.size = int64(binary.BigEndian.Uint16(b))
	case 127:
		h.size = int64(binary.BigEndian.Uint64(b) &^ (1 << 63)) // more than any limit either way
	default:
		h.size = int64(size)
	}
	copy(h.mask[:], b[long:])
	return h, nil
}

// read reads the next message. The caller owns data.
func (w *wire) read() (data []byte, binary bool, err error) {
	op, compressed := byte(opContinuation), false // of the message that is being read, if any
	for {
		h, err := w.head()
		if err != nil {
			return nil, false, err
		}
		if h.op >= opClose {
			if err := w.control(h); err != nil {
				return nil, false, err
			}
			continue
		}
		if (h.op == opContinuation) == (op == opContinuation) {
			return nil, false, errProtocol(statusProtocol)
		}
		if h.op != opContinuation {
			op, compressed = h.op, h.compressed
		}
		if h.size > w.limit-int64(len(data)) {
			return nil, false, errTooBig
		}
		if data, err = w.payload(data, h); err != nil {
			return nil, false, err
		}
		if h.final {
			if compressed {
				data, err = inflate(data, w.limit)
			}
			return data, op == opBinary, err
		}
	}
}

// payload appends the payload of a frame to data. Room is made as the bytes come: a client can have no more memory than
// it fills.
func (w *wire) payload(data []byte, h frameHead) ([]byte, error) {
	begin := len(data)
	for left := int(h.size); left > 0; {
		n := min(left, max(len(data), firstPiece))
		end := len(data)
		data = slices.Grow(data, n)[:end+n]
		if _, err := io.ReadFull(&w.in, data[end:]); err != nil {
			return nil, err
		}
		left -= n
	}
	unmask(data[begin:], h.mask)
	return data, nil
}

// unmask is RFC 6455, section 5.3, eight bytes at a time.
func unmask(b []byte, mask [4]byte) {
	m := uint64(binary.LittleEndian.Uint32(mask[:]))
	m |= m << 32
	for len(b) >= 8 {
		binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)^m)
		b = b[8:]
	}
	for i := range b {
		b[i] ^= mask[i&3]
	}
}

// control handles a control frame. A close frame is an error.
func (w *wire) control(h frameHead) error {
	data, err := w.payload(nil, h)
	if err != nil {
		return err
	}
	switch {
	case h.op == opPing:
		w.answer(data)
		return nil
	case h.op == opPong:
		return nil
	case len(data) == 0:
		return &errGone{}
	case len(data) == 1:
		return errProtocol(statusProtocol)
	}
	code := int(binary.BigEndian.Uint16(data))
	if !validStatus(code) {
		return errProtocol(statusProtocol)
	}
	if !utf8.Valid(data[2:]) {
		return errProtocol(statusInvalid)
	}
	return &errGone{code, string(data[2:])}
}

// validStatus reports whether a close frame may have the code: RFC 6455, section 7.4, and the registry of IANA.
func validStatus(code int) bool {
	return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006 || code >= 3000 && code <= 4999
}

// inflaters are shared: without context takeover (RFC 7692, 7.1.1) nothing is remembered between messages.
var inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}

// deflateTail ends what a message leaves out (RFC 7692, 7.2.2), and then the stream.
const deflateTail = "\x00\x00\xff\xff\x01\x00\x00\xff\xff"

// inflate decompresses a message, up to limit bytes.
func inflate(data []byte, limit int64) ([]byte, error) {
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	r.(flate.Resetter).Reset(io.MultiReader(bytes.NewReader(data), strings.NewReader(deflateTail)), nil)
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, errProtocol(statusInvalid)
	}
	if int64(len(out)) > limit {
		return nil, errTooBig
	}
	return out, nil
}

// verdict says how a session ends whose reading ended with err. stuck means that frames can be read no more although
// the connection stands.
func (w *wire) verdict(err error) (reason Reason, how ending, stuck bool) {
	if errors.Is(err, errTooBig) {
		return TransportError, ending{code: statusTooBig}, true
	}
	if broken, ok := errors.AsType[errProtocol](err); ok {
		return TransportError, ending{code: int(broken)}, true
	}
	if gone, ok := errors.AsType[*errGone](err); ok {
		return TransportClose, ending{code: gone.code, text: gone.text}, false
	}
	return TransportClose, ending{abort: true}, false
}
