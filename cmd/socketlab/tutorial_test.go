package main

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"os"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"socketlab/labs"
	"socketlab/labs/chat"
	"socketlab/labs/socketio"
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
	own, err := lab.Page()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	browser, cancel := chromedp.NewContext(ctx)
	defer cancel()
	for name, page := range map[string][]byte{"tutorial": tutorial, "own": own} {
		t.Run(name, func(t *testing.T) {
			log := newWatchedLog()
			url := serveChat(t, log, page)
			alice, bob := openTab(t, browser, url), openTab(t, browser, url)
			log.wait(t, regexp.MustCompile(`(?s)a user connected \S{20}\n.*a user connected \S{20}\n`), nil)

			const text = "Hello, <b>house</b> 👋"
			err := chromedp.Do(bob,
				chromedp.SendKeys(chromedp.CSS("form input"), text),
				chromedp.Click(chromedp.CSS("form button")))
			if err != nil {
				t.Fatal(err)
			}
			for who, tab := range map[string]context.Context{"Alice": alice, "Bob": bob} {
				got, err := chromedp.Run(tab, chromedp.Text(chromedp.CSS("#messages li")))
				if err != nil || got != text {
					t.Errorf("%s's tab shows %q, %v, want %q", who, got, err, text)
				}
			}
			log.wait(t, regexp.MustCompile(`message: Hello, <b>house</b> 👋\n`), nil)
			if err := chromedp.Do(bob, chromedp.Navigate("about:blank")); err != nil {
				t.Fatal(err)
			}
			log.wait(t, regexp.MustCompile(`user disconnected \S{20} \(transport close\)\n`), nil)
		})
	}
}

// serveChat is `socketlab lab chat` with another page.
func serveChat(t *testing.T, log *watchedLog, page []byte) (url string) {
	t.Helper()
	client, err := officialClient()
	if err != nil {
		t.Fatal(err)
	}
	io := socketio.New(socketio.Config{Client: client, Logger: slog.New(&plainLog{out: log})})
	chat.Serve(io)
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

// openTab opens url in a tab of its own; whatever goes wrong in its console fails the test.
func openTab(t *testing.T, browser context.Context, url string) context.Context {
	t.Helper()
	tab, cancel := chromedp.NewContext(browser)
	messages := chromedp.Console(tab)
	var reading sync.WaitGroup
	reading.Go(func() {
		for message, err := range messages {
			if err != nil {
				return // the tab is closed
			}
			if message.Type == chromedp.ConsoleError || message.Type == chromedp.ConsoleException {
				t.Errorf("console: %s", message.Text)
			}
		}
	})
	t.Cleanup(func() {
		cancel()
		reading.Wait()
	})
	if err := chromedp.Do(tab, chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	return tab
}
