package conformance

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// oursEnd is one of our servers in the bubble of the test.
type oursEnd struct {
	listener *memory
	prefix   string
	seen     chan string
}

func (e *oursEnd) name() string            { return "ours" }
func (e *oursEnd) path() string            { return e.prefix }
func (e *oursEnd) dial() (net.Conn, error) { return e.listener.dial() }
func (e *oursEnd) settle()                 { synctest.Wait() }
func (e *oursEnd) facts() <-chan string    { return e.seen }
func (e *oursEnd) patience() time.Duration { return 10 * time.Minute } // of fake time
func (e *oursEnd) exact() bool             { return true }

// server is what a fixture makes.
type server interface {
	http.Handler
	Close(context.Context) error
}

// onOurs plays steps against a server of ours.
func onOurs(t *testing.T, tr *transcript, steps []step) {
	inBubble(t, tr, steps, func(err error) {
		if err != nil {
			t.Errorf("%s:%v", tr.file, err)
		}
	})
}

// inBubble plays steps under a fake clock and tells judge how it went. The
// bubble ends only when every goroutine of the server has: a leak is a failure too.
func inBubble(t *testing.T, tr *transcript, steps []step, judge func(error)) {
	synctest.Test(t, func(t *testing.T) {
		e := &oursEnd{listener: listen(), prefix: pathOf(tr), seen: make(chan string, 1000)}
		srv, err := newFixture(tr, func(fact string) { e.seen <- fact })
		if err != nil {
			t.Fatalf("%s: %v", tr.file, err)
		}
		web := &http.Server{Handler: srv}
		done := make(chan struct{})
		go func() {
			defer close(done)
			web.Serve(e.listener)
		}()
		judge(play1(e, steps))
		soon, cancel := context.WithTimeout(t.Context(), time.Hour) // of fake time
		defer cancel()
		if err := srv.Close(soon); err != nil {
			panic(fmt.Sprintf("%s: a goroutine of the server does not end: %v", t.Name(), err)) // the bubble would not say whose
		}
		web.Close()
		<-done
	})
}
