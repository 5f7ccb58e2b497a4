package versus

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// client is one bare Socket.IO client over WebSocket: it knows only the packets that the load needs.
type client struct {
	ws *websocket.Conn

	writing sync.Mutex // guards writes: the reader answers pings while a sender emits

	buf  bytes.Buffer // the packet last read
	acks int
}

var dialer = websocket.Dialer{ReadBufferSize: 2048, WriteBufferSize: 512, HandshakeTimeout: 20 * time.Second}

// dial connects to the main namespace and, unless room is empty, joins it.
func dial(addr, room string) (*client, error) {
	ws, _, err := dialer.Dial("ws://"+addr+"/socket.io/?EIO=4&transport=websocket", nil)
	if err != nil {
		return nil, err
	}
	c := &client{ws: ws}
	ws.SetReadDeadline(time.Now().Add(20 * time.Second))
	steps := []func() error{
		func() error { return c.expect("0{") },
		func() error { return c.send([]byte("40")) },
		func() error { return c.expect("40{") },
		func() error {
			if room == "" {
				return nil
			}
			return c.call("join", room)
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, errors.Join(err, ws.Close())
		}
	}
	ws.SetReadDeadline(time.Time{})
	return c, nil
}

func (c *client) send(packet []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.ws.WriteMessage(websocket.TextMessage, packet)
}

// read returns the next packet, valid until the next call. Pings are answered here.
func (c *client) read() ([]byte, error) {
	for {
		_, r, err := c.ws.NextReader()
		if err != nil {
			return nil, err
		}
		c.buf.Reset()
		if _, err := c.buf.ReadFrom(r); err != nil {
			return nil, err
		}
		packet := c.buf.Bytes()
		if string(packet) != "2" {
			return packet, nil
		}
		if err := c.send([]byte("3")); err != nil {
			return nil, err
		}
	}
}

func (c *client) expect(prefix string) error {
	packet, err := c.read()
	if err == nil && !bytes.HasPrefix(packet, []byte(prefix)) {
		err = fmt.Errorf("received %.60q, expected %s…", packet, prefix)
	}
	return err
}

// call emits an event with one string and waits for its acknowledgement.
func (c *client) call(event, value string) error {
	c.acks++
	id := strconv.Itoa(c.acks)
	if err := c.send([]byte("42" + id + `["` + event + `","` + value + `"]`)); err != nil {
		return err
	}
	return c.expect("43" + id + "[")
}
