// Package acks is the kitchen that gives receipts: at once, after a while, or never. It asks for receipts as well.
package acks

import (
	"sync/atomic"
	"time"

	"socketlab/labs/socketio"
)

type object map[string]any // an object of JavaScript

type kitchen struct {
	io     *socketio.Server
	orders atomic.Int64 // done so far
}

// Serve takes orders from everybody.
func Serve(io *socketio.Server) {
	k := &kitchen{io: io}
	io.OnConnection(func(socket *socketio.Socket) {
		io.Logf("a user connected %s", socket.ID())
		socket.On("order", socketio.Args2(k.order))
		socket.On("slow", socketio.Args2(k.slow))
		socket.On("silent", socketio.Args1(k.silent))
		socket.On("roll call", k.rollCall)
		socket.OnDisconnect(func(reason socketio.Reason) {
			io.Logf("user disconnected %s (%s)", socket.ID(), reason)
		})
	})
}

// order calls its last argument: that is the receipt.
func (k *kitchen) order(item string, ack socketio.Ack) {
	no := k.orders.Add(1)
	k.io.Logf("order %d: %s", no, item)
	ack(object{"no": no, "ok": true})
}

// slow needs two seconds, whether or not the client waits that long.
func (k *kitchen) slow(item string, ack socketio.Ack) {
	time.AfterFunc(2*time.Second, func() { k.order(item, ack) })
}

// silent gives no receipt.
func (k *kitchen) silent(item string) {
	k.io.Logf("no receipt: %s", item)
}
