package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"socketlab/site/web/browser"
)

// TestStory is what Socketlab is for: somebody opens the site, reads a lesson, drives four real clients in the lab beside
// it, answers a checkpoint wrongly with nothing but the keyboard, is told why, answers it rightly, and comes back another
// day to find that remembered. Anything in a console fails it.
func TestStory(t *testing.T) {
	url, _, _, _ := startServe(t)
	today := browser.Start(t)
	browser.Do(today, t, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(url))
	browser.Do(today, t, chromedp.Click(chromedp.CSS(`main a[href="/rooms/join-and-leave/"]`)))
	browser.Wait(today, t, "the lesson opens", `document.querySelector("h1")?.innerText === "Join and leave"`)

	lab := openLab(today, t)
	lab.press("Alice", "join")
	lab.press("Bob", "join")
	browser.Wait(today, t, "Alice is told of Bob", inboxHas("Alice", "arrived", "Bob"))
	lab.press("Bob", "say")
	browser.Wait(today, t, "everybody in the kitchen hears Bob", inboxHas("Alice", "said", "Bob")+"&&"+inboxHas("Bob", "said", "Bob"))
	// A later event that reaches everybody who is left out shows that nothing else was on its way to them.
	lab.press("Dave", "join")
	browser.Wait(today, t, "Dave's own answer", `/answer/.test(`+inbox("Dave")+`)`)
	for _, outside := range []string{"Carol", "Dave"} {
		if got := browser.Eval[string](today, t, inbox(outside)); strings.Contains(got, "said") {
			t.Errorf("%s is not in the kitchen when Bob speaks, but has %q", outside, got)
		}
	}
	browser.Wait(today, t, "the server's facts", `/Bob.*joined.*kitchen/.test([...document.querySelectorAll(".lab-log-lines li")].map(l => l.textContent).join("\n"))`)

	item := `[id="2.1-a"] `
	right := browser.Eval[int](today, t, fmt.Sprintf(`JSON.parse(document.querySelector(%q).textContent).options.findIndex(o => o.right)`, item+"script"))
	browser.TabTo(today, t, item+"input")
	answer := func(wanted func(option int) bool) {
		t.Helper()
		for range 8 {
			browser.Do(today, t, chromedp.KeyEvent(kb.ArrowDown))
			if wanted(browser.Eval[int](today, t, `Number(document.activeElement.value)`)) {
				break
			}
		}
		browser.Do(today, t, chromedp.KeyEvent(kb.Enter))
	}
	answer(func(option int) bool { return option != right })
	if got := browser.Text(today, t, item+".cp-verdict"); !strings.Contains(got, "Not this one.") {
		t.Errorf("the verdict on a wrong answer is %q", got)
	}
	if got := browser.Text(today, t, item+".cp-note"); len(got) < 40 {
		t.Errorf("why it is wrong: %q", got)
	}
	answer(func(option int) bool { return option == right })
	if got := browser.Text(today, t, item+".cp-verdict"); !strings.Contains(got, "Right.") {
		t.Errorf("the verdict on the right answer is %q", got)
	}

	tomorrow := browser.Tab(today, t)
	browser.Do(tomorrow, t, chromedp.EmulateViewport(390, 844), chromedp.Navigate(url))
	browser.Wait(tomorrow, t, "home says where to go on", `/Continue.*Join and leave/s.test(document.querySelector("main").innerText)`)
	browser.Do(tomorrow, t, chromedp.Navigate(url+"/rooms/join-and-leave/"))
	browser.Wait(tomorrow, t, "the answer is remembered", fmt.Sprintf(`/Done at try 2/.test(document.querySelector(%q).innerText)`, item+".cp-state"))
}

// TestCourseIsAccessible runs axe over every page of the course, by turns wide or on a phone and in either theme, on wide
// pages with the lab open and in use. (Package page looks at each kind of page in every combination.)
func TestCourseIsAccessible(t *testing.T) {
	axe, err := os.ReadFile("../../site/web/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe is not installed: run `make setup`")
	}
	url, _, _, _ := startServe(t)
	tab := browser.Start(t)
	browser.Do(tab, t, chromedp.Navigate(url))
	paths := browser.Eval[[]string](tab, t, `["/", ...new Set([...document.querySelectorAll("main a")].map(a => a.getAttribute("href")).filter(h => /^\/[a-z]/.test(h)))]`)
	if len(paths) < 12 {
		t.Fatalf("home leads to %v only", paths)
	}
	for i, path := range paths {
		theme, width := "light", int64(1440)
		if i%2 == 1 {
			theme = "dark"
		}
		if i/2%2 == 1 {
			width = 390
		}
		browser.Do(tab, t, chromedp.EmulateViewport(width, 900), browser.Emulate("prefers-color-scheme", theme, "prefers-reduced-motion", "reduce"), chromedp.Navigate(url+path))
		if width > 1000 && browser.Eval[bool](tab, t, `!!document.querySelector("sl-lab")`) {
			openLab(tab, t)
		}
		browser.Eval[chromedp.Void](tab, t, string(axe)+";undefined")
		violations := browser.Eval[string](tab, t, `axe.run().then(r => r.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.map(n => "    " + n.html + "\n    " + n.failureSummary).join("\n")).join("\n"))`)
		if violations != "" {
			t.Errorf("%s, %s, %d px:\n%s", path, theme, width, violations)
		}
	}
}

// A labInPage is the open lab of the page in a tab.
type labInPage struct {
	tab context.Context
	t   *testing.T
}

// openLab opens the page's lab and connects all four.
func openLab(tab context.Context, t *testing.T) labInPage {
	t.Helper()
	browser.Wait(tab, t, "the lab can be opened", `document.querySelector(".lab-notice button")?.checkVisibility() === true`)
	browser.Do(tab, t, chromedp.Click(chromedp.CSS(".lab-notice button")))
	browser.Wait(tab, t, "the lab is open", `document.querySelector(".lab-tools .is-main")?.checkVisibility() === true`)
	browser.Do(tab, t, chromedp.Click(chromedp.CSS(".lab-tools .is-main")))
	browser.Wait(tab, t, "all four are connected", `document.querySelectorAll(".lab-pane.is-connected").length === 4`)
	return labInPage{tab, t}
}

// press chooses a person's pane and presses the button of an event there.
func (l labInPage) press(person, event string) {
	l.t.Helper()
	browser.Eval[chromedp.Void](l.tab, l.t, fmt.Sprintf(`[...document.querySelectorAll(".lab-tab")].find(tab => tab.querySelector(".who").textContent.includes(%q))?.click()`, person))
	browser.Wait(l.tab, l.t, person+"'s pane", pane(person)+`?.checkVisibility() === true`)
	browser.Eval[chromedp.Void](l.tab, l.t, fmt.Sprintf(`%s.querySelector("form[data-event=%s] button").click()`, pane(person), event))
}

// pane, inbox and inboxHas are JavaScript expressions.
func pane(person string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(".lab-pane")].find(p => p.querySelector("h3").textContent.includes(%q))`, person)
}

func inbox(person string) string {
	return fmt.Sprintf(`[...%s.querySelectorAll(".lab-inbox li")].map(l => l.textContent).join("\n")`, pane(person))
}

func inboxHas(person, event, from string) string {
	return fmt.Sprintf(`/%s.*%s/.test(%s)`, event, from, inbox(person))
}
