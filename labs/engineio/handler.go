package engineio

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// ServeHTTP answers a request of the protocol, whatever its path. See PROTOCOL.md section 2.2.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	defer s.handlers.Done()
	if s.cfg.CORS.apply(w, r) {
		return
	}
	q := parseQuery(r.URL.RawQuery)
	upgrade := s.allows(webSocket) && isWebSocketRequest(r)
	session, refusal := s.verify(r, q, upgrade)
	switch {
	case refusal != nil && refusal.Code == CodeUnknownSession && !upgrade && r.Method == http.MethodGet:
		s.unknown(w, r, q.sid)
	case refusal != nil:
		s.refuse(w, upgrade, *refusal)
	case upgrade:
		s.serveWebSocket(w, r, q, session)
	case session == nil:
		s.handshake(w, r, q)
	case r.Method == http.MethodGet:
		session.get(w, r)
	case r.Method == http.MethodPost:
		session.post(w, r)
	default:
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// query holds the parameters that matter.
type query struct{ eio, transport, sid string }

// parseQuery takes the last of equal parameters, as the official server does.
func parseQuery(raw string) (q query) {
	values, _ := url.ParseQuery(raw) // what cannot be read is not there
	last := func(key string) string {
		if v := values[key]; len(v) > 0 {
			return v[len(v)-1]
		}
		return ""
	}
	return query{last("EIO"), last("transport"), last("sid")}
}

func (q query) supported() bool { return q.eio == "4" }

// verify finds the session of a request, which is nil for a handshake, or says why the request is refused.
func (s *Server) verify(r *http.Request, q query, upgrade bool) (*Session, *ConnectionError) {
	refuse := func(code int, name string) (*Session, *ConnectionError) {
		return nil, &ConnectionError{Request: r, Code: code, Name: name}
	}
	if !s.allows(q.transport) {
		return refuse(CodeUnknownTransport, "")
	}
	if !validHeaderValue(r.Header.Get("Origin")) {
		return refuse(CodeBadRequest, "INVALID_ORIGIN")
	}
	if q.sid != "" {
		session := s.session(q.sid)
		if session == nil {
			s.awaitLeft(r.Context(), q.sid)
		}
		switch {
		case session == nil, session.expire(r.Method == http.MethodGet && !upgrade):
			return refuse(CodeUnknownSession, "")
		case !upgrade && session.Transport() != q.transport:
			return refuse(CodeBadRequest, "TRANSPORT_MISMATCH")
		case !q.supported():
			return refuse(CodeBadRequest, "PROTOCOL_MISMATCH")
		}
		return session, nil
	}
	if r.Method != http.MethodGet {
		return refuse(CodeBadHandshakeMethod, "")
	}
	if q.transport == webSocket && !upgrade {
		return refuse(CodeBadRequest, "TRANSPORT_HANDSHAKE_ERROR")
	}
	if s.cfg.AllowRequest != nil {
		if err := s.cfg.AllowRequest(r); err != nil {
			return nil, &ConnectionError{Request: r, Code: CodeForbidden, Message: err.Error(), Err: err}
		}
	}
	if !q.supported() && !upgrade {
		return refuse(CodeUnsupportedVersion, "")
	}
	return nil, nil
}

func validHeaderValue(v string) bool {
	for _, c := range []byte(v) {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// refuse answers a request that gets no further.
func (s *Server) refuse(w http.ResponseWriter, upgrade bool, e ConnectionError) {
	s.refused(&e)
	if upgrade {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, e.Message)
		return
	}
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	enc.Encode(struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}{e.Code, e.Message})
	w.Header().Set("Content-Type", "application/json")
	status := http.StatusBadRequest
	if e.Code == CodeForbidden {
		status = http.StatusForbidden
	}
	w.WriteHeader(status)
	w.Write(bytes.TrimSuffix(body.Bytes(), []byte("\n")))
}

// refused tells the hook and fills in the message.
func (s *Server) refused(e *ConnectionError) {
	if e.Message == "" {
		e.Message = codeMessage(e.Code)
	}
	if hook := s.cfg.Hooks.ConnectionError; hook != nil {
		hook(*e)
	}
}

// handshake opens a session on polling.
func (s *Server) handshake(w http.ResponseWriter, r *http.Request, q query) {
	session, refusal := s.newSession(r)
	if refusal != nil {
		s.refuse(w, false, *refusal)
		return
	}
	session.begin(nil)
	h := w.Header()
	if s.cfg.Cookie != nil {
		cookie := *s.cfg.Cookie
		cookie.Value = session.id
		if cookie.Name == "" {
			cookie.Name = "io"
		}
		h.Add("Set-Cookie", cookie.String())
	}
	if s.cfg.InitialHeaders != nil {
		s.cfg.InitialHeaders(h, r)
	}
	session.answer(w, r, []*Batch{session.openBatch(polling)})
}

// newSession makes and registers a session.
func (s *Server) newSession(r *http.Request) (*Session, *ConnectionError) {
	session := &Session{server: s, req: trim(r)}
	session.inbox.idle.L = &session.inbox.mu
	var err error
	if session.id, err = s.newID(r); err == nil {
		err = s.add(session)
	}
	if err != nil {
		return nil, &ConnectionError{Request: r, Code: CodeBadRequest, Name: "ID_GENERATION_ERROR", Err: err}
	}
	return session, nil
}

// begin starts the heartbeat and introduces the session to the layer above. The timer is armed before the client can
// know of the session, so that a client never sees it too late.
func (s *Session) begin(w *wire) {
	s.enter()
	s.start()
	if w != nil {
		s.greet(w)
	}
	if hook := s.server.cfg.Hooks.Open; hook != nil {
		hook(s)
	}
	s.above = s.server.open(s)
	s.leave()
}

// greet makes w the wire of a new session, and writes the answer to its handshake and the open packet.
func (s *Session) greet(w *wire) {
	hello := w.hello
	w.hello = nil
	s.mu.Lock()
	s.wire = w
	if s.state == stateOpen {
		b := s.openBatch(webSocket)
		b.setFrames(append(hello, b.webSocketFrames(false)...))
		s.write(w, b)
		return
	}
	s.push(newRaw(hello)) // the server was closed just now
	s.pushClose(0, "")
	s.mu.Unlock()
	s.shard.add(s)
}

// openBatch is the packet that tells the client about its session.
func (s *Session) openBatch(transport string) *Batch {
	cfg := &s.server.cfg
	upgrades := []string{}
	if transport == polling && !cfg.DisableUpgrades && s.server.allows(webSocket) {
		upgrades = append(upgrades, webSocket)
	}
	var b []byte
	b = append(b, `{"sid":`...)
	sid, _ := json.Marshal(s.id) // a string has no error
	b = append(b, sid...)
	b = append(b, `,"upgrades":`...)
	list, _ := json.Marshal(upgrades)
	b = append(b, list...)
	b = strconv.AppendInt(append(b, `,"pingInterval":`...), cfg.PingInterval.Milliseconds(), 10)
	b = strconv.AppendInt(append(b, `,"pingTimeout":`...), cfg.PingTimeout.Milliseconds(), 10)
	b = strconv.AppendInt(append(b, `,"maxPayload":`...), cfg.MaxHTTPBufferSize, 10)
	return newControl(OpenPacket, string(append(b, '}')))
}

// trim keeps of a request what a layer above may ask for, so that the rest can be collected.
func trim(r *http.Request) *http.Request {
	return &http.Request{
		Method: r.Method, URL: r.URL, Proto: r.Proto, ProtoMajor: r.ProtoMajor, ProtoMinor: r.ProtoMinor,
		Header: r.Header, Host: r.Host, RemoteAddr: r.RemoteAddr, RequestURI: r.RequestURI, TLS: r.TLS,
	}
}

// serveWebSocket switches protocols and gives the connection to a session.
func (s *Server) serveWebSocket(w http.ResponseWriter, r *http.Request, q query, session *Session) {
	wire, err := s.accept(w, r, q)
	if err != nil {
		s.refused(&ConnectionError{Request: r, Code: CodeBadRequest, Name: "TRANSPORT_HANDSHAKE_ERROR", Err: err})
		return
	}
	if !s.adopt(wire) {
		wire.conn.Close()
		return
	}
	switch {
	case q.transport != webSocket:
		s.own.Go(wire.dismiss)
	case session != nil:
		if !session.offer(wire) {
			s.own.Go(wire.dismiss)
		}
	case !q.supported():
		s.refused(&ConnectionError{Request: r, Code: CodeUnsupportedVersion})
		s.own.Go(wire.dismiss)
	default:
		session, refusal := s.newSession(r)
		if refusal != nil {
			s.refused(refusal)
			s.own.Go(wire.dismiss)
			return
		}
		session.begin(wire)
		wire.session = session
		s.own.Go(func() { session.readWire(wire, true) })
	}
}
