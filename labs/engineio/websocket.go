package engineio

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// This file is the only one that knows gorilla/websocket. It shakes hands and reads frames; we write them ourselves.

const (
	readBuffer = 128     // bytes that gorilla keeps for each client; it needs room for a control frame
	keepBuffer = 1 << 16 // larger message buffers go to the receiver and are not kept
)

// wire is one WebSocket.
type wire struct {
	server *Server
	conn   net.Conn
	raw    syscall.RawConn // for writes that do not block; nil if the connection has none
	ws     *websocket.Conn
	in     inflow
	hello  []byte // the answer to the handshake, to be written with the first frame
	open   bool   // the handshake is over
	status int    // the close code that gorilla would have sent
	limit  int64
	ping   func(data string) // answers a ping frame

	deflate bool // compression was agreed on

	// The mu of the session guards these.
	closing bool          // its close frame is queued
	over    bool          // nothing can be written any more
	written chan struct{} // closed when over becomes true, if somebody wants to know
}

func isWebSocketRequest(r *http.Request) bool { return websocket.IsWebSocketUpgrade(r) }

// accept agrees to a WebSocket; its owner must write hello. An error was told to the client.
func (s *Server) accept(w http.ResponseWriter, r *http.Request, q query) (*wire, error) {
	h := w.Header().Clone() // those of CORS
	if q.sid == "" && s.cfg.InitialHeaders != nil {
		s.cfg.InitialHeaders(h, r)
	}
	if s.cfg.Headers != nil {
		s.cfg.Headers(h, r)
	}
	wire := &wire{server: s, limit: s.cfg.MaxHTTPBufferSize, deflate: s.cfg.PerMessageDeflate && offersDeflate(r)}
	upgrader := websocket.Upgrader{
		ReadBufferSize:    readBuffer,
		WriteBufferPool:   noBuffers{},
		CheckOrigin:       func(*http.Request) bool { return true }, // AllowRequest decides
		EnableCompression: wire.deflate,
	}
	ws, err := upgrader.Upgrade(hijacker{w, wire}, r, h)
	if err != nil {
		return nil, err
	}
	wire.open = true
	wire.ws = ws
	ws.SetReadLimit(wire.limit)
	ws.SetCloseHandler(func(int, string) error { return nil }) // the reader of the error answers
	ws.SetPingHandler(func(data string) error {
		if wire.ping != nil {
			wire.ping(data)
		}
		return nil
	})
	return wire, nil
}

func offersDeflate(r *http.Request) bool {
	for _, v := range r.Header.Values("Sec-Websocket-Extensions") {
		if bytes.Contains([]byte(v), []byte("permessage-deflate")) {
			return true
		}
	}
	return false
}

// noBuffers is a pool for gorilla's writer, which is never used.
type noBuffers struct{}

func (noBuffers) Get() any { return nil }
func (noBuffers) Put(any)  {}

// hijacker takes the connection from net/http and shows gorilla only our side of it, so that net/http's buffers go.
type hijacker struct {
	http.ResponseWriter
	wire *wire
}

func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	head, _ := rw.Reader.Peek(rw.Reader.Buffered())
	h.wire.conn = conn
	h.wire.raw = rawConn(conn)
	h.wire.in.init(h.wire.raw, conn, bytes.Clone(head))
	conn.SetDeadline(time.Time{})
	side := gorillaSide{conn, h.wire}
	return side, bufio.NewReadWriter(bufio.NewReaderSize(side, 16), bufio.NewWriterSize(side, 16)), nil
}

// gorillaSide is the connection as gorilla sees it. Deadlines and, after the handshake, writes are ours.
type gorillaSide struct {
	net.Conn
	wire *wire
}

func (c gorillaSide) Read(p []byte) (int, error) { return c.wire.in.Read(p) }

// Write keeps the answer to the handshake and then notes the status of the close frames with which gorilla answers what breaks the protocol or the limit.
func (c gorillaSide) Write(p []byte) (int, error) {
	if !c.wire.open {
		c.wire.hello = append(c.wire.hello, p...)
		return len(p), nil
	}
	if len(p) >= 4 && p[0] == finalBit|opClose {
		c.wire.status = int(binary.BigEndian.Uint16(p[2:]))
	}
	return len(p), nil
}

func (c gorillaSide) SetDeadline(time.Time) error      { return nil }
func (c gorillaSide) SetWriteDeadline(time.Time) error { return nil }

// read reads the next message. The caller owns data.
func (w *wire) read() (data []byte, binary bool, err error) {
	kind, r, err := w.ws.NextReader()
	if err != nil {
		return nil, false, err
	}
	buf := buffers.Get().(*[]byte)
	defer func() {
		if cap(*buf) <= keepBuffer {
			buffers.Put(buf)
		}
	}()
	n := 0
	for {
		if n == len(*buf) {
			*buf = append(*buf, make([]byte, n)...)
		}
		m, err := r.Read((*buf)[n:])
		n += m
		if int64(n) > w.limit { // only with compression
			return nil, false, errTooBig
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, false, err
		}
	}
	if cap(*buf) > keepBuffer {
		data = (*buf)[:n:n]
	} else {
		data = append(make([]byte, 0, n), (*buf)[:n]...)
	}
	return data, kind == websocket.BinaryMessage, nil
}

// verdict says how a session ends whose reading ended with err. stuck means that frames can be read no more although
// the connection stands.
func (w *wire) verdict(err error) (reason Reason, how ending, stuck bool) {
	if errors.Is(err, errTooBig) || errors.Is(err, websocket.ErrReadLimit) {
		return TransportError, ending{code: websocket.CloseMessageTooBig}, true
	}
	if w.status != 0 {
		return TransportError, ending{code: w.status}, true
	}
	var closed *websocket.CloseError
	if errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure {
		if closed.Code == websocket.CloseNoStatusReceived {
			return TransportClose, ending{}, false
		}
		return TransportClose, ending{code: closed.Code, text: closed.Text}, false
	}
	return TransportClose, ending{abort: true}, false
}
