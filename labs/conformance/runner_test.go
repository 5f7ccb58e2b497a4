package conformance

import (
	"fmt"
	"strings"
	"testing"
)

// TestRunnerNotices plays transcripts that are false: each must fail, at the
// line and with the words that say what is wrong.
func TestRunnerNotices(t *testing.T) {
	tests := []struct{ name, server, script, want string }{
		{"another packet", "app", `
connect websocket
> 42["echo",1]
< 42["echo",2]`, `line 7: alice < 42["echo",2]: got 42["echo",1]`},
		{"a packet too much", "app", `
connect websocket
> 42["echo",1]
nothing`, `line 7: alice nothing: got 42["echo",1]`},
		{"a packet too much by polling", "app", `
connect polling
> 42["echo",1]
nothing`, `line 7: alice nothing: got 42["echo",1]`},
		{"a packet that does not come", "app", `
connect polling
< 42["echo",1]`, `line 6: alice < 42["echo",1]: got 2`}, // the heartbeat comes first: nobody waits for ever
		{"a placeholder that means two things", "app", `
connect websocket
> 42["echo",1,2]
< 42["echo",$x,$x]`, `got 42["echo",1,2]`},
		{"another session than before", "app", `
connect websocket
bob connect websocket
> 42["echo","$bob.id"]
< 42["echo","$alice.id"]`, `got 42["echo","`},
		{"another status", "engine", `
GET polling
400 …`, `line 6: alice 400 …: got 200 0{"sid"`},
		{"another body", "engine", `
GET polling&sid=x
400 Session ID unknown`, `body: got {"code":1`},
		{"a body where none should be", "engine", `
GET polling
200`, `body: got 0{"sid"`},
		{"another header", "engine", `
GET polling
200 …
  Cache-Control: public`, `header Cache-Control: got no-store`},
		{"a header that should not be there", "engine", `
GET polling
200 …
  Cache-Control:`, `header Cache-Control: got no-store`},
		{"another close code", "engine", `
open websocket
text "abc"
closed 1009`, `closed 1005`},
		{"a session that lives", "engine", `
open websocket
> 4hello
closed`, `got "4hello"`},
		{"a polling session that lives", "engine", `
open polling
> 4hello
closed`, `got "4hello"`},
		{"a POST that is refused", "engine", `
open polling
> 1
> 4hello`, `the POST got 400`},
		{"another time", "engine", `
mark
open websocket
< 2
took 24s`, `took 25s`},
		{"another fact", "app", `
connect websocket
fact connect /custom`, `got connect /`},
		{"a fact that nobody asked for", "app", `
connect websocket
fact connect /
bob connect websocket`, `at the end: a fact that nobody asked for: "connect /"`},
		{"an upgrade that is refused", "engine", `
ws websocket&sid=x
101`, `got 400 Session ID unknown`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := fmt.Sprintf("False.\n-- server --\n%s\n-- transcript --\n%s\n", test.server, strings.TrimPrefix(test.script, "\n"))
			tr, err := parse(test.name, []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			inBubble(t, tr, tr.plays[0].steps, func(err error) {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("err = %v, want %q in it", err, test.want)
				}
			})
		})
	}
}

// TestParseNotices reads transcripts that are none.
func TestParseNotices(t *testing.T) {
	const head = "Doc.\n-- server --\napp\n"
	for text, want := range map[string]string{
		"-- server --\napp\n-- transcript --\nnothing\n": "has a comment",
		head: "has a comment, a server and a transcript",
		head + "-- transcript --\nalice shouts\n":                "line 5: \"alice shouts\" has no verb",
		head + "-- transcript --\n@them nothing\n":               "line 5: there are @node and @ours, not @them",
		head + "-- transcript --\n@node nothing\n":               "section `differs`",
		head + "-- differs --\nWhy.\n-- transcript --\nopen\n":   "section `differs`",
		head + "-- script --\nnothing\n":                         "unknown section",
		head + "-- transcript --\n  Header: value\n":             "a header belongs below a step",
		"Doc.\n-- server --\napp\n{x}\n-- transcript --\nopen\n": "not JSON",
	} {
		if _, err := parse("file", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("parse(%q): err = %v, want %q in it", text, err, want)
		}
	}
}
