package engineio

import "sync"

// Message is one Engine.IO message: text in UTF-8, or bytes. The receiver owns Data.
type Message struct {
	Data   []byte
	Binary bool
}

// A Batch is one or more messages encoded once, sent in order with nothing between, to any number of sessions.
// It is safe for concurrent use.
type Batch struct {
	packets []Packet
	one     [1]Packet // the storage of packets when there is one, as nearly always
	size    int       // bytes of payload; what counts against MaxPending

	frames   lazy // WebSocket frames
	payload  lazy // as in a polling answer
	deflated lazy // WebSocket frames, the long ones compressed
	closes   bool // its frame is the last of a WebSocket
	plain    bool // never compressed
}

// lazy is an encoding that is made when first needed.
type lazy struct {
	once  sync.Once
	bytes []byte
}

// NewBatch makes a Batch. It keeps the slices; they must not change afterwards.
func NewBatch(msgs ...Message) *Batch {
	b := new(Batch)
	b.packets = b.one[:0]
	for _, m := range msgs {
		b.packets = append(b.packets, Packet{MessagePacket, m.Data, m.Binary})
		b.size += len(m.Data) + 2
	}
	return b
}

// Uncompressed says that the Batch is not worth being compressed, before it is sent for the first time. A poll's answer
// stays uncompressed if all that is in it says so.
func (b *Batch) Uncompressed() *Batch {
	b.plain = true
	return b
}

// newControl makes a Batch of one packet that is no message.
func newControl(t PacketType, data string) *Batch {
	b := new(Batch)
	b.one[0] = Packet{Type: t, Data: []byte(data)}
	b.packets = b.one[:]
	b.size = len(data) + 2
	return b
}

// The packets without content of their own; nothing changes them.
var (
	pingBatch      = newControl(PingPacket, "")
	closeBatch     = newControl(ClosePacket, "")
	noopBatch      = newControl(NoopPacket, "")
	probePongBatch = newControl(PongPacket, "probe")
)

// newClose makes a Batch whose only content is the close frame of a WebSocket: empty if code is 0.
func newClose(code int, text string) *Batch {
	b := newRaw(appendCloseFrame(nil, code, text))
	b.closes = true
	return b
}

// newRaw makes a Batch of a WebSocket frame that is no Engine.IO packet.
func newRaw(frame []byte) *Batch {
	b := &Batch{size: len(frame)}
	b.setFrames(frame)
	return b
}

// setFrames decides what is written to a WebSocket.
func (b *Batch) setFrames(frames []byte) {
	b.frames.once.Do(func() {})
	b.deflated.once.Do(func() {})
	b.frames.bytes, b.deflated.bytes = frames, frames
}

// webSocketFrames are the batch's frames. Servers do not mask, so the bytes are the same for everybody.
func (b *Batch) webSocketFrames(deflate bool) []byte {
	if deflate && !b.plain {
		b.deflated.once.Do(func() {
			for _, p := range b.packets {
				b.deflated.bytes = appendDeflatedFrame(b.deflated.bytes, p)
			}
		})
		return b.deflated.bytes
	}
	b.frames.once.Do(func() {
		frames := make([]byte, 0, b.size+len(b.packets)*maxHeader)
		for _, p := range b.packets {
			frames = appendFrame(frames, p)
		}
		b.frames.bytes = frames
	})
	return b.frames.bytes
}

// pollPayload is the batch as part of a polling answer.
func (b *Batch) pollPayload() []byte {
	b.payload.once.Do(func() {
		var payload []byte
		for i, p := range b.packets {
			if i > 0 {
				payload = append(payload, separator)
			}
			payload = p.appendText(payload)
		}
		b.payload.bytes = payload
	})
	return b.payload.bytes
}
