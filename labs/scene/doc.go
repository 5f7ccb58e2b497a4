// Package scene plays scenes: who does what at a Socket.IO server, and exactly who then receives what.
//
// # The notation
//
// A file holds scenes. Lines may be indented as one likes, and # begins a comment.
//
//	vary kitchen "Tea is ready"
//
//	scene Everybody in the room hears it, the speaker too [#4 P06]
//	  mode open
//	  given Alice, Bob and Carol connect
//	    and Alice, Bob ask join "kitchen"
//	  when Alice asks say "kitchen" "Tea is ready"
//	  then Alice, Bob receive said {from: "Alice", room: "kitchen", text: "Tea is ready"}
//	    and Alice is answered {ok: true}
//	    if Carol gets it: only those in the room should hear it. (M25)
//
// "given" brings people into place and is not judged; every "ask" in it must be answered. "when" makes something happen,
// and the "then" after it is exact: these people receive these events, one copy for each line, in this order, and nobody
// receives anything else. What a closed tab or a lost line makes the server send belongs into a "when": servers learn of
// it in their own time, and only what is expected is waited for. A scene may have several rounds of when and then. "if" lines say in the author's words what
// a mistake means; the first that applies is shown.
//
// People begin with a capital letter and bring {name: "Alice"} in their handshake. Alice(2) is Alice's second tab, a
// connection of its own. Alice@/admin is Alice in a namespace; it may be left out for who is in one only.
//
// What people can do:
//
//	Alice, Bob connect                     in one connection each, to the main namespace
//	Alice connects to /admin with {token: "open sesame"}
//	Dave connects and calls io.emit("note")        the Switchboard makes the call in its connection handler
//	Alice emits "chat message" "hi"        values are JSON; names of properties need no quotes
//	Alice asks join "kitchen" [within 2s]  emits and wants an acknowledgement
//	Alice calls socket.to("kitchen").emit("note")  asks the Switchboard for a call; several with ; between
//	Alice, Bob answer note "ok"            from now on, whenever they are sent note and an answer is wanted
//	Alice leaves                           disconnects from the namespace; the connection stays
//	Alice closes the tab                   or: loses the line
//	Alice comes back                       a new connection to the same namespaces
//	Alice sends > 42["join","kitchen"]     a frame as it is on the wire
//
// What can be seen of it:
//
//	Alice, Bob receive note {n: any}       any stands for one value, ... for all that follow
//	Alice may receive note ...             or may not, for what is volatile; may often receive: any number of copies
//	nobody receives anything
//	Alice is answered ["ok", "ok"]         or: unordered ["a", "b"], for a list in any order
//	Alice is not answered                  by the time the server has handled all (or within the given time)
//	Alice is connected                     or: refused "not authorized" {hint: any}
//	Bob is disconnected                    by the server; or: stays connected
//	Bob receives < 42["note",{"n":1}]      a frame as it is on the wire
//
// In values, Bob.id is the id of Bob's socket; in a call, socket.id is the server's word for the caller's own.
//
// "vary" names words that a seed replaces (see [Target]): names, rooms and texts, wherever they are a whole string. "keep"
// in a scene names words that it does not replace there, because the server knows them by heart. "over websocket" keeps
// a scene to one transport, and "wait 3s" lets it wait longer for what the server sends in its own time.
//
// # How a scene is judged
//
// Socket.IO keeps the order of each connection. So after something has happened, everybody asks for a namespace that
// cannot exist, first the one who acted and then all: when the refusals are there, so is all that the server sent before.
// "Did not receive" thus needs no waiting. Only what is missing is waited for ([Target.Patience]), because a handler
// may be slow.
package scene
