// Package conformance holds what the wire must look like, as data: transcripts
// in testdata, played by one runner against two servers. Against the official
// npm server they must hold because it is the truth; against ours because it
// claims to be the same. The runner and the transcripts are all there is: this
// package has tests only.
//
//	TestOfficial   a Node process with one official server for each play, on loopback, in real time
//	TestOurs       ours in memory under testing/synctest: the clock is fake, a leaked goroutine fails
//
//	go test ./labs/conformance -run 'Test(Ours|Official)/upgrade'
//
// # A transcript
//
// A transcript is a txtar file: what it shows and where PROTOCOL.md says so,
// which server it wants with which options (as the npm package takes them), and
// lines that are played one after the other.
//
//	Joining sends nothing; who is in a room hears.
//	-- server --
//	rooms
//	{"pingInterval": 100}
//	-- transports --
//	polling websocket
//	-- transcript --
//	alice connect $transport {"name":"Alice"}
//	alice > 421["join","kitchen"]
//	alice < 431[]
//	alice nothing
//
// With the section transports it is played once for each, as $transport; with
// the section cases once for each line of it, which is $case, or "$case => $want".
//
// A line may begin with the name of a client; without one it is alice's. Then:
//
//	open polling|websocket     opens an Engine.IO session; $alice.sid is its id
//	connect TRANSPORT [/n,][auth]  opens one if there is none and joins a namespace; $alice.id, $alice/n.id, ….pid
//	> PACKET                   sends a packet as it is on the wire; several are joined by ␞, the record separator.
//	                           By polling it is one POST, which must be answered 200 ok; bAQID is a binary
//	                           message, which a WebSocket sends as a binary frame
//	< PACKET                   is the next packet that comes; by polling it polls until there is one
//	<? PACKET                  may come or not
//	nothing                    nothing has come: a barrier, see below
//	poll                       begins a GET, as a client has one pending
//	closed [CODE]              the session ends: a close frame with that code (1005 is an empty one, 1006 none at all),
//	                           or polls that are answered `1`, `6`, 400
//	close [CODE] | abort       sends a close frame; breaks every connection of the client off
//	GET|POST|… [TARGET] [BODY] one HTTP request on a connection of its own; requests may overlap. TARGET is a
//	                           transport (`polling&sid=$alice.sid`), a query (`?EIO=3`) or a path
//	ws [TARGET]                one request for a WebSocket
//	200 [BODY]                 is the answer to the client's oldest request; indented lines below a request
//	                           are headers to send, below an answer headers that must come (`Vary:` must not)
//	text "…" | frame 81 00 …   sends a text frame that is no packet; bytes within a WebSocket
//	raw "…" | reads "…"        writes bytes on a TCP connection; reads until they came
//	mark | took 100ms          the time between: exactly under the fake clock, at least in real time
//	settled                    nothing to do: the line before has had its effect
//	wait 50ms                  sleeps, for the timers of the server
//	fact connect /             is the next thing the server saw; if a transcript asks for one, it must ask for all
//
// A $name in what comes takes what stands there, and stands for it from then on;
// $_ forgets it and … is any text. $big is 70,000 characters.
//
// Nothing waits for "a while". After each line the runner waits until the
// server has done all that it can: synctest.Wait on ours, some turns of its
// event loop in Node. That nothing came is proved by a barrier: a namespace that
// does not exist is refused behind whatever the server sent before.
//
// # Deliberate differences
//
// Where ours differs on purpose, lines begin with @node or @ours and the
// section differs says why; both servers are held to their lines. Those files are
//
//	connect-batch-many  disconnect-events-before  disconnect-reconnect-at-once  event-error  event-numbers
//	http-close-first  http-jsonp  middleware-pending-twice  packet-ack-huge  packet-ack-space  packet-event-null
//	packet-no-attachments  packet-ws-goodbye  recovery-in-use-again  recovery-no-event  recovery-volatile-string
//	upgrade-of-websocket-probe  upgrade-pending-poll-at-5  upgrade-ping-lost  ws-refused-after-101
//
// # What a Go server easily gets wrong
//
// PROTOCOL.md section 6 lists it; these transcripts catch it:
//
//	 1 serial queue            event-batch, connect-batch, broadcast-order, middleware-pending, middleware-pending-event
//	 2 GET/POST race           http-close, http-close-first
//	 3 abort and overlap       http-abort-get, http-abort-post, http-overlap-get, http-overlap-post
//	 4 timers                  heartbeat, heartbeat-lost, heartbeat-any-packet, upgrade-heartbeat, connect-timeout
//	 5 101, then close         upgrade-second-socket, ws-refused
//	 6 upgrade                 upgrade, upgrade-late-poll, upgrade-buffered, upgrade-poll-drains, upgrade-then-poll,
//	                           upgrade-socketio
//	 7 JSON                    handshake, ack, event-values, event-numbers, binary
//	 8 gorilla's defaults      cors-off, ws-bad-utf8, ws-message-too-big, ws-no-deflate, packet-ws-bad
//	 9 net/http                http-path, http-body-too-big, http-head, http-method
//	10 acknowledgements        ask, ack-once, broadcast-ack, broadcast-ack-timeout, broadcast-ack-no-timeout
//	11 names                   connect-namespace, connect-unknown, connect-main, reserved-emit, packet-forced,
//	                           packet-forced-quietly
//	12 attachments             binary, packet-forced, broadcast-binary
//	13 disconnect              disconnect-server-close, disconnect-then, disconnect-transport, disconnect-polling,
//	                           rooms-disconnecting
//	14 recovery                connect, recovery, recovery-connect, recovery-fails, recovery-reasons
//	15 volatile                volatile-polling, volatile-websocket, volatile-broadcast
//	16 dynamic namespaces      dynamic-function, dynamic, broadcast-by-id
//	17 panics                  handler-throws
//	18 EIO, allowRequest      http-protocol-mismatch, http-refused, connect-auth, allow-request-given
//	19 counts                  TestOfficial, TestOurs
package conformance
