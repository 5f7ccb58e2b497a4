package packet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// What may be wrong with a message. The decoder wraps none of them in detail
// that the peer controls.
var (
	ErrType        = errors.New("unknown packet type")
	ErrAttachments = errors.New("illegal attachments")
	ErrTooMany     = errors.New("too many attachments")
	ErrPayload     = errors.New("invalid payload")
	ErrID          = errors.New("invalid acknowledgement id")
	ErrText        = errors.New("got plaintext data when reconstructing a packet")
	ErrBinary      = errors.New("got binary data when not reconstructing a packet")
)

// Decoder puts packets together: text first, then the attachments it
// announces. It is not safe for concurrent use.
type Decoder struct {
	pending Packet
	due     int // attachments that pending still lacks
}

// Add takes the next message. It returns ok when a packet is complete. After
// an error the connection is to be closed. An Event without Data is for the
// caller to refuse: whether the client may talk to its namespace comes first.
func (d *Decoder) Add(data []byte, binary bool) (p Packet, ok bool, err error) {
	switch {
	case binary && d.due == 0:
		return Packet{}, false, ErrBinary
	case binary:
		d.pending.Attachments = append(d.pending.Attachments, data)
		if d.due--; d.due > 0 {
			return Packet{}, false, nil
		}
		p, d.pending = d.pending, Packet{}
		if p.Data != nil {
			err = checkPlaceholders(p.Data, len(p.Attachments))
		}
		return p, err == nil, err
	case d.due > 0:
		return Packet{}, false, ErrText
	}
	p, due, err := parse(data)
	if err != nil {
		return Packet{}, false, err
	}
	if due > 0 {
		d.pending, d.due = p, due
		return Packet{}, false, nil
	}
	return p, true, nil
}

// parse reads the text of a packet and how many attachments will follow.
func parse(text []byte) (p Packet, due int, err error) {
	// A polling client may send what is not UTF-8. Passed on as it is, it
	// would make every WebSocket receiver hang up.
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte(string(utf8.RuneError)))
	}
	if len(text) == 0 || text[0] < '0' || text[0] > '6' {
		return p, 0, ErrType
	}
	p.Type = Type(text[0] - '0')
	rest := text[1:]
	if p.Type >= binaryEvent {
		if due, rest, err = parseAttachments(rest); err != nil {
			return p, 0, err
		}
		p.Type -= binaryEvent - Event
	}
	p.Namespace = "/"
	if len(rest) > 0 && rest[0] == '/' {
		name, after, _ := bytes.Cut(rest, []byte{','})
		if len(name) > 1 {
			p.Namespace = string(name)
		}
		rest = after
	}
	if p.HasID, p.ID, rest, err = parseID(rest); err != nil {
		return p, 0, err
	}
	if len(rest) > 0 {
		p.Data = rest
	}
	if err := p.check(); err != nil {
		return p, 0, err
	}
	return p, due, nil
}

// parseAttachments reads "2-". Zero attachments are refused: the official
// decoder would never leave its waiting state again.
func parseAttachments(b []byte) (n int, rest []byte, err error) {
	digits, rest, found := bytes.Cut(b, []byte{'-'})
	if !found || len(digits) == 0 || len(digits) > 9 {
		return 0, nil, ErrAttachments
	}
	n, err = strconv.Atoi(string(digits))
	switch {
	case err != nil || n < 1:
		return 0, nil, ErrAttachments
	case n > MaxAttachments:
		return 0, nil, ErrTooMany
	}
	return n, rest, nil
}

func parseID(b []byte) (has bool, id uint64, rest []byte, err error) {
	i := 0
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		digit := uint64(b[i] - '0')
		if id > (math.MaxUint64-digit)/10 {
			return false, 0, nil, ErrID
		}
		id = id*10 + digit
		i++
	}
	return i > 0, id, b[i:], nil
}

// check says whether the payload suits the type, and reads an event's name.
func (p *Packet) check() error {
	switch p.Type {
	case Disconnect:
		if p.Data != nil {
			return ErrPayload
		}
		return nil
	case Connect:
		if p.Data != nil && (p.Data[0] != '{' || !json.Valid(p.Data)) {
			return ErrPayload
		}
		return nil
	case ConnectError:
		if p.Data != nil && (p.Data[0] != '{' && p.Data[0] != '"' || !json.Valid(p.Data)) {
			return ErrPayload
		}
		return nil
	case Ack:
		if p.Data != nil && (p.Data[0] != '[' || !json.Valid(p.Data)) {
			return ErrPayload
		}
		return nil
	}
	if p.Data == nil {
		return nil
	}
	if p.Data[0] != '[' || !json.Valid(p.Data) {
		return ErrPayload
	}
	first := firstElement(p.Data)
	if len(first) == 0 {
		return ErrPayload
	}
	switch c := first[0]; {
	case c == '"':
		p.Name = unquote(first)
	case c == '-' || '0' <= c && c <= '9':
		p.Name = numberName(first)
	default:
		return ErrPayload
	}
	if Reserved(p.Name) {
		return fmt.Errorf("%w: reserved event name", ErrPayload)
	}
	return nil
}

// numberName writes a number as JavaScript does when it is a property name.
func numberName(b []byte) string {
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return string(b)
	}
	if f == 0 {
		return "0"
	}
	return string(appendFloat(nil, f, 64))
}

// checkPlaceholders makes sure that every placeholder names an attachment.
func checkPlaceholders(data []byte, n int) error {
	_, err := replacePlaceholders(nil, data, func(dst []byte, num int) ([]byte, error) {
		if num < 0 || num >= n {
			return nil, ErrAttachments
		}
		return dst, nil
	})
	return err
}
