package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"socketlab/site/web/browser"
)

// TestTask does a lab's task: first what tempts, which the server sees and does not take, and then what is asked for, which
// passes at once and without another press.
func TestTask(t *testing.T) {
	url, _, _, _ := startServe(t)
	tab := browser.Start(t)
	browser.Do(tab, t, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(url+"/chat/one-or-all/"))
	browser.Eval[bool](tab, t, `customElements.whenDefined("sl-checkpoint").then(() => true)`)
	const item = `[id="1.4-d"] `
	ask := func(want string) {
		t.Helper()
		browser.Do(tab, t, chromedp.Click(chromedp.CSS(item+"[data-do=check]")))
		browser.Wait(tab, t, want, fmt.Sprintf(`document.querySelector(%q).textContent.includes(%q)`, item+".cp-verdict", want))
	}
	ask("Open the house in the lab first.")
	openLab(tab, t)
	press := func(person, call string) {
		t.Helper()
		browser.Eval[chromedp.Void](tab, t, fmt.Sprintf(`[...%s.querySelectorAll("form button")].find(b => b.textContent.trim() === %q).click()`, pane(person), call))
	}
	press("Alice", `io.emit("note")`)
	browser.Wait(tab, t, "Alice has it", inboxHas("Alice", "note", ""))
	ask("One thing is still missing.")
	if got := browser.Eval[int](tab, t, fmt.Sprintf(`document.querySelectorAll(%q).length`, item+".is-met")); got != 1 {
		t.Errorf("%d things are ticked off, want that Dave is there", got)
	}
	press("Alice", `socket.emit("note")`)
	browser.Wait(tab, t, "it passes by itself", fmt.Sprintf(`document.querySelector(%q).textContent.includes("Done. The server has seen all of it.")`, item+".cp-verdict"))
	if got := browser.Text(tab, t, item+".cp-state"); !strings.Contains(got, "Done at try 2") {
		t.Errorf("its state is %q", got)
	}
	browser.Do(tab, t, chromedp.Reload())
	browser.Wait(tab, t, "it is remembered", fmt.Sprintf(`document.querySelector(%q)?.textContent.includes("You have done this.")`, item+".cp-verdict"))
}
