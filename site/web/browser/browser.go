// Package browser drives a real Chromium in tests: few verbs, each of which fails the test when it cannot be done, and a
// console that nothing may be written to. It needs a Chromium on the PATH; `make test` installs one where it can.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// limit is how long one test may use its browser.
const limit = 5 * time.Minute

// Start starts a browser for a test and returns its first tab.
func Start(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, limit)
	t.Cleanup(cancel)
	return Tab(ctx, t)
}

// Tab opens another tab of the browser that tab belongs to. Each error or warning in its console fails the test.
func Tab(tab context.Context, t *testing.T) context.Context {
	t.Helper()
	tab, closeTab := chromedp.NewContext(tab)
	messages := chromedp.Console(tab)
	var reading sync.WaitGroup
	reading.Go(func() {
		for m, err := range messages {
			if err != nil {
				return // the tab is closed
			}
			if m.IsException() || m.Type == "error" || m.Type == "warning" {
				t.Errorf("console: %s (%s:%d)", m, m.URL, m.Line)
			}
		}
	})
	t.Cleanup(func() {
		closeTab()
		reading.Wait()
	})
	return tab
}

// Do takes steps that have no result.
func Do(tab context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(tab, steps...); err != nil {
		t.Fatal(err)
	}
}

// Eval is the value of a JavaScript expression in the page; a promise is waited for.
func Eval[T any](tab context.Context, t *testing.T, js string) T {
	t.Helper()
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

// Wait waits until a JavaScript expression is true; what names it in the failure. The page may change meanwhile.
func Wait(tab context.Context, t *testing.T, what, js string) {
	t.Helper()
	var err error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var ok bool
		if ok, err = chromedp.Run(tab, chromedp.Evaluate[bool](js)); ok && err == nil {
			return
		}
	}
	t.Fatalf("waited in vain: %s (%v). The page says: %.600s", what, err, Text(tab, t, "main"))
}

// Emulate sets what a reader has set in the system: "prefers-color-scheme", "dark", …
func Emulate(features ...string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		var params emulation.SetEmulatedMediaParams
		for i := 0; i < len(features); i += 2 {
			params.Features = append(params.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
		}
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, params)
		return err
	})
}

// TabTo presses Tab until the focus is on what css selects.
func TabTo(tab context.Context, t *testing.T, css string) {
	t.Helper()
	press(tab, t, css, chromedp.KeyEvent(kb.Tab))
}

// BackTo presses Shift+Tab until the focus is on what css selects.
func BackTo(tab context.Context, t *testing.T, css string) {
	t.Helper()
	press(tab, t, css, chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift)))
}

func press(tab context.Context, t *testing.T, css string, key chromedp.Action[chromedp.Void]) {
	t.Helper()
	for range 200 {
		if Eval[bool](tab, t, fmt.Sprintf(`document.activeElement?.matches(%s) === true`, quote(css))) {
			return
		}
		Do(tab, t, key)
	}
	t.Fatalf("the focus never reaches %s", css)
}

// Text is what a reader sees of the first element that css selects, on one line.
func Text(tab context.Context, t *testing.T, css string) string {
	t.Helper()
	seen := Eval[string](tab, t, fmt.Sprintf(`document.querySelector(%s)?.innerText ?? "nothing matches"`, quote(css)))
	return strings.Join(strings.Fields(seen), " ")
}

func quote(s string) string {
	js, _ := json.Marshal(s)
	return string(js)
}
