package page

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"socketlab/site/web"
	"socketlab/site/web/browser"
)

// These tests need `npm run build` in site/web and a Chromium. They open the sample course below a base of its own.
const sampleBase = "/course/"

// browse starts one browser for a test, and a server with the sample course, its labs nowhere.
func browse(t *testing.T) (ctx context.Context, url string) {
	t.Helper()
	assets, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	nowhere := ""
	mux := http.NewServeMux()
	files := http.FileServerFS(assets.FS())
	mux.Handle(sampleBase+"assets/", http.StripPrefix(strings.TrimSuffix(sampleBase, "/"), files))
	addresses := map[string]string{"home": "", "everything": "first/everything/", "little": "first/little/", "last": "second/last/", "lab": "labs/rooms/", "missing": "missing/", "problems": "problems/"}
	for name, html := range pages(t, sampleBase, Config{Assets: assets, LabsURL: &nowhere}) {
		mux.HandleFunc("GET "+sampleBase+addresses[name]+"{$}", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(html))
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	ctx = browser.Start(t)
	return ctx, server.URL + sampleBase
}

// open loads a page and waits until its scripts have run.
func open(ctx context.Context, t *testing.T, url string) {
	t.Helper()
	browser.Do(ctx, t, chromedp.Navigate(url))
	browser.Eval[bool](ctx, t, `customElements.whenDefined("sl-checkpoint").then(() => document.fonts.ready).then(() => true)`)
	browser.Eval[bool](ctx, t, `document.querySelector("sl-lab") ? customElements.whenDefined("sl-lab").then(() => true) : true`)
}

// TestAccessible runs axe over every kind of page in both themes, wide and on a phone, and over checkpoints in each state.
func TestAccessible(t *testing.T) {
	axe, err := os.ReadFile("../web/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	ctx, url := browse(t)
	check := func(what string) {
		t.Helper()
		browser.Eval[chromedp.Void](ctx, t, string(axe)+";undefined")
		got := browser.Eval[string](ctx, t, `axe.run().then(r => r.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.map(n => "    " + n.html + "\n    " + n.failureSummary).join("\n")).join("\n"))`)
		if got != "" {
			t.Errorf("%s:\n%s", what, got)
		}
	}
	for theme, width := range map[string]int64{"light": 1440, "dark": 390} {
		browser.Do(ctx, t, browser.Emulate("prefers-color-scheme", theme, "prefers-reduced-motion", "reduce"), chromedp.EmulateViewport(width, 900))
		for _, path := range []string{"", "first/little/", "labs/rooms/", "missing/", "problems/", "first/everything/"} {
			open(ctx, t, url+path)
			check(theme + " /" + path)
		}
		for _, state := range []struct{ name, js string }{{"wrong", answerAll(false)}, {"right", answerAll(true)}, {"shown", `document.querySelectorAll("[data-do=show]").forEach(b => b.click())`}} {
			browser.Eval[chromedp.Void](ctx, t, state.js)
			check(theme + " checkpoints " + state.name)
		}
		browser.Eval[chromedp.Void](ctx, t, `localStorage.clear()`)
	}
	browser.Do(ctx, t, chromedp.EmulateViewport(390, 844))
	open(ctx, t, url+"first/everything/")
	browser.Eval[chromedp.Void](ctx, t, `document.querySelector(".lab-bar").click()`)
	check("lab sheet open")
	browser.Eval[chromedp.Void](ctx, t, `document.querySelector(".contents-button").click()`)
	check("contents open")
}

// answerAll is a script that answers every checkpoint of the page wrongly or rightly.
func answerAll(right bool) string {
	return fmt.Sprintf(`(() => { const right = %t;
		for (const c of document.querySelectorAll("sl-checkpoint")) {
			const key = JSON.parse(c.querySelector("script").textContent), inputs = [...c.querySelectorAll("input")];
			if (key.options) inputs.forEach((input, i) => input.checked = key.kind === "multi" || right ? key.options[i].right === right : i === key.options.findIndex(o => !o.right));
			else if (key.blanks) inputs.forEach((input, i) => input.value = right ? key.blanks[i].accept[0] : "send");
			else if (right) { const kept = c.querySelector("[data-zone=kept]"), lines = [...kept.children], at = i => lines.find(l => l.dataset.line === String(i));
				key.extra.forEach(e => at(e.line).querySelector("[data-move=aside]").click()); key.lines.forEach(i => kept.append(at(i))); }
			c.querySelector("form").requestSubmit();
		} })()`, right)
}

// TestFits looks for sideways scrolling from the smallest phone up, and for anything that moves after it was drawn.
func TestFits(t *testing.T) {
	ctx, url := browse(t)
	for _, width := range []int64{320, 390, 768, 1000, 1344, 1440, 2200} {
		browser.Do(ctx, t, chromedp.EmulateViewport(width, 900))
		for _, path := range []string{"", "first/everything/", "labs/rooms/", "missing/", "problems/"} {
			open(ctx, t, url+path)
			if got := browser.Eval[int64](ctx, t, `document.documentElement.scrollWidth`); got > width {
				wide := browser.Eval[string](ctx, t, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("pre, .visually-hidden")).slice(0, 3).map(e => e.outerHTML.slice(0, 90)).join("\n")`)
				t.Errorf("/%s at %d px is %d px wide:\n%s", path, width, got, wide)
			}
			if shifts := browser.Eval[[]string](ctx, t, layoutShifts); len(shifts) > 0 {
				t.Errorf("/%s at %d px moves while it loads:\n%s", path, width, strings.Join(shifts, "\n"))
			}
		}
	}
}

// layoutShifts is a script that lists what has moved noticeably: by how much, and which elements.
const layoutShifts = `new Promise(resolve => {
	const found = [];
	new PerformanceObserver(list => list.getEntries().filter(e => e.value > 0.005).forEach(e =>
		found.push(e.value.toFixed(3) + " " + e.sources.map(s => (s.node?.cloneNode().outerHTML ?? s.node?.textContent ?? "?") + " " + s.previousRect.y + "->" + s.currentRect.y).join(", ")))).observe({type: "layout-shift", buffered: true});
	setTimeout(() => resolve(found), 60);
})`

func TestThemeSwitch(t *testing.T) {
	ctx, url := browse(t)
	browser.Do(ctx, t, browser.Emulate("prefers-color-scheme", "light"))
	open(ctx, t, url)
	const paper = `getComputedStyle(document.documentElement).backgroundColor`
	const light, dark = "rgb(251, 248, 243)", "rgb(20, 22, 27)"
	if got := browser.Eval[string](ctx, t, paper); got != light {
		t.Errorf("automatic: paper is %s", got)
	}
	browser.TabTo(ctx, t, "[data-theme-switch]")
	browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Enter))
	if got := browser.Eval[string](ctx, t, paper); got != dark {
		t.Errorf("after light and dark: paper is %s", got)
	}
	open(ctx, t, url+"first/little/")
	if got := browser.Eval[string](ctx, t, paper+` + document.querySelector("[data-theme-switch]").ariaLabel`); got != dark+"Theme: dark" {
		t.Errorf("on the next page: %s", got)
	}
}

// TestArrowKeys turns pages as in a book, but never while an answer is being given.
func TestArrowKeys(t *testing.T) {
	ctx, url := browse(t)
	open(ctx, t, url+"first/everything/")
	browser.TabTo(ctx, t, `[id="1.1-c"] input`)
	browser.Do(ctx, t, chromedp.KeyEvent(kb.ArrowRight))
	if got := browser.Eval[string](ctx, t, `location.pathname`); got != sampleBase+"first/everything/" {
		t.Fatalf("an arrow inside a blank leads to %s", got)
	}
	browser.Eval[chromedp.Void](ctx, t, `document.activeElement.blur()`)
	_, err := chromedp.Run(ctx, chromedp.WaitEvent(page.LoadEventFired, nil, chromedp.KeyEvent(kb.ArrowRight)))
	if err != nil {
		t.Fatal(err)
	}
	if got := browser.Eval[string](ctx, t, `location.pathname`); got != sampleBase+"first/little/" {
		t.Errorf("the right arrow leads to %s", got)
	}
}

// TestLabSheet opens the lab on a phone: a bar at the bottom, a sheet above it, and Escape back to the bar.
func TestLabSheet(t *testing.T) {
	ctx, url := browse(t)
	browser.Do(ctx, t, chromedp.EmulateViewport(390, 844))
	open(ctx, t, url+"first/everything/")
	const shown = `document.querySelector("sl-lab").checkVisibility()`
	if browser.Eval[bool](ctx, t, shown) {
		t.Error("the lab covers the text before anybody asked for it")
	}
	browser.TabTo(ctx, t, "[data-open-lab]")
	browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
	if !browser.Eval[bool](ctx, t, shown+` && document.activeElement.matches(".lab-bar[aria-expanded=true]")`) {
		t.Error("after \"Go to the lab\" it is not open, or the focus is elsewhere")
	}
	browser.Do(ctx, t, chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Escape))
	if browser.Eval[bool](ctx, t, shown+` || !document.activeElement.matches(".lab-bar[aria-expanded=false]")`) {
		t.Error("Escape does not close the lab and go back to its bar")
	}
	browser.Do(ctx, t, chromedp.EmulateViewport(1440, 900))
	if !browser.Eval[bool](ctx, t, shown+` && !document.querySelector(".lab-bar").checkVisibility()`) {
		t.Error("on a wide screen the lab does not stand beside the text")
	}
}

// TestWithoutScripts switches scripts off: answers are folded away in the page, and nothing that cannot work is shown.
func TestWithoutScripts(t *testing.T) {
	ctx, url := browse(t)
	off := chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
	browser.Do(ctx, t, off, chromedp.Navigate(url+"first/everything/"))
	const visible = `[...document.querySelectorAll("%s")].filter(e => e.checkVisibility()).length`
	for css, want := range map[string]int{".cp-answer > summary": 4, ".needs-js": 0, ".lab-bar": 0, ".lab-fallback": 1, ".prose p": 1} {
		if got := browser.Eval[int](ctx, t, fmt.Sprintf(visible, css)); got < want || want == 0 && got > 0 {
			t.Errorf("%d of %s are shown, want %d", got, css, want)
		}
	}
}
