package main

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"socketlab/labs"
	"socketlab/labs/socketio"
	"socketlab/site/web/browser"
)

// TestTutorialPage opens the page of the official tutorial, or rather one written in the same way, in two tabs: what is
// typed into one arrives in both, and the log has the proof of life. The lab's own page must do the same.
func TestTutorialPage(t *testing.T) {
	tutorial, err := os.ReadFile("testdata/lab/tutorial.html")
	if err != nil {
		t.Fatal(err)
	}
	lab, err := labs.Find("chat")
	if err != nil {
		t.Fatal(err)
	}
	mode, err := lab.Mode("")
	if err != nil {
		t.Fatal(err)
	}
	own, err := lab.Page()
	if err != nil {
		t.Fatal(err)
	}
	first := browser.Start(t)
	for name, page := range map[string][]byte{"tutorial": tutorial, "own": own} {
		t.Run(name, func(t *testing.T) {
			log := newWatchedLog()
			url := serveLab(t, log, mode, page)
			alice, bob := browser.Tab(first, t), browser.Tab(first, t)
			browser.Do(alice, t, chromedp.Navigate(url))
			browser.Do(bob, t, chromedp.Navigate(url))
			log.wait(t, regexp.MustCompile(`(?s)a user connected \S{20}\n.*a user connected \S{20}\n`), nil)

			const text = "Hello, <b>house</b> 👋"
			browser.Do(bob, t, chromedp.SendKeys(chromedp.CSS("form input"), text), chromedp.Click(chromedp.CSS("form button")))
			for who, tab := range map[string]context.Context{"Alice": alice, "Bob": bob} {
				got, err := chromedp.Run(tab, chromedp.Text(chromedp.CSS("#messages li")))
				if err != nil || got != text {
					t.Errorf("%s's tab shows %q, %v, want %q", who, got, err, text)
				}
			}
			log.wait(t, regexp.MustCompile(`message: Hello, <b>house</b> 👋\n`), nil)
			browser.Do(bob, t, chromedp.Navigate("about:blank"))
			log.wait(t, regexp.MustCompile(`user disconnected \S{20} \(transport close\)\n`), nil)
		})
	}
}

// serveLab is `socketlab lab` with a page of one's choice.
func serveLab(t *testing.T, log io.Writer, mode labs.Mode, page []byte) (url string) {
	t.Helper()
	client, err := officialClient()
	if err != nil {
		t.Fatal(err)
	}
	io := socketio.New(mode.Config(socketio.Config{Client: client, Logger: slog.New(&plainLog{out: log})}))
	mode.Serve(io)
	server := httptest.NewServer(labRoutes(io, page))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := io.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
		server.Close()
	})
	return server.URL
}
