package socketio_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"socketlab/labs/socketio"
)

// TestEvery: calls come d apart, a panic ends none but its own, and Close ends them all.
func TestEvery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		io := socketio.New(socketio.Config{Logger: slog.New(slog.DiscardHandler)})
		calls := 0
		io.Every(time.Second, func() {
			calls++
			if calls == 2 {
				panic("at the second call")
			}
		})
		time.Sleep(3500 * time.Millisecond)
		if err := io.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if calls != 3 {
			t.Errorf("%d calls in 3.5 seconds, want 3 and none after Close", calls)
		}
	})
}
