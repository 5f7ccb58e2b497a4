package page

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"socketlab/site/web/browser"
)

// TestCheckpointsByKeyboard answers each kind of checkpoint wrongly, is told why, answers it rightly, comes back, and finds
// it remembered. Nothing but the keyboard is used.
func TestCheckpointsByKeyboard(t *testing.T) {
	ctx, url := browse(t)
	open(ctx, t, url+"first/everything/")

	t.Run("choice", func(t *testing.T) {
		cp := checkpoint{"1.1-a", ctx}
		options := cp.rights(t)
		browser.TabTo(ctx, t, cp.css("input"))
		pick := func(right bool) {
			for range options {
				browser.Do(ctx, t, chromedp.KeyEvent(kb.ArrowDown))
				if options[browser.Eval[int](ctx, t, `Number(document.activeElement.value)`)] == right {
					break
				}
			}
			browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
		}
		browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
		cp.says(t, "Choose an answer first.")
		pick(false)
		cp.says(t, "Not this one.")
		if got := browser.Text(ctx, t, cp.css(".cp-note")); !strings.HasPrefix(got, "No. ") || len(got) < 10 {
			t.Errorf("the wrong option says %q", got)
		}
		if spoken := browser.Eval[string](ctx, t, fmt.Sprintf(`document.querySelector(%q).textContent`, cp.css("[role=status].cp-verdict"))); !strings.Contains(spoken, browser.Text(ctx, t, cp.css(".cp-note .cp-say"))) {
			t.Errorf("a screen reader hears only %q", spoken)
		}
		pick(true)
		cp.says(t, "Right. io stands for everybody.")
		cp.remembers(t, "Done at try 2", `{"right":false}`)
	})

	t.Run("multi", func(t *testing.T) {
		cp := checkpoint{"1.1-b", ctx}
		options := cp.rights(t)
		toggle := func(want func(i int, right bool) bool) {
			for i, right := range options {
				if want(i, right) {
					browser.TabTo(ctx, t, cp.css(fmt.Sprintf(`input[value="%d"]`, i)))
					browser.Do(ctx, t, chromedp.KeyEvent(" "))
				}
			}
			browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
		}
		toggle(func(_ int, right bool) bool { return !right })
		cp.says(t, "One of your ticks does not belong, and something is still missing.")
		browser.BackTo(ctx, t, cp.css(`input[value="0"]`))
		toggle(func(int, bool) bool { return true })
		cp.says(t, "Right, all of them.")
		cp.remembers(t, "Done at try 2", `{"right":false}`)
	})

	t.Run("fill", func(t *testing.T) {
		cp := checkpoint{"1.1-c", ctx}
		browser.TabTo(ctx, t, cp.css("input"))
		browser.Do(ctx, t, chromedp.KeyEvent("send"), chromedp.KeyEvent(kb.Enter))
		cp.says(t, "Not this.")
		if got := browser.Text(ctx, t, cp.css(".cp-note")); got != "No. There is no event name in send." {
			t.Errorf("the wrong answer is told %q", got)
		}
		browser.Do(ctx, t, chromedp.KeyEvent(kb.Backspace+kb.Backspace+kb.Backspace+kb.Backspace), chromedp.KeyEvent(" Socket . Emit ;"), chromedp.KeyEvent(kb.Enter))
		cp.says(t, "Right. emit sends.")
		cp.remembers(t, "Done at try 2", `{"right":false}`)
		if got := browser.Eval[string](ctx, t, fmt.Sprintf(`document.querySelector(%q).value`, cp.css("input"))); got != "emit" {
			t.Errorf("after coming back the blank holds %q", got)
		}
	})

	t.Run("order", func(t *testing.T) {
		cp := checkpoint{"1.1-d", ctx}
		browser.TabTo(ctx, t, cp.css("[data-do=check]"))
		browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
		cp.says(t, "One line does not belong.")
		if got := browser.Text(ctx, t, cp.css(".cp-note")); got != "Not here. A server cannot." {
			t.Errorf("the line that does not belong says %q", got)
		}
		key := cp.key(t)
		extra := cp.css(fmt.Sprintf(`[data-line="%d"] [data-move=aside]`, key.Extra[0].Line))
		browser.BackTo(ctx, t, extra)
		browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
		for place, line := range key.Lines {
			row := fmt.Sprintf(`[data-line="%d"]`, line)
			for cp.place(t, line) > place {
				browser.BackTo(ctx, t, cp.css(row+" [data-move=up]"))
				browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
			}
		}
		browser.TabTo(ctx, t, cp.css("[data-do=check]"))
		browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
		cp.says(t, "Right, in this order.")
		cp.remembers(t, "Done at try 2", `{"right":false}`)
	})

	t.Run("home", func(t *testing.T) {
		open(ctx, t, url)
		if got := browser.Text(ctx, t, "a[data-resume]"); got != "Continue: 1.1 Everything: all of it & more" {
			t.Errorf("the way back reads %q", got)
		}
		if got := browser.Eval[string](ctx, t, `document.querySelector("[data-progress] .progress-text").textContent + "; " + document.querySelector(".lessons .state-words").textContent`); got != "1 of 3 lessons; , done" {
			t.Errorf("progress reads %q", got)
		}
		browser.TabTo(ctx, t, "[data-do=reset]")
		browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
		if got := browser.Text(ctx, t, ".panel-said"); !strings.HasPrefix(got, "This cannot be undone.") {
			t.Errorf("before forgetting everything the page says %q", got)
		}
		browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
		open(ctx, t, url)
		if browser.Eval[bool](ctx, t, `localStorage.getItem("socketlab.progress") !== null`) {
			t.Error("something is still remembered")
		}
	})
}

