// Package broadcast is the Switchboard: it makes exactly the call that somebody asks for, and answers what became of it.
package broadcast

import (
	"sync/atomic"

	"socketlab/labs/socketio"
)

type object map[string]any // a JavaScript object: what most events carry

type switchboard struct {
	io *socketio.Server
	n  atomic.Int64 // number of the last note
}

// Serve takes calls from everybody in the main namespace and in /admin.
func Serve(io *socketio.Server) {
	s := &switchboard{io: io}
	io.OnConnection(s.connected)
	io.Of("/admin").OnConnection(s.connected)
}

func (s *switchboard) connected(asker *socketio.Socket) {
	s.io.Logf("a user connected %s", asker.ID())
	asker.On("call", socketio.Args2(func(call Call, ack socketio.Ack) {
		answers, err := s.makeCall(asker, call)
		ack(replyOf(answers, err))
	}))
	if call := callOf(asker); call != nil { // the connection handler is to make a call too
		s.makeCall(asker, *call)
	}
	asker.OnDisconnect(func(reason socketio.Reason) {
		s.io.Logf("user disconnected %s (%s)", asker.ID(), reason)
	})
}

// makeCall aims at somebody and then emits, as in socket.Broadcast().Emit("note", object{"n": 1}).
func (s *switchboard) makeCall(asker *socketio.Socket, call Call) ([]any, error) {
	socket, err := socketOf(call.As, asker)
	if err != nil {
		return nil, err
	}
	target, err := aim(call, s.io, socket)
	if err != nil {
		return nil, err
	}
	answers, err := act(asker.Context(), target, call, func() object { return object{"n": s.n.Add(1)} })
	if err == nil && call.Then != nil {
		return s.makeCall(asker, *call.Then)
	}
	return answers, err
}
