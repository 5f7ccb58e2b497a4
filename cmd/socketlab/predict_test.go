package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"socketlab/site/course"
	"socketlab/site/web/browser"
)

// TestPredict is what a question about recipients is for: somebody predicts wrongly with nothing but the keyboard, is told
// about one person and why, has it run by a real server, sees the prediction beside what happened, and predicts rightly.
func TestPredict(t *testing.T) {
	url, _, _, _ := startServe(t)
	tab := browser.Start(t)
	browser.Do(tab, t, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(url+"/rooms/talking-into-a-room/"))
	browser.Eval[bool](tab, t, `customElements.whenDefined("sl-checkpoint").then(() => true)`)
	const item = `[id="2.2-b"] `
	toggle := func(place string) {
		t.Helper()
		browser.TabTo(tab, t, item+`input[value="`+place+`"]`)
		browser.Do(tab, t, chromedp.KeyEvent(" "))
	}
	says := func(part string, wanted ...string) {
		t.Helper()
		got := strings.Join(strings.Fields(browser.Text(tab, t, item+part)), " ")
		for _, want := range wanted {
			if !strings.Contains(got, want) {
				t.Errorf("%s says %q, without %q", part, got, want)
			}
		}
	}

	browser.TabTo(tab, t, item+"input")
	browser.Do(tab, t, chromedp.KeyEvent(kb.Enter))
	says(".cp-verdict", "Tick who receives it first, or nobody.")
	if browser.Eval[bool](tab, t, fmt.Sprintf(`document.querySelector(%q).checkVisibility()`, item+"[data-do=run]")) {
		t.Error("it can be run before anything was predicted")
	}
	toggle("nobody")
	browser.BackTo(tab, t, item+`input[value="0"]`)
	browser.Do(tab, t, chromedp.KeyEvent(" "))
	toggle("2")
	if browser.Eval[bool](tab, t, fmt.Sprintf(`document.querySelector(%q).checked`, item+`[value=nobody]`)) {
		t.Error("Alice and Carol receive it, and nobody does")
	}
	browser.Do(tab, t, chromedp.KeyEvent(kb.Enter))
	says(".cp-verdict", "Alice does not get it.", "leaves out the one who sends")
	if got := browser.Text(tab, t, item+".cp-verdict"); strings.Contains(got, "Carol") {
		t.Errorf("the verdict gives the answer away: %q", got)
	}

	browser.TabTo(tab, t, item+"[data-do=run]")
	browser.Do(tab, t, chromedp.KeyEvent(kb.Enter))
	browser.Wait(tab, t, "it has been run", fmt.Sprintf(`!!document.querySelector(%q)`, item+".cp-got"))
	says(".cp-ran", "It has been run. Carol got it. Alice, Bob and Dave did not.",
		"Alice did not get it, you said yes", "Bob did not get it, as you said", "Carol got it, as you said")
	facts := browser.Eval[string](tab, t, fmt.Sprintf(`document.querySelector(%q).textContent`, item+".cp-facts"))
	if !strings.Contains(facts, "delivery note carol") || strings.Contains(facts, "delivery note alice") || strings.Contains(facts, "/~") {
		t.Errorf("the server saw %s", facts)
	}

	browser.BackTo(tab, t, item+`input[value="0"]`)
	browser.Do(tab, t, chromedp.KeyEvent(" "), chromedp.KeyEvent(kb.Enter))
	says(".cp-verdict", "Right. Carol gets it. Alice, Bob and Dave do not.", "without the one who sends")
	says(".cp-state", "Done at try 2")
	browser.Do(tab, t, chromedp.Reload())
	browser.Wait(tab, t, "the answer is remembered", fmt.Sprintf(`/Done at try 2/.test(document.querySelector(%q).innerText)`, item+".cp-state"))
	if first := browser.Eval[string](tab, t, `JSON.stringify(JSON.parse(localStorage.getItem("socketlab.progress")).items["2.2-b"].first)`); first != `{"right":false,"answer":[0,2]}` {
		t.Errorf("the first answer is kept as %s", first)
	}
}

