package conformance

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// exchange is one HTTP request on a connection of its own. The response is
// read when it is asked for, so that requests may overlap.
type exchange struct {
	conn net.Conn
	buf  *bufio.Reader
	req  *http.Request
}

// begin writes a request. The body goes out as it is; header lines are "Name: value".
func begin(conn net.Conn, method, path, body string, header []string) (*exchange, error) {
	req, err := http.NewRequest(method, "http://127.0.0.1"+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", method, path)
	for _, line := range header {
		fmt.Fprintf(&out, "%s\r\n", line)
	}
	if body != "" || method == "POST" {
		fmt.Fprintf(&out, "Content-Length: %d\r\n", len(body))
	}
	out.WriteString("\r\n" + body)
	if _, err := conn.Write(out.Bytes()); err != nil {
		return nil, err
	}
	return &exchange{conn, bufio.NewReader(conn), req}, nil
}

// end reads the response and its body.
func (e *exchange) end() (*http.Response, string, error) {
	res, err := http.ReadResponse(e.buf, e.req)
	if err != nil {
		return nil, "", err
	}
	if res.StatusCode == http.StatusSwitchingProtocols {
		return res, "", nil // the connection is no longer ours to close
	}
	defer e.conn.Close()
	text := io.Reader(res.Body)
	switch res.Header.Get("Content-Encoding") {
	case "gzip":
		text, err = gzip.NewReader(res.Body)
	case "deflate":
		text, err = zlib.NewReader(res.Body)
	}
	if err != nil {
		return nil, "", err
	}
	body, err := io.ReadAll(text)
	return res, string(body), err
}

// opcodes of RFC 6455.
const (
	opContinuation = 0
	opText         = 1
	opBinary       = 2
	opClose        = 8
	opPing         = 9
	opPong         = 10
)

// socket is a WebSocket client that hides nothing: it tells an empty close
// frame (1005) from a lost connection (1006), and sends whatever it is told.
// It is our own so that a mistake of the server's library is not ours as well.
type socket struct {
	conn net.Conn
	buf  *bufio.Reader
}

// upgrade asks for a WebSocket; the answer is still to be read.
func upgrade(conn net.Conn, path string, header []string) (*exchange, error) {
	return begin(conn, "GET", path, "", append([]string{
		"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
		"Sec-WebSocket-Key: " + base64.StdEncoding.EncodeToString([]byte("a transcript 16b")),
	}, header...))
}

func (s *socket) write(op byte, payload []byte) error {
	frame := []byte{0x80 | op}
	switch n := len(payload); {
	case n < 126:
		frame = append(frame, 0x80|byte(n))
	case n < 1<<16:
		frame = binary.BigEndian.AppendUint16(append(frame, 0x80|126), uint16(n))
	default:
		frame = binary.BigEndian.AppendUint64(append(frame, 0x80|127), uint64(n))
	}
	mask := make([]byte, 4)
	rand.Read(mask)
	frame = append(frame, mask...)
	for i, b := range payload {
		frame = append(frame, b^mask[i%4])
	}
	_, err := s.conn.Write(frame)
	return err
}

// send writes one Engine.IO packet; "b" and base64 become a binary frame.
func (s *socket) send(packet string) error {
	if text, ok := strings.CutPrefix(packet, "b"); ok {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return fmt.Errorf("%q is not base64: %v", text, err)
		}
		return s.write(opBinary, data)
	}
	return s.write(opText, []byte(packet))
}

// closedError is the end of a WebSocket with its code.
type closedError int

func (c closedError) Error() string { return fmt.Sprintf("closed %d", int(c)) }

// receive reads one Engine.IO packet, a binary one as "b" and base64.
// The end is a closedError.
func (s *socket) receive() (string, error) {
	var message []byte
	var kind byte
	for {
		final, op, payload, err := s.readFrame()
		if err != nil {
			if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
				return "", err
			}
			return "", closedError(1006)
		}
		switch op {
		case opClose:
			code := closedError(1005)
			if len(payload) >= 2 {
				code = closedError(binary.BigEndian.Uint16(payload))
			}
			s.write(opClose, payload[:min(2, len(payload))])
			s.conn.Close()
			return "", code
		case opPing:
			s.write(opPong, payload)
			continue
		case opPong:
			continue
		case opText, opBinary:
			kind = op
		}
		message = append(message, payload...)
		if !final {
			continue
		}
		if kind == opBinary {
			return "b" + base64.StdEncoding.EncodeToString(message), nil
		}
		return string(message), nil
	}
}

func (s *socket) readFrame() (final bool, op byte, payload []byte, err error) {
	var head [8]byte
	if _, err = io.ReadFull(s.buf, head[:2]); err != nil {
		return
	}
	if head[0]&0x70 != 0 || head[1]&0x80 != 0 {
		return false, 0, nil, fmt.Errorf("a frame of the server has reserved bits or a mask: % x", head[:2])
	}
	final, op = head[0]&0x80 != 0, head[0]&0x0f
	size := uint64(head[1] & 0x7f)
	switch size {
	case 126:
		_, err = io.ReadFull(s.buf, head[:2])
		size = uint64(binary.BigEndian.Uint16(head[:2]))
	case 127:
		_, err = io.ReadFull(s.buf, head[:8])
		size = binary.BigEndian.Uint64(head[:8])
	}
	if err != nil {
		return
	}
	payload = make([]byte, size)
	_, err = io.ReadFull(s.buf, payload)
	return
}

// expire bounds every read of the connection from now on.
func expire(conn net.Conn, after time.Duration) { conn.SetReadDeadline(time.Now().Add(after)) }
