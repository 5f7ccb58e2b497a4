// Package engineio is an Engine.IO v4 server: it gives each client one session that carries messages both ways, in order
// and once, over HTTP long-polling, a WebSocket, or first the one and then the other.
//
// The protocol is https://github.com/socketio/socket.io/blob/main/docs/engine.io-protocol/v4-current.md; where that leaves
// a choice, the package does what the npm package engine.io 6.6 does.
//
// # Layers
//
//	        Receiver            the layer above: Message…, Closed
//	           ▲  │ Send, TrySend, Close
//	     inbox │  ▼ pending
//	┌──────── Session ────────┐ one client: state, heartbeat, what waits to be sent
//	│   poll      wire        │
//	│    ▲         ▲ candidate│ a WebSocket that is not yet the wire
//	└────┼─────────┼──────────┘
//	 polling.go  wire.go, read.go, websocket.go (the only file that knows gorilla/websocket, for the handshake)
//	     ▲         ▲
//	     └ Server ─┘            handler.go: which session, or why not
//
// A message goes down as part of a [Batch], which is encoded once for each transport, however many sessions it is sent to.
//
// # Goroutines, and who owns what
//
//	goroutine          lives                           does
//	HTTP handler       one request; net/http owns it   reads a POST, waits for the answer of a GET, shakes hands
//	reader             as long as its WebSocket        reads, and calls the Receiver
//	flusher            while something is pending      writes to its share of the WebSockets, never blocking
//	slow writer        while one client is behind      writes what that client did not take at once
//	timer              a moment                        ping, timeouts, the nudge of an upgrade
//
// Server.Close waits for all of them. There is one flusher fewer than processors, but at least one, and none runs while
// nothing is pending. A broadcast wakes them when it has gone through its receivers, by a [Round]; what answers one client
// is written by whoever answers, by Session.Answer, if nothing else is pending.
//
// An idle WebSocket costs its reader and nothing else: the HTTP handler has returned, its buffers are gone.
//
// Session.mu guards the state of a session. Nothing blocks and nobody else's code runs while it is held. Locks are taken in
// the order Session.mu, then Server.mu or flusher.mu.
//
// The calls of a Receiver are made serial by the inbox, which is a turn and not a lock: a reader or a POST that has packets
// waits for its turn; whoever closes the session calls Closed if the turn is free, and otherwise leaves that to its owner.
// So a Receiver may close any session, its own too, and waits for nobody.
//
// Pending batches are bounded by Config.MaxPending bytes and Config.WriteTimeout. A client over a bound is closed, with
// [TransportError]; nobody waits for it.
//
// # What is supported
//
//	polling, WebSocket, upgrade                yes; the WebSocket may be refused (Transports, DisableUpgrades)
//	heartbeat                                  yes, prolonged once by other packets as in 6.6.12
//	binary                                     yes, base64 over polling
//	HTTP answers, connection_error             yes, see ConnectionError
//	maxHttpBufferSize                          yes: 413, and the session lives; 1009
//	cors, cookie, allowRequest, generateId     yes
//	initial_headers, headers                   yes
//	httpCompression                            gzip and deflate from a threshold on
//	perMessageDeflate                          yes, without context takeover, so that frames are still shared
//	compress of a message                      Batch.Uncompressed
//	connection, packet, upgrade, heartbeat …   New's open, and Hooks; drain has none, for Send never blocks
//	use(middleware), attach, handleUpgrade     wrap the Server, which is an http.Handler; so no context MIDDLEWARE_FAILURE,
//	                                           and upgrades elsewhere are not ours to end (destroyUpgrade)
//	Engine.IO 3 (allowEIO3), WebTransport      no
//	initialPacket, wsEngine                    no
//	JSONP (the parameter j)                    no: no client of Engine.IO 4 asks for it
//
// # Where we differ from the official server on purpose
//
//	close packet over WebSocket         closes at once; there it is ignored until the ping timeout, against the specification
//	goodbye (POST 1) before the poll    the next poll gets its noop; there it is 400, if the two race
//	poll that overtakes the upgrade     one that came after the probe gets 400 when the upgrade is done, as if it had come
//	                                    after it; there it gets a close packet, and which of the two is a race
//	aborted poll heard of too late      a second poll is looked at for 20 ms before it counts as an overlap, and if it turns
//	                                    out to be aborted the other is refused
//	ping under way during an upgrade    the next ping follows after an interval; there none follows if the pong is lost
//	upgrade of a session born on WebSocket   answers the probe, and drops the candidate at the upgrade packet
//	WebSocket handshake without EIO=4   101 and a close frame; there a raw HTTP answer follows the 101
//	POST while the upgrade completes    400; there its connection is destroyed
//	a slow reader                       is closed over a bound; there it is buffered without one
//	Server.Close                        messages that were queued are still sent; afterwards requests get 503
package engineio
