package client

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/gorilla/websocket"
)

// webSocket is a transport over one WebSocket.
type webSocket struct {
	conn    *websocket.Conn
	writing sync.Mutex
}

func dialWebSocket(ctx context.Context, u *url.URL, o Options) (*webSocket, error) {
	ws := *u
	switch u.Scheme {
	case "http":
		ws.Scheme = "ws"
	case "https":
		ws.Scheme = "wss"
	}
	dialer := websocket.Dialer{NetDialContext: o.Dial, Proxy: http.ProxyFromEnvironment}
	conn, response, err := dialer.DialContext(ctx, ws.String(), o.Header)
	if err != nil {
		if response != nil {
			return nil, fmt.Errorf("%w: HTTP %d", err, response.StatusCode)
		}
		return nil, err
	}
	return &webSocket{conn: conn}, nil
}

func (w *webSocket) read(context.Context) ([]Frame, error) {
	kind, data, err := w.conn.ReadMessage()
	if err != nil {
		return nil, err
	}
	if kind == websocket.BinaryMessage {
		if data == nil {
			data = []byte{}
		}
		return []Frame{{Binary: data}}, nil
	}
	return []Frame{{Text: string(data)}}, nil
}

func (w *webSocket) write(_ context.Context, frames []Frame) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	for _, f := range frames {
		var err error
		if f.Binary != nil {
			err = w.conn.WriteMessage(websocket.BinaryMessage, f.Binary)
		} else {
			err = w.conn.WriteMessage(websocket.TextMessage, []byte(f.Text))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *webSocket) close() { w.conn.Close() }

// polling is a transport over HTTP requests: one GET waits for what the server
// sends, each write is a POST.
type polling struct {
	url    string
	header http.Header
	http   *http.Client
}

func newPolling(u *url.URL, o Options) *polling {
	t := &http.Transport{DialContext: o.Dial, Proxy: http.ProxyFromEnvironment}
	return &polling{url: u.String(), header: o.Header, http: &http.Client{Transport: t}}
}

func (p *polling) setSID(sid string) { p.url += "&sid=" + url.QueryEscape(sid) }

func (p *polling) do(ctx context.Context, method string, body io.Reader) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, p.url, body)
	if err != nil {
		return nil, err
	}
	for name, values := range p.header {
		request.Header[name] = values
	}
	if body != nil {
		request.Header.Set("Content-Type", "text/plain;charset=UTF-8")
	}
	response, err := p.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("HTTP %d: %s", response.StatusCode, text)
	}
	return text, err
}

// separator stands between the packets of one body.
const separator = '\x1e'

func (p *polling) read(ctx context.Context) ([]Frame, error) {
	body, err := p.do(ctx, http.MethodGet, nil)
	if err != nil {
		return nil, err
	}
	var frames []Frame
	for text := range bytes.SplitSeq(body, []byte{separator}) {
		if len(text) > 0 && text[0] == 'b' {
			data, err := base64.StdEncoding.DecodeString(string(text[1:]))
			if err != nil {
				return nil, errors.New("binary packet is not base64")
			}
			frames = append(frames, Frame{Binary: data})
			continue
		}
		frames = append(frames, Frame{Text: string(text)})
	}
	return frames, nil
}

func (p *polling) write(ctx context.Context, frames []Frame) error {
	var body []byte
	for i, f := range frames {
		if i > 0 {
			body = append(body, separator)
		}
		if f.Binary != nil {
			body = append(body, 'b')
			body = base64.StdEncoding.AppendEncode(body, f.Binary)
		} else {
			body = append(body, f.Text...)
		}
	}
	_, err := p.do(ctx, http.MethodPost, bytes.NewReader(body))
	return err
}

func (p *polling) close() { p.http.CloseIdleConnections() }
