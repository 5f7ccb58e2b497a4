package acks

import (
	"time"

	"socketlab/labs/socketio"
)

// rollCall asks everybody, and tells the asker who has answered within so many milliseconds.
func (k *kitchen) rollCall(e *socketio.Event) {
	var ms int
	if err := e.Bind(&ms); err != nil {
		e.Ack(object{"ok": false, "why": err.Error()})
		return
	}
	patience := time.Duration(ms) * time.Millisecond
	all := k.io.Timeout(patience)
	answers, err := all.EmitWithAck(e.Context(), "are you there")
	e.Ack(report(answers, err))
}

// report has the answers that came in time, also with an error because others did not come.
func report(answers []socketio.Raw, err error) object {
	if len(answers) == 0 {
		answers = []socketio.Raw{} // not nil, which would be null
	}
	if err != nil {
		why := err.Error()
		return object{"answers": answers, "ok": false, "why": why}
	}
	return object{"answers": answers, "ok": true}
}
