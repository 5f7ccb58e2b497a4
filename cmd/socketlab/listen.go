package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"
)

// closing is how long clients have to say goodbye when the program ends.
const closing = 3 * time.Second

// listen opens addr, "HOST:PORT".
func listen(ctx context.Context, addr string) (net.Listener, error) {
	// The heartbeat of Engine.IO finds dead clients, and IdleTimeout those of HTTP: TCP need not look for them too.
	listener, err := (&net.ListenConfig{KeepAlive: -1}).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program: stop that, or choose another address with --addr", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return listener, nil
}

// urlOf is where a browser finds the listener, with the host as it was asked for.
func urlOf(addr string, listener net.Listener) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || host == "" {
		host = "localhost"
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return "http://" + listener.Addr().String()
	}
	return "http://" + net.JoinHostPort(host, port)
}

// serveUntil answers requests until ctx ends, then says goodbye to the clients of what is behind the handler.
func serveUntil(ctx context.Context, listener net.Listener, handler http.Handler, behind interface{ Close(context.Context) error }) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), closing)
	defer cancel()
	err := behind.Close(patience)
	if shutdownErr := server.Shutdown(patience); shutdownErr != nil {
		server.Close() // whoever has not gone by now is cut off
	}
	<-failed // always http.ErrServerClosed now
	if err != nil {
		return fmt.Errorf("close: %w", err)
	}
	return nil
}
