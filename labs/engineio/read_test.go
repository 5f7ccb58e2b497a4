package engineio

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

// reads gives what a wire makes of the bytes: messages, answers of pings, and at last the error.
func reads(data []byte, deflate bool) (got []string) {
	ours, theirs := net.Pipe()
	theirs.Close() // nothing comes after the bytes
	w := &wire{limit: 300, deflate: deflate, mute: true, conn: ours}
	w.in.init(nil, ours, data)
	for {
		message, binary, err := w.read()
		if err != nil {
			reason, how, stuck := w.verdict(err)
			return append(got, fmt.Sprintf("%s %d%s abort=%t stuck=%t", reason, how.code, how.text, how.abort, stuck))
		}
		kind := "text"
		if binary {
			kind = "binary"
		}
		got = append(got, fmt.Sprintf("%s %.20s(%d)", kind, message, len(message)))
	}
}

// masked is a frame of a client.
func masked(first byte, payload string) string {
	b := []byte{first}
	if n := len(payload); n < 126 {
		b = append(b, maskBit|byte(n))
	} else {
		b = append(b, maskBit|126, byte(n>>8), byte(n))
	}
	b = append(b, 1, 2, 3, 4)
	for i := range len(payload) {
		b = append(b, payload[i]^byte(1+i&3))
	}
	return string(b)
}

func TestReadFrames(t *testing.T) {
	const lost, broken = "transport close 0 abort=true stuck=false", "transport error 1002 abort=false stuck=true"
	long := strings.Repeat("0123456789", 30)
	tests := []struct{ name, in, want string }{
		{"nothing", "", lost},
		{"messages", masked(0x81, "4a") + masked(0x82, "") + masked(0x81, long), "text 4a(2), binary (0), text 01234567890123456789(300), " + lost},
		{"fragments", masked(0x01, "4a") + masked(0x00, "") + masked(0x80, "bcdefghijk"), "text 4abcdefghijk(12), " + lost},
		{"pong and ping between fragments", masked(0x02, "a") + masked(0x8a, "x") + masked(0x89, "y") + masked(0x80, "b"), "binary ab(2), " + lost},
		{"cut in a head", masked(0x81, "4a")[:4], lost},
		{"cut in a payload", masked(0x81, "4a")[:7], lost},
		{"a new message in fragments", masked(0x01, "a") + masked(0x81, "b"), broken},
		{"continuation of nothing", masked(0x80, "a"), broken},
		{"continuation after the end", masked(0x81, "a") + masked(0x80, "a"), "text a(1), " + broken},
		{"unmasked", "\x81\x01a", broken},
		{"RSV1 without compression", masked(0xc1, "a"), broken},
		{"RSV2", masked(0xa1, "a"), broken},
		{"RSV3", masked(0x91, "a"), broken},
		{"opcode 3", masked(0x83, "a"), broken},
		{"opcode 11", masked(0x8b, "a"), broken},
		{"fragmented ping", masked(0x09, "a"), broken},
		{"long ping", masked(0x89, long[:126]), broken},
		{"too big", masked(0x81, long+"x"), "transport error 1009 abort=false stuck=true"},
		{"too big in fragments", masked(0x01, long) + masked(0x80, "x"), "transport error 1009 abort=false stuck=true"},
		{"announced too big", "\x81\xff\x00\x00\x00\x01\x00\x00\x00\x00abcd", "transport error 1009 abort=false stuck=true"},
		{"announced negative", "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xffabcd", "transport error 1009 abort=false stuck=true"},
		{"close", masked(0x88, ""), "transport close 0 abort=false stuck=false"},
		{"close with a code", masked(0x88, "\x03\xe8bye"), "transport close 1000bye abort=false stuck=false"},
		{"close with a code of one's own", masked(0x88, "\x0f\xa0"), "transport close 4000 abort=false stuck=false"},
		{"close with half a code", masked(0x88, "\x03"), broken},
		{"close 1005", masked(0x88, "\x03\xed"), broken},
		{"close 2000", masked(0x88, "\x07\xd0"), broken},
		{"close with a text that is not UTF-8", masked(0x88, "\x03\xe8\xff"), "transport error 1007 abort=false stuck=true"},
	}
	for _, test := range tests {
		if got := strings.Join(reads([]byte(test.in), false), ", "); got != test.want {
			t.Errorf("%s: %s\nwant %s", test.name, got, test.want)
		}
	}
}

// Compressed messages count as what they become, and what is no compression is refused.
func TestReadDeflated(t *testing.T) {
	compress := func(n int) string {
		frame := appendDeflatedFrame(nil, Packet{Type: MessagePacket, Data: bytes.Repeat([]byte("x"), n)})
		return string(frame[2:]) // it is short
	}
	w := &wire{limit: 1100}
	for n, want := range map[int]error{1099: nil, 1100: errTooBig} {
		if _, err := inflate([]byte(compress(n)), w.limit); err != want {
			t.Errorf("%d bytes: %v, want %v", n, err, want)
		}
	}
	const end = ", transport close 0 abort=true stuck=false"
	small := "\x4a\x04\x00" // "a", RFC 7692, 7.2.3.1 has the like
	if got := strings.Join(reads([]byte(masked(0xc1, small)), true), ", "); got != "text a(1)"+end {
		t.Error(got)
	}
	if got := strings.Join(reads([]byte(masked(0x41, small[:1])+masked(0x80, small[1:])), true), ", "); got != "text a(1)"+end {
		t.Error(got)
	}
	if got := strings.Join(reads([]byte(masked(0xc1, "\xff\xff")), true), ", "); got != "transport error 1007 abort=false stuck=true" {
		t.Error(got)
	}
	if got := strings.Join(reads([]byte(masked(0xc1, compress(2000))), true), ", "); got != "transport error 1009 abort=false stuck=true" {
		t.Error(got)
	}
}

// A client cannot make room be taken for what it does not send.
func TestReadTakesRoomAsItComes(t *testing.T) {
	ours, theirs := net.Pipe()
	theirs.Close()
	w := &wire{limit: 1 << 30, conn: ours}
	allocated := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			w.in.init(nil, ours, []byte("\x82\xff\x00\x00\x00\x00\x10\x00\x00\x00abcd1234"))
			if _, _, err := w.read(); err != io.ErrUnexpectedEOF && err != io.EOF {
				b.Fatal(err)
			}
		}
	}).AllocedBytesPerOp()
	if allocated > 4*firstPiece {
		t.Errorf("%d bytes for 8", allocated)
	}
}

func FuzzReadFrames(f *testing.F) {
	f.Add([]byte(masked(0x01, "4a")+masked(0x80, "b")+masked(0x88, "")), false)
	f.Add([]byte(masked(0xc1, "\x4a\x04\x00")), true)
	f.Fuzz(func(t *testing.T, data []byte, deflate bool) { reads(data, deflate) })
}
