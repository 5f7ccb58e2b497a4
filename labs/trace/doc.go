// Package trace records what happened in one session, in order.
//
// A [Log] holds the newest entries of the session. [Record] fills it from the hooks of a Socket.IO server.
// Readers keep their own place and never hold the server up.
//
// # The notation
//
// An [Entry] has one form as text, used by the page, the scenes and the command line alike. A fact is a
// short sentence: the kind, what, who, and what else is to be said; outside the main namespace it ends
// with "in" and the namespace. A frame is its direction and the frame as it is on the wire.
//
//	open line 1 polling
//	connection alice 1tXh2qzV0sRkAAAB
//	upgrade line 1 websocket
//	event join alice ["kitchen"]
//	join kitchen alice
//	ack join alice [{"ok":true}]
//	delivery said bob [{"room":"kitchen","text":"tea"}]
//	event Say alice ["hi"] unheard
//	admit alice in /chat
//	refuse dave "not authorized" in /admin
//	answer bob ["here"]
//	plug alice cut
//	disconnect alice transport close
//	close line 1 transport close
//	> 42["join","kitchen"]
//
// Names of people are in lower case; who gave no name goes by the socket's id. A word with spaces or quotes in it is
// quoted as in Go. "unheard" means that no handler listens for the event. An answer is the client's to the server, an
// ack the server's to the client.
package trace
