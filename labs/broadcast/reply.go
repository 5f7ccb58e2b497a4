package broadcast

import (
	"context"
	"time"

	"socketlab/labs/socketio"
)

// Reply tells the asker what became of the call. With a timeout it has the receivers' answers, in order of arrival.
type Reply struct {
	Answers []socketio.Raw `json:"answers,omitzero"`
	OK      bool           `json:"ok"`
	Why     string         `json:"why,omitempty"`
}

func replyOf(answers []socketio.Raw, err error) Reply {
	if err != nil {
		return Reply{Answers: answers, Why: err.Error()}
	}
	return Reply{Answers: answers, OK: true}
}

// emitWithAck waits for the answers: one of a socket, or one of each receiver of a broadcast.
func emitWithAck(on target, patience time.Duration, event string, note object) ([]socketio.Raw, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	switch on := on.(type) {
	case *socketio.Socket:
		answer, err := on.EmitWithAck(ctx, event, note)
		return []socketio.Raw{answer}, err
	case interface {
		EmitWithAck(context.Context, string, ...any) ([]socketio.Raw, error)
	}:
		return on.EmitWithAck(ctx, event, note)
	}
	return nil, nil
}