// TestShowMe asks for the answer: that is recorded, is not done, and the question can still be answered.
func TestShowMe(t *testing.T) {
	ctx, url := browse(t)
	open(ctx, t, url+"first/everything/")
	cp := checkpoint{"1.1-a", ctx}
	browser.TabTo(ctx, t, cp.css("[data-do=show]"))
	browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
	cp.says(t, "This is the answer.")
	if got := browser.Text(ctx, t, cp.css(".cp-state")); !strings.HasPrefix(got, "Answer shown") {
		t.Errorf("state reads %q", got)
	}
	// the focus has gone to "Answer it yourself", and from there into the emptied form
	browser.Do(ctx, t, chromedp.KeyEvent(kb.Enter))
	for i, right := range cp.rights(t) {
		if right {
			browser.Eval[chromedp.Void](ctx, t, fmt.Sprintf(`document.querySelector(%q).focus()`, cp.css(fmt.Sprintf(`input[value="%d"]`, i))))
		}
	}
	browser.Do(ctx, t, chromedp.KeyEvent(" "), chromedp.KeyEvent(kb.Enter))
	cp.remembers(t, "Done, after a look at the answer", `{}`)
}

// TestStorageRefused opens a lesson where storage throws, as in some private windows: everything works but the memory.
func TestStorageRefused(t *testing.T) {
	ctx, url := browse(t)
	open(ctx, t, url+"first/everything/?refused")
	browser.Eval[chromedp.Void](ctx, t, `Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new DOMException("denied", "SecurityError") }`)
	browser.Eval[chromedp.Void](ctx, t, answerAll(true))
	if got := browser.Eval[string](ctx, t, `[...document.querySelectorAll(".cp-state")].map(e => e.textContent.trim()).join("; ")`); got != strings.TrimSuffix(strings.Repeat("Done at the first try; ", 4), "; ") {
		t.Errorf("states: %s", got)
	}
}

type checkpoint struct {
	id  string
	ctx context.Context
}

// css selects something inside the checkpoint.
func (c checkpoint) css(inner string) string { return fmt.Sprintf(`[id="%s"] %s`, c.id, inner) }

type keyJSON struct {
	Options []struct{ Right bool }
	Lines   []int
	Extra   []struct{ Line int }
}

func (c checkpoint) key(t *testing.T) (key keyJSON) {
	t.Helper()
	data := browser.Eval[string](c.ctx, t, fmt.Sprintf(`document.querySelector(%q).textContent`, c.css("script")))
	if err := json.Unmarshal([]byte(data), &key); err != nil {
		t.Fatal(err)
	}
	return key
}

// rights tells of each option whether it is right.
func (c checkpoint) rights(t *testing.T) []bool {
	t.Helper()
	var rights []bool
	for _, option := range c.key(t).Options {
		rights = append(rights, option.Right)
	}
	return rights
}

// place is where a line of an order stands now, from 0.
func (c checkpoint) place(t *testing.T, line int) int {
	t.Helper()
	return browser.Eval[int](c.ctx, t, fmt.Sprintf(`[...document.querySelector(%q).children].findIndex(row => row.dataset.line === "%d")`, c.css("[data-zone=kept]"), line))
}

// says looks for each sentence of want in the verdict, in order: between them stands what only a screen reader says.
func (c checkpoint) says(t *testing.T, want string) {
	t.Helper()
	got := browser.Text(c.ctx, t, c.css(".cp-verdict"))
	rest := got
	for sentence := range strings.SplitSeq(strings.TrimSuffix(want, "."), ". ") {
		_, after, ok := strings.Cut(rest, sentence+".")
		if !ok {
			t.Errorf("%s says %q, want %q", c.id, got, want)
			return
		}
		rest = after
	}
}

// remembers reloads the page and looks at what is shown of the checkpoint and what is stored of its first answer.
func (c checkpoint) remembers(t *testing.T, state, first string) {
	t.Helper()
	url := browser.Eval[string](c.ctx, t, `location.href`)
	open(c.ctx, t, url)
	if got := browser.Text(c.ctx, t, c.css(".cp-state")); got != state {
		t.Errorf("%s is remembered as %q, want %q", c.id, got, state)
	}
	c.says(t, "You have answered this.")
	got := browser.Eval[string](c.ctx, t, fmt.Sprintf(`JSON.stringify({right: JSON.parse(localStorage.getItem("socketlab.progress")).items["%s"].first?.right})`, c.id))
	if got != first {
		t.Errorf("the first answer to %s is stored as %s, want %s", c.id, got, first)
	}
}
