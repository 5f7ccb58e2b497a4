package engineio

import (
	"bytes"
	"encoding/base64"
	"slices"
	"testing"
	"unicode/utf8"
)

func TestDecodeText(t *testing.T) {
	tests := []struct {
		text string
		want Packet
		ok   bool
	}{
		{"0{}", Packet{Type: OpenPacket, Data: []byte("{}")}, true},
		{"1", Packet{Type: ClosePacket}, true},
		{"2probe", Packet{Type: PingPacket, Data: []byte("probe")}, true},
		{"3", Packet{Type: PongPacket}, true},
		{"4", Packet{Type: MessagePacket}, true},
		{"4héllo", Packet{Type: MessagePacket, Data: []byte("héllo")}, true},
		{"5", Packet{Type: UpgradePacket}, true},
		{"6", Packet{Type: NoopPacket}, true},
		{"bAQID", Packet{MessagePacket, []byte{1, 2, 3}, true}, true},
		{"b", Packet{MessagePacket, nil, true}, true},
		{"", Packet{}, false},
		{"7", Packet{}, false},
		{"abc", Packet{}, false},
		{" 4", Packet{}, false},
		{"\x004", Packet{}, false},
	}
	for _, test := range tests {
		got, ok := decodeText([]byte(test.text))
		if ok != test.ok || got.Type != test.want.Type || !bytes.Equal(got.Data, test.want.Data) || got.Binary != test.want.Binary {
			t.Errorf("decodeText(%q) = %+v, %t, want %+v, %t", test.text, got, ok, test.want, test.ok)
		}
	}
}

// As Buffer.from(text, "base64") of Node 20 gives them.
func TestDecodeBase64(t *testing.T) {
	tests := []struct{ text, want string }{
		{"AQIDBA==", "\x01\x02\x03\x04"},
		{"AQIDBA", "\x01\x02\x03\x04"},
		{"_-8=", "\xff\xef"},
		{"/+8=", "\xff\xef"},
		{"AQ ID\nBA==", "\x01\x02\x03\x04"},
		{"!!!!", ""},
		{"A", ""},
		{"AQIDB", "\x01\x02\x03"},
		{"", ""},
	}
	for _, test := range tests {
		if got := string(decodeBase64([]byte(test.text))); got != test.want {
			t.Errorf("decodeBase64(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestPacketTypeString(t *testing.T) {
	want := []string{"open", "close", "ping", "pong", "message", "upgrade", "noop", "error"}
	for i, name := range want {
		if got := PacketType('0' + i).String(); got != name {
			t.Errorf("%d is %q, want %q", i, got, name)
		}
	}
}

func TestFrameLengths(t *testing.T) {
	tests := []struct {
		n      int
		header []byte
	}{
		{0, []byte{0x82, 0}},
		{125, []byte{0x82, 125}},
		{126, []byte{0x82, 126, 0, 126}},
		{65535, []byte{0x82, 126, 0xff, 0xff}},
		{65536, []byte{0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0}},
	}
	for _, test := range tests {
		got := appendFrame(nil, Packet{MessagePacket, make([]byte, test.n), true})
		if len(got) != len(test.header)+test.n || !bytes.HasPrefix(got, test.header) {
			t.Errorf("%d bytes: the frame begins with %x, want %x", test.n, got[:min(len(got), 10)], test.header)
		}
	}
	if got := appendFrame(nil, Packet{Type: MessagePacket, Data: []byte("hi")}); string(got) != "\x81\x034hi" {
		t.Errorf("text frame %q", got)
	}
	if got := appendCloseFrame(nil, 1009, "too big"); string(got) != "\x88\x09\x03\xf1too big" {
		t.Errorf("close frame %q", got)
	}
}

func TestTombstones(t *testing.T) {
	var g graveyard
	for i := range 2 * tombstoneLimit {
		g.bury(string(rune('A' + i)))
	}
	if len(g.order) != tombstoneLimit || len(g.ids) != tombstoneLimit {
		t.Errorf("%d tombstones, %d ids", len(g.order), len(g.ids))
	}
	last := string(rune('A' + 2*tombstoneLimit - 1))
	if g.exhume("A") || !g.exhume(last) || g.exhume(last) {
		t.Error("a tombstone serves once, and the oldest go first")
	}
}

// FuzzPayload reads any payload, and reads again what it wrote from it.
func FuzzPayload(f *testing.F) {
	f.Add([]byte("4hello\x1ebAQIDBA==\x1e2probe"))
	f.Add([]byte("\x1e\x1e"))
	f.Add([]byte("4\xff\x1eb===A"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		var packets []Packet
		ok := eachPacket(bytes.Clone(payload), func(p Packet) { packets = append(packets, p) })
		if !ok && len(packets) > bytes.Count(payload, []byte{separator}) {
			t.Fatalf("%d packets of %q", len(packets), payload)
		}
		if len(packets) == 0 {
			return
		}
		var again []byte
		for i, p := range packets {
			if i > 0 {
				again = append(again, separator)
			}
			again = p.appendText(again)
		}
		if !utf8.Valid(again) {
			t.Fatalf("%q is written as %q", payload, again)
		}
		i := 0
		if !eachPacket(again, func(p Packet) {
			if q := packets[i]; p.Type != q.Type || p.Binary != q.Binary || !bytes.Equal(p.Data, q.Data) {
				t.Fatalf("packet %d of %q: %+v became %+v", i, payload, q, p)
			}
			i++
		}) || i != len(packets) {
			t.Fatalf("%q is written as %q", payload, again)
		}
	})
}

// FuzzBase64 agrees with the standard library wherever that one accepts.
func FuzzBase64(f *testing.F) {
	f.Add("AQIDBA==")
	f.Add("_-8")
	f.Fuzz(func(t *testing.T, text string) {
		got := decodeBase64([]byte(text))
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding} {
			if want, err := e.DecodeString(text); err == nil && !slices.Equal(got, want) {
				t.Fatalf("decodeBase64(%q) = %x, want %x", text, got, want)
			}
		}
	})
}
