// Package socketio is a Socket.IO v5 server: namespaces, rooms, events and
// acknowledgements on top of package engineio. It speaks to the unmodified
// official clients of version 3 and 4 and behaves as the official server 4.8
// does; where it differs on purpose, the table below says so.
//
//	io := socketio.New(socketio.Config{})
//	io.OnConnection(func(socket *socketio.Socket) {
//		socket.On("chat message", socketio.Args1(func(text string) {
//			io.Emit("chat message", text)
//		}))
//	})
//	http.ListenAndServe("localhost:3000", io)
//
// # Layers
//
//	Server ── Namespace "/" ──────── Adapter: who is in which room
//	   │          │  Namespace "/admin" ── Adapter
//	   │          │       │
//	   │       Socket   Socket          one client in one namespace: handlers, data
//	   │          └──┬────┘
//	   │            conn                one client: its namespaces, its mailbox
//	   │             │                  packet.Decoder: Engine.IO messages to packets
//	 engineio.Server ─ engineio.Session polling, WebSocket, heartbeat, upgrade
//
// A [Namespace] owns its sockets, middlewares and the counter of acknowledgement
// ids; its [Adapter] owns the rooms. A conn is the Receiver of one Engine.IO
// session; it owns the list of namespaces that its client has joined, and the
// mailbox. A [Socket] owns its handlers and its data. Each has a mutex beside
// what it guards, and no code of the application is called with one held: no
// handler, no middleware, no hook.
//
// # Goroutines
//
// The engine reads each client in order. What it read is decoded there and
// then. An acknowledgement goes to whoever waits for it at once. An event goes
// into the client's mailbox. A goroutine empties the mailbox, one handler after
// the other, and ends when it is empty. So
//
//   - the handlers of one client run one at a time and in order, the connection
//     handler first and the disconnect handlers last,
//   - a handler may wait, also for its own client with [Socket.EmitWithAck],
//     and nobody else waits for it,
//   - a client that nothing comes from has no goroutine here.
//
// The mailbox is bounded by Config.MaxBacklog: beyond it the client is not read
// any more, so that TCP slows it down; Config.StallTimeout ends that. While a
// handler waits for an acknowledgement of the same client, reading goes on up to
// four times the bound, and then the client is closed.
//
// The middlewares of a namespace run in a goroutine for each socket that wants
// to join, if there are any. Everything else runs in the goroutine of the
// caller: Emit encodes a packet once, and a receiver costs an append to what the
// engine has to write.
//
// # What is supported, and what differs
//
// "yes" is as the official server does it, to the byte.
//
//	feature                                    here
//	events, binary, acknowledgements           yes
//	Emit To In Except Broadcast Local          yes; also that To with no room means everybody
//	Volatile                                   yes: dropped unless a poll waits or the WebSocket is idle
//	Timeout, EmitWithAck, to one and to many   yes; to many, Timeout or a deadline is mandatory
//	Compress                                   yes; a packet that recovery sends again is compressed as by default
//	FetchSockets SocketsJoin SocketsLeave …    yes; allSockets, which is deprecated there, no
//	attach, listen, bind, path(), adapter() …  Config; the Server is an http.Handler, to be mounted where you like
//	sockets, adapter.rooms, adapter.sids       Sockets, Socket, Memory.Rooms, Socket.Rooms
//	create-room, join-room, leave-room …       Hooks
//	socket.conn and its events                 Socket.Session, Config.Engine.Hooks
//	off(event, listener), offAny(listener)     Off and OffAny remove all, for functions cannot be compared
//	ServerSideEmit                             for adapters with other nodes; in memory a warning, as there
//	middlewares, Error with data               yes; Middleware returns an error and may block
//	dynamic namespaces, clean-up               yes: Of, OfRegexp, OfFunc
//	OnAny, OnAnyOutgoing, Use of a socket      yes
//	connection state recovery                  yes, with the differences below
//	connectTimeout                             yes
//	client files                               yes, not compressed
//	Engine.IO 3, WebTransport, other parsers   no
//
//	deliberate difference                      reason
//	path                                       may stand anywhere in the URL, for servers below a prefix
//	42 without payload closes                  the specification says so; the event would have no name
//	450- (no attachments) closes               the official decoder never leaves its waiting state again
//	42 ["e"] (a space as id) closes            there it is id 0, an accident of JavaScript's Number
//	ids above 2^64 close                       there they lose digits
//	a second CONNECT while one is pending      closes; there the first socket is orphaned
//	41 and 40 in one piece                     leave and join again; there the connection is closed
//	events before 41 or a closed tab           are handled; there those in the same piece are dropped
//	numbers, keys and spaces of arguments      keep their bytes when passed on; there JSON.parse changes them
//	more than 10 attachments                   Emit returns an error; there the client hangs up
//	text that is not UTF-8 (polling)           replaced by U+FFFD, so that no receiver hangs up; the same there
//	a panicking handler or middleware          is reported to OnError and the log; there the process ends
//	a client's event named "error"             is an event like any other; OnError is for errors only
//	EmitWithAck to one socket that leaves      fails at once with ErrDisconnected; there it waits for ever
//	handlers of one client                     are serial: the next event waits for a handler that blocks
//	a client that floods                       is slowed down, then closed; there memory grows
//	more than 100 undecided joins              close the connection
//	recovery without an offset                 works: the client has received nothing yet (issue 5538)
//	volatile event that ends with a string     carries an offset, else it spoils the client's own (PR 5539)
//	recovery after a long quiet time           works if the client has all that was sent to it; there its
//	                                           offset has been forgotten
//	recovery while the old connection lives    is refused; there two sockets have one id
package socketio
