package engineio

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// This file is the only one that knows gorilla/websocket. It shakes hands; frames are read in read.go and written by
// the flushers.

// wire is one WebSocket.
type wire struct {
	server *Server
	conn   net.Conn
	raw    syscall.RawConn // for writes that do not block; nil if the connection has none
	in     inflow
	hello  []byte // the answer to the handshake, to be written with the first frame
	limit  int64  // bytes of a message

	session *Session // whose wire it is; nil before
	mute    bool     // pings are not answered any more
	deflate bool     // compression was agreed on
	scratch [12]byte // of head

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
		ReadBufferSize:    1, // it reads nothing
		WriteBufferPool:   noBuffers{},
		CheckOrigin:       func(*http.Request) bool { return true }, // AllowRequest decides
		EnableCompression: wire.deflate,
	}
	if _, err := upgrader.Upgrade(hijacker{w, wire}, r, h); err != nil {
		return nil, err
	}
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

// gorillaSide is the connection as gorilla sees it while it shakes hands: it is not read, and what is written is kept.
type gorillaSide struct {
	net.Conn
	wire *wire
}

func (c gorillaSide) Read([]byte) (int, error) { return 0, io.EOF }

func (c gorillaSide) Write(p []byte) (int, error) {
	c.wire.hello = append(c.wire.hello, p...)
	return len(p), nil
}

func (c gorillaSide) SetDeadline(time.Time) error      { return nil }
func (c gorillaSide) SetWriteDeadline(time.Time) error { return nil }
