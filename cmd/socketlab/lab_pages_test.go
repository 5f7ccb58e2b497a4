package main

import (
	"fmt"
	"io"
	"testing"

	"github.com/chromedp/chromedp"

	"socketlab/labs"
	"socketlab/site/web/browser"
)

// TestLabPages opens the plain page of every lab in a browser and uses it: each press must show its text.
func TestLabPages(t *testing.T) {
	type press struct{ button, shows string } // the button's value, "" for none; a part of the page's text
	const send = `form.text.value = "Hello"; form.requestSubmit()`
	uses := map[string]struct {
		mode    string
		first   string // JavaScript that is run first
		presses []press
	}{
		"connections": {"on", "", []press{{"", "Ticks: 2"}, {"disconnect", "Connected as nobody."}}},
		"chat":        {"", send, []press{{"", "Hello"}}},
		"emit":        {"all", send, []press{{"", "Hello"}}},
		"broadcast":   {"", "", []press{{"io", "note 1"}, {"io broadcast", "TypeError"}}},
		"acks":        {"", "", []press{{"order", "order tea: number 1"}, {"silent", "silent tea: operation has timed out"}, {"roll call", "Alice is here: everybody"}}},
		"rooms":       {"", "", []press{{"join", "I am in: kitchen"}, {"say", "kitchen, Alice: Tea is ready"}, {"leave", "I am in: no room"}}},
		"tabs":        {"user-rooms", `form.to.value = "Alice"`, []press{{"", "I am Alice"}, {"private", "Alice: Psst"}}},
		"namespaces":  {"", "", []press{{"/chat", "/chat: connected"}, {"/admin", "/admin: not authorized"}, {"message", "Alice: Hello"}}},
		"wire":        {"", "", []press{{"message", `< 42["chat message","Hello"]`}, {"admin", "> 40/admin,"}, {"", "< 2"}}},
		"recovery":    {"replay", "", []press{{"", "1, 2"}, {"unplug", "forced close"}, {"message", "I am away"}}},
		"limits":      {"on", "", []press{{"text", `{"from":"Alice","text":"Hello"}`}, {"object", "refused: text only"}, {"flood", "refused: too fast"}}},
	}
	first := browser.Start(t)
	for _, lab := range labs.All() {
		use, ok := uses[lab.Name]
		if !ok {
			t.Errorf("nobody tries the page of %s", lab.Name)
		}
		page, err := lab.Page()
		if err != nil {
			t.Fatal(err)
		}
		mode, err := lab.Mode(use.mode)
		if err != nil {
			t.Fatal(err)
		}
		tab := browser.Tab(first, t)
		browser.Do(tab, t, chromedp.Navigate(serveLab(t, io.Discard, mode, page)+"/?name=Alice"))
		browser.Eval[any](tab, t, use.first)
		for _, p := range use.presses {
			if p.button != "" {
				browser.Do(tab, t, chromedp.Click(chromedp.CSS(fmt.Sprintf("button[value=%q]", p.button))))
			}
			browser.Wait(tab, t, lab.Name+" shows "+p.shows, fmt.Sprintf("document.body.innerText.includes(%q)", p.shows))
		}
	}
}
