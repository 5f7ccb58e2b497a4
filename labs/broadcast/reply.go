package broadcast

import (
	"context"
	"time"

	"socketlab/labs/socketio"
)

// Reply tells the asker what became of the call. With a timeout it has the receivers' answers, in order of arrival.
type Reply struct {
	Answers []any  `json:"answers,omitzero"`
	OK      bool   `json:"ok"`
	Why     string `json:"why,omitempty"`
}

func replyOf(answers []any, err error) Reply {
	if err != nil {
		return Reply{Answers: answers, Why: err.Error()}
	}
	return Reply{Answers: answers, OK: true}
}

// emitWithAck emits and waits for the answers: all values of one socket's, or the first of each receiver of a broadcast.
func emitWithAck(ctx context.Context, on target, patience time.Duration, event string, note object) ([]any, error) {
	answers := []any{} // an empty list, in JavaScript too
	switch on := on.(type) {
	case *socketio.Socket:
		if patience == 0 { // without a limit it waits for ever
			values, err := on.EmitWithAck(ctx, event, note)
			return append(answers, values...), err
		}
		values, err := on.Timeout(patience).EmitWithAck(ctx, event, note)
		return append(answers, values...), err
	case interface {
		Timeout(time.Duration) socketio.Emitter
	}: // io, another namespace, or what to and the like give
		values, err := on.Timeout(patience).EmitWithAck(ctx, event, note)
		for _, value := range values {
			answers = append(answers, value)
		}
		return answers, err
	}
	return answers, nil
}
