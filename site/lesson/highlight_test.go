package lesson

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

func TestHighlight(t *testing.T) {
	for _, test := range []struct{ lang, code, want string }{
		{"go", `io.On("x", 1, nil) // done`, `io.[name On]([string "x"], [number 1], [number nil]) [comment // done]`},
		{"go", "func (r *room) say(text string) error {", `[word func] (r *room) [name say](text [word string]) [word error] {`},
		{"go", "type House struct{ n int }", `[word type] House [word struct]{ n [word int] }`},
		{"go", "a := `raw \\`; b := 'x'", "a := [string `raw \\`]; b := [string 'x']"},
		{"go", "x := a / b / c", "x := a / b / c"},
		{"go", "m.range(1e3)", "m.[word range]([number 1e3])"},
		{"js", "socket.emit(`a ${b}`, /x\\/\"/g, a / b);", "socket.[name emit]([string `a ${]b[string }`], [string /x\\/\"/g], a / b);"},
		{"js", "const f = async () => { return /a/ };", "[word const] f = [word async] () => { [word return] [string /a/] };"},
		{"js", "/* two\nlines */ undefined", "[comment /* two\nlines */] [number undefined]"},
		{"js", "let a = \"open\nlet b", "[word let] a = \"open\n[word let] b"},
		{"json", `{"a": [true, 1]}`, `{[word "a"]: [[number true], [number 1]]}`},
		{"html", `<a href="#x">b</a>`, `<[word a] [name href]=[string "#x"]>b</[word a]>`},
		{"text", "a < b", "a < b"},
		{"go", "unfinished /* comment", "unfinished /* comment"},
		{"js", "é = ünïcode()", "é = [name ünïcode]()"},
	} {
		out, err := colour(test.lang, test.code)
		if err != nil {
			t.Fatal(err)
		}
		got := regexp.MustCompile(`(?s)<span class="hl-(\w+)">(.*?)</span>`).ReplaceAllString(out, "[$1 $2]")
		if got := html.UnescapeString(got); got != test.want {
			t.Errorf("%s %q:\n got %s\nwant %s", test.lang, test.code, got, test.want)
		}
	}
	if _, err := (&highlighter{}).Highlight("klingon", "x"); err == nil {
		t.Error("an unknown language is highlighted")
	}
}

// FuzzHighlight checks that colours change nothing but colours.
func FuzzHighlight(f *testing.F) {
	for _, seed := range []string{"func f() { return `x` }", "/a/", "// x", "'", "\"\\", "/*", "1.5e+3", "é$"} {
		f.Add(seed)
	}
	tags := regexp.MustCompile(`</?span[^>]*>`)
	unescape := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	f.Fuzz(func(t *testing.T, code string) {
		code = strings.ToValidUTF8(code, "?") // Markdown is UTF-8
		for _, lang := range []string{"go", "js", "ts", "json", "text"} {
			out, err := colour(lang, code)
			if err != nil {
				t.Fatal(err)
			}
			if got := unescape.Replace(tags.ReplaceAllString(out, "")); got != code {
				t.Errorf("%s: %q became %q", lang, code, got)
			}
		}
	})
}
