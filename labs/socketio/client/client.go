// Package client is a small Socket.IO v5 client for scenes, tests and
// benchmarks: one connection over WebSocket or polling, any number of
// namespaces, events, acknowledgements, and a tap that sees every frame.
//
// It does not reconnect, does not upgrade and buffers nothing that is emitted
// while it is not connected: what it does is what it was told to do. Events are
// pulled, with [Socket.Receive] or [Socket.Drain], so that a test says itself
// when it looks.
package client

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"socketlab/labs/socketio/packet"
)

// Options of [Dial]. The zero value connects over WebSocket to /socket.io/.
type Options struct {
	Transport string // "websocket" or "polling"; "" means "websocket"
	Path      string // "" means the path of the URL, or "/socket.io/" if it has none
	Header    http.Header
	// Dial makes connections; nil means TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Mute leaves the server's pings unanswered, as a dead line does.
	Mute bool
	// Tap sees each frame, in order for each direction. It must be short.
	Tap func(Frame)
}

// Frame is one Engine.IO packet: its text as on the wire, or a binary message.
type Frame struct {
	Out    bool // sent by the client
	Text   string
	Binary []byte // nil for text
}

// Client is one connection. Its methods are safe for concurrent use.
type Client struct {
	sid       string
	transport transport
	tap       func(Frame)
	mute      bool
	cancel    context.CancelFunc
	done      chan struct{} // closed when reading has ended
	writing   sync.Mutex    // keeps the messages of one packet together

	mu      sync.Mutex // guards what follows
	err     error      // why the connection ended
	sockets map[string]*Socket
}

// transport carries Engine.IO packets.
type transport interface {
	read(ctx context.Context) ([]Frame, error)
	write(ctx context.Context, frames []Frame) error
	close()
}

// ErrClosed is what methods give after [Client.Close].
var ErrClosed = errors.New("client closed")

// Dial connects to a server such as "http://127.0.0.1:3000". It joins no
// namespace yet. ctx bounds the handshake only.
func Dial(ctx context.Context, address string, o Options) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	switch {
	case o.Path != "":
		u.Path = o.Path
	case strings.Trim(u.Path, "/") == "":
		u.Path = "/socket.io/"
	}
	query := u.Query()
	query.Set("EIO", "4")
	c := &Client{tap: o.Tap, mute: o.Mute, done: make(chan struct{}), sockets: make(map[string]*Socket)}
	if c.tap == nil {
		c.tap = func(Frame) {}
	}
	if o.Transport == "polling" {
		query.Set("transport", "polling")
		u.RawQuery = query.Encode()
		c.transport = newPolling(u, o)
	} else {
		query.Set("transport", "websocket")
		u.RawQuery = query.Encode()
		if c.transport, err = dialWebSocket(ctx, u, o); err != nil {
			return nil, fmt.Errorf("dial %s: %w", address, err)
		}
	}
	frames, err := c.transport.read(ctx)
	if err == nil {
		err = c.open(frames)
	}
	if err != nil {
		c.transport.close()
		return nil, fmt.Errorf("dial %s: %w", address, err)
	}
	var running context.Context
	running, c.cancel = context.WithCancel(context.Background())
	go c.run(running, frames[1:])
	return c, nil
}

// open reads the handshake.
func (c *Client) open(frames []Frame) error {
	if len(frames) == 0 || !strings.HasPrefix(frames[0].Text, "0") {
		return errors.New("no handshake")
	}
	c.tap(frames[0])
	var hello struct {
		SID string `json:"sid"`
	}
	if err := json.Unmarshal([]byte(frames[0].Text[1:]), &hello); err != nil {
		return fmt.Errorf("handshake: %w", err)
	}
	c.sid = hello.SID
	if p, ok := c.transport.(*polling); ok {
		p.setSID(hello.SID)
	}
	return nil
}

// SID is the id of the connection.
func (c *Client) SID() string { return c.sid }

// Done is closed when the connection has ended; Err says why.
func (c *Client) Done() <-chan struct{} { return c.done }

// Err is why the connection ended, nil while it has not.
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close ends the connection as a closed tab does: nobody is told.
func (c *Client) Close() error {
	c.fail(ErrClosed)
	c.cancel()
	c.transport.close()
	<-c.done
	return nil
}

// Write sends frames as they are, for what no well-behaved client would send.
func (c *Client) Write(ctx context.Context, frames ...Frame) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	for i := range frames {
		frames[i].Out = true
		c.tap(frames[i])
	}
	return c.transport.write(ctx, frames)
}

// Barrier returns when the client has received all that the server sent before
// it read this call, and the server has handled all that needs no waiting. It
// asks for a namespace that cannot exist and waits for the refusal.
func (c *Client) Barrier(ctx context.Context) error {
	_, err := c.Join(ctx, "/~"+rand.Text(), nil)
	if _, refused := errors.AsType[*ConnectError](err); refused {
		return nil
	}
	return err
}

// run reads until the connection ends.
func (c *Client) run(ctx context.Context, frames []Frame) {
	defer close(c.done)
	var decoder packet.Decoder
	var err error
	for err == nil {
		for _, f := range frames {
			c.tap(f)
			if err = c.frame(ctx, &decoder, f); err != nil {
				break
			}
		}
		if err == nil {
			frames, err = c.transport.read(ctx)
		}
	}
	c.fail(err)
	c.transport.close()
}

// frame handles one Engine.IO packet of the server.
func (c *Client) frame(ctx context.Context, decoder *packet.Decoder, f Frame) error {
	data := f.Binary
	if data == nil {
		if f.Text == "" {
			return errors.New("empty frame")
		}
		switch f.Text[0] {
		case '1':
			return errors.New("transport close")
		case '2':
			if c.mute {
				return nil
			}
			return c.Write(ctx, Frame{Text: "3" + f.Text[1:]})
		case '4':
			data = []byte(f.Text[1:])
		default:
			return nil
		}
	}
	p, ok, err := decoder.Add(data, f.Binary != nil)
	if err != nil || !ok {
		return err
	}
	c.mu.Lock()
	s := c.sockets[p.Namespace]
	c.mu.Unlock()
	if s != nil {
		s.packet(p)
	}
	return nil
}

// send writes a packet.
func (c *Client) send(ctx context.Context, p *packet.Packet) error {
	frames := make([]Frame, 1, 1+len(p.Attachments))
	frames[0].Text = "4" + string(p.Text())
	for _, data := range p.Attachments {
		if data == nil {
			data = []byte{}
		}
		frames = append(frames, Frame{Binary: data})
	}
	if err := c.Err(); err != nil {
		return err
	}
	return c.Write(ctx, frames...)
}

// fail ends the connection and all its sockets. Only the first reason counts.
func (c *Client) fail(err error) {
	c.mu.Lock()
	if c.err == nil {
		c.err = err
	}
	err = c.err
	sockets := c.sockets
	c.sockets = make(map[string]*Socket)
	c.mu.Unlock()
	for _, s := range sockets {
		s.end(err)
	}
}
