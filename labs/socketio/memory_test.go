package socketio_test

import (
	"testing"

	"socketlab/labs/socketio"
	"socketlab/labs/socketio/adaptertest"
)

func TestMemory(t *testing.T) {
	adaptertest.Run(t, 1, func(_ *testing.T, _ int, n *socketio.Namespace) socketio.Adapter {
		return socketio.NewMemory(n)
	})
}