// TestPredictionsAreAccessible runs axe over questions about recipients, answered wrongly, run, and answered rightly.
func TestPredictionsAreAccessible(t *testing.T) {
	axe, err := os.ReadFile("../../site/web/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal("axe is not installed: run `make setup`")
	}
	url, _, _, _ := startServe(t)
	tab := browser.Start(t)
	for theme, width := range map[string]int64{"light": 1440, "dark": 390} {
		browser.Do(tab, t, chromedp.EmulateViewport(width, 900), browser.Emulate("prefers-color-scheme", theme, "prefers-reduced-motion", "reduce"))
		for _, path := range []string{"/rooms/talking-into-a-room/", "/namespaces/several-channels-one-line/"} {
			browser.Do(tab, t, chromedp.Navigate(url+path))
			for _, right := range []bool{false, true} {
				browser.Eval[chromedp.Void](tab, t, predictAll(right))
				browser.Wait(tab, t, "all have been run", `[...document.querySelectorAll("sl-checkpoint[data-kind=recipients]")].every(c => c.querySelector(".cp-got"))`)
				browser.Eval[chromedp.Void](tab, t, `document.querySelectorAll(".cp-ran details").forEach(d => d.open = true)`)
				browser.Eval[chromedp.Void](tab, t, string(axe)+";undefined")
				if got := browser.Eval[string](tab, t, `axe.run("sl-checkpoint").then(r => r.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.map(n => "    " + n.html + "\n    " + n.failureSummary).join("\n")).join("\n"))`); got != "" {
					t.Errorf("%s, %s, %d px, right %t:\n%s", path, theme, width, right, got)
				}
				if got := browser.Eval[int64](tab, t, `document.documentElement.scrollWidth`); got > width {
					t.Errorf("%s at %d px is %d px wide", path, width, got)
				}
			}
			browser.Eval[chromedp.Void](tab, t, `localStorage.clear()`)
		}
	}
}

// predictAll is a script that answers each question about recipients rightly, or with everybody's opposite, and runs it.
func predictAll(right bool) string {
	return fmt.Sprintf(`(() => { for (const c of document.querySelectorAll("sl-checkpoint[data-kind=recipients]")) {
		const { seats } = JSON.parse(c.querySelector("script").textContent), boxes = [...c.querySelectorAll("input")];
		boxes.forEach((box, i) => box.checked = i < seats.length && seats[i].gets === %t);
		if (!boxes.some(box => box.checked)) boxes.at(-1).checked = true;
		c.querySelector("form").requestSubmit(); c.querySelector("[data-do=run]").click();
	} })()`, right)
}

func TestPlayer(t *testing.T) {
	play := func(text string) (string, error) {
		seats, err := newPlayer().Recipients(course.Question{Lab: "broadcast", Mode: "plain", Scene: text})
		got := ""
		for _, s := range seats {
			if s.Gets {
				got += s.String() + " "
			}
		}
		return got, err
	}
	got, err := play("given Alice, Bob connect\n and Alice connects to /admin\nwhen Bob calls io.of(\"/admin\").emit(\"note\")")
	if got != "Alice@/admin " || err != nil {
		t.Errorf("the recipients are %q (%v)", got, err)
	}
	for text, want := range map[string]course.Mistake{
		"given Alice, Bob connect\nwhen Zoe emits note":                                                 {Line: 2, Text: "Zoe never connects"},
		"given Alice, Bob connect\nwhen Alice jumps":                                                    {Line: 2, Text: ""},
		"given Alice, Bob connect\n and Alice calls io.broadcast.emit(\"note\")\nwhen Alice emits note": {Line: 0, Text: "this scene cannot be played"},
		"given Alice, Bob connect\nwhen Alice calls io.emit(\"a\"); io.emit(\"b\")":                     {Line: 0, Text: "several events"},
	} {
		_, err := play(text)
		mistakes, ok := err.(course.Mistakes)
		if !ok || len(mistakes) == 0 || mistakes[0].Line != want.Line || !strings.Contains(mistakes[0].Text, want.Text) {
			t.Errorf("%q: %v, want line %d: …%s…", text, err, want.Line, want.Text)
		}
	}
}

func TestRunsAreOfQuestionsOnly(t *testing.T) {
	url, _, _, _ := startServe(t)
	_, page := get(t, url+"/rooms/talking-into-a-room/")
	_, rest, _ := strings.Cut(page, `"kind":"recipients","id":"2.2-b","rev":"`)
	revision, _, ok := strings.Cut(rest, `"`)
	if !ok {
		t.Fatal("there is no question 2.2-b")
	}
	for body, want := range map[string]int{
		`{"checkpoint":"2.2-b","rev":"` + revision + `"}`:             http.StatusOK,
		`{"checkpoint":"2.2-b","rev":"0"}`:                            http.StatusConflict,
		`{"checkpoint":"2.2-e","rev":"0"}`:                            http.StatusNotFound,
		`{"checkpoint":"2.2-b","scene":"when Alice emits note"}`:      http.StatusBadRequest,
		`{"checkpoint":"` + strings.Repeat("x", 5000) + `","rev":""}`: http.StatusBadRequest,
	} {
		if res := send(t, http.MethodPost, url+"/lab/runs", body); res.StatusCode != want {
			t.Errorf("%.60s: status %d, want %d", body, res.StatusCode, want)
		}
	}
	if res := send(t, http.MethodPost, url+"/lab/runs", `{}`, "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"); res.StatusCode != http.StatusForbidden {
		t.Errorf("a page elsewhere: status %d", res.StatusCode)
	}
}
