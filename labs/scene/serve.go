package scene

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"socketlab/labs/socketio"
)

// Serve runs a server on a free port of this machine, for scenes to be played at. stop ends it and everything it does.
func Serve(cfg socketio.Config, serve func(*socketio.Server)) (url string, stop func() error, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("serve a lab: %w", err)
	}
	io := socketio.New(cfg)
	serve(io)
	mux := http.NewServeMux()
	mux.Handle("/socket.io/", io)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	stop = func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err := io.Close(ctx)
		err = errors.Join(err, server.Close())
		if ended := <-done; !errors.Is(ended, http.ErrServerClosed) {
			err = errors.Join(err, ended)
		}
		return err
	}
	return "http://" + listener.Addr().String(), stop, nil
}
