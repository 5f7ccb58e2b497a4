package engineio

import (
	"bytes"
	"encoding/base64"
	"unicode/utf8"
)

// separator stands between the packets of a payload, the body of a polling request or answer.
const separator = '\x1e'

// PacketType is the first character of a text packet.
type PacketType byte

// The packet types of Engine.IO v4.
const (
	OpenPacket    PacketType = '0'
	ClosePacket   PacketType = '1'
	PingPacket    PacketType = '2'
	PongPacket    PacketType = '3'
	MessagePacket PacketType = '4'
	UpgradePacket PacketType = '5'
	NoopPacket    PacketType = '6'
)

// String is the name that the official parser gives the type.
func (t PacketType) String() string {
	switch t {
	case OpenPacket:
		return "open"
	case ClosePacket:
		return "close"
	case PingPacket:
		return "ping"
	case PongPacket:
		return "pong"
	case MessagePacket:
		return "message"
	case UpgradePacket:
		return "upgrade"
	case NoopPacket:
		return "noop"
	}
	return "error"
}

// Packet is one Engine.IO packet. Only a message can be binary.
type Packet struct {
	Type   PacketType
	Data   []byte
	Binary bool
}

// appendText appends the packet as it stands in a payload, where binary data is base64 behind a "b".
func (p Packet) appendText(dst []byte) []byte {
	if p.Binary {
		return base64.StdEncoding.AppendEncode(append(dst, 'b'), p.Data)
	}
	return append(append(dst, byte(p.Type)), p.Data...)
}

// decodeText reads one text packet; ok is false where the official parser gives an error packet. Data shares memory
// with text unless it was base64.
func decodeText(text []byte) (p Packet, ok bool) {
	if len(text) == 0 {
		return Packet{}, false
	}
	switch c := text[0]; {
	case c == 'b':
		return Packet{Type: MessagePacket, Data: decodeBase64(text[1:]), Binary: true}, true
	case c >= '0' && c <= '6':
		return Packet{Type: PacketType(c), Data: text[1:]}, true
	}
	return Packet{}, false
}

// eachPacket splits a payload and gives its packets to f, up to the first that is none; it reports whether all were.
// Bytes that are not UTF-8 become U+FFFD first, as when Node reads a body.
func eachPacket(payload []byte, f func(Packet)) bool {
	if !utf8.Valid(payload) {
		payload = bytes.ToValidUTF8(payload, []byte("\uFFFD"))
	}
	for {
		text, rest, more := bytes.Cut(payload, []byte{separator})
		p, ok := decodeText(text[:len(text):len(text)])
		if !ok {
			return false
		}
		f(p)
		if !more {
			return true
		}
		payload = rest
	}
}

// decodeBase64 is as forgiving as Node's Buffer.from: both alphabets, padding or none, other characters skipped.
func decodeBase64(text []byte) []byte {
	data := make([]byte, base64.StdEncoding.DecodedLen(len(text))+3)
	if n, err := base64.StdEncoding.Decode(data, text); err == nil {
		return data[:n:n]
	}
	clean := make([]byte, 0, len(text))
	for _, c := range text {
		switch {
		case c == '=':
			goto decode
		case c == '-':
			clean = append(clean, '+')
		case c == '_':
			clean = append(clean, '/')
		case c == '+', c == '/', c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
			clean = append(clean, c)
		}
	}
decode:
	if len(clean)%4 == 1 { // six bits make no byte
		clean = clean[:len(clean)-1]
	}
	n, _ := base64.RawStdEncoding.Decode(data, clean)
	return data[:n:n]
}
