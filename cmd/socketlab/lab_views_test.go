package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"socketlab/site/web/browser"
)

// TestLabViews uses what the lab beside a lesson shows of the inside: a call is composed and made, and the wire, the
// sequence and the house tell the same about it; then a cable is slow.
func TestLabViews(t *testing.T) {
	url, _, _, _ := startServe(t)
	tab := browser.Start(t)
	browser.Do(tab, t, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(url+"/rooms/talking-into-a-room/"))
	openLab(tab, t)
	click := func(css string) {
		t.Helper()
		browser.Do(tab, t, chromedp.Click(chromedp.CSS(css)))
	}
	says := func(what, css, want string) {
		t.Helper()
		browser.Wait(tab, t, fmt.Sprintf("%s says %q", what, want), fmt.Sprintf(`document.querySelector(%q)?.textContent.includes(%q)`, css, want))
	}

	click(".lab-view-tab:nth-child(2)")
	says("the wire, before anything", ".wire .lab-empty", "recorded from now on")
	click(".lab-compose > summary")
	says("the first call", ".compose-code", `io.emit("note")`)
	click(`.compose-add [aria-label="Add .broadcast"]`)
	says("the tempting call", ".compose-code", `io.broadcast.emit("note")`)
	click(".compose-run button")
	says("the result", ".compose-result", "TypeError: Cannot read properties of undefined (reading 'emit')")
	says("the result", ".compose-result", "Nobody got it.")

	click(".compose-away")
	click(`.compose-add [aria-label="Add .to"]`)
	click(`.compose-chain label:nth-of-type(1)`)
	click(`.compose-chain label:nth-of-type(2)`)
	click(`.compose-add [aria-label="Add .except"]`)
	click(`.compose-chain li:last-child label:nth-of-type(3)`)
	// Grey goes away again: it is noted when it comes.
	browser.Eval[chromedp.Void](tab, t, `window.grey = []; new MutationObserver(() => {
		const now = [...document.querySelectorAll(".lab-house .is-skipped")].map(e => e.classList[1]).sort();
		if (now.length > grey.length) grey = now;
	}).observe(document.querySelector(".lab-house"), {subtree: true, attributes: true}); undefined`)
	says("the call", ".compose-code", `io.to(["kitchen", "garden"]).except(socket.id).emit("note")`)
	click(".compose-run button")
	says("the result", ".compose-result", "Carol and Dave got it. Alice and Bob did not.")
	browser.Wait(tab, t, "Alice and Bob turn grey in the house", `grey.join() === "who-alice,who-bob"`)

	frames := browser.Eval[string](tab, t, `[...document.querySelectorAll(".wire-list .wire-row")].map(r => r.textContent).join("\n")`)
	for who, want := range map[string]int{"Alice": 0, "Bob": 0, "Carol": 1, "Dave": 1} {
		if got := strings.Count(frames, who+" <received note"); got != want {
			t.Errorf("the wire has the note %d times for %s, want %d:\n%s", got, who, want, frames)
		}
	}
	click(".wire-list li:last-child .wire-row")
	says("an opened line", ".wire-list li:last-child .wire-inside", "4: a message.")
	click(".lab-view-tab:nth-child(3)")
	says("the sequence", ".seq-list", `to Carol and Dave, not to Alice and Bob.`)
	says("the sequence", ".seq-list", `The server answered Alice's call: {ok: true}.`)

	bob := pane("Bob") // the pane need not be in sight for that
	browser.Eval[chromedp.Void](tab, t, bob+`.querySelector(".lab-cable input[value=delay]").click()`)
	browser.Wait(tab, t, "the server's log of the cable", `/Bob.*slow cable/.test(document.querySelector(".lab-log-lines").textContent)`)
	took := browser.Eval[float64](tab, t, `(async () => {
		const began = performance.now(), pane = `+bob+`;
		pane.querySelector("form[data-event=join]").requestSubmit();
		while (!/answer {/.test(pane.querySelector(".lab-inbox").textContent)) await new Promise(requestAnimationFrame);
		return performance.now() - began;
	})()`)
	if took < 1000 {
		t.Errorf("with half a second each way, the answer came after %.0f ms", took)
	}
}
