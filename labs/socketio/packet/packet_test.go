package packet

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Text as on the wire, and what it is. The wire form of an attachment is its
// own message.
func TestCodec(t *testing.T) {
	cases := []struct {
		text string
		want Packet
	}{
		{`0`, Packet{Type: Connect, Namespace: "/"}},
		{`0{"token":"123"}`, Packet{Type: Connect, Namespace: "/", Data: []byte(`{"token":"123"}`)}},
		{`0/admin,`, Packet{Type: Connect, Namespace: "/admin"}},
		{`0/admin,{"sid":"x"}`, Packet{Type: Connect, Namespace: "/admin", Data: []byte(`{"sid":"x"}`)}},
		{`1`, Packet{Type: Disconnect, Namespace: "/"}},
		{`1/admin?x=1,`, Packet{Type: Disconnect, Namespace: "/admin?x=1"}},
		{`2["a",1]`, Packet{Type: Event, Namespace: "/", Name: "a", Data: []byte(`["a",1]`)}},
		{`20["a"]`, Packet{Type: Event, Namespace: "/", HasID: true, Name: "a", Data: []byte(`["a"]`)}},
		{`2/admin,456["project:delete",123]`, Packet{Type: Event, Namespace: "/admin", HasID: true, ID: 456, Name: "project:delete", Data: []byte(`["project:delete",123]`)}},
		{`218446744073709551615["a"]`, Packet{Type: Event, Namespace: "/", HasID: true, ID: math.MaxUint64, Name: "a", Data: []byte(`["a"]`)}},
		{`2["é\n"]`, Packet{Type: Event, Namespace: "/", Name: "é\n", Data: []byte(`["é\n"]`)}},
		{`2[1,"a"]`, Packet{Type: Event, Namespace: "/", Name: "1", Data: []byte(`[1,"a"]`)}},
		{`2[1e2]`, Packet{Type: Event, Namespace: "/", Name: "100", Data: []byte(`[1e2]`)}},
		{`2[-0]`, Packet{Type: Event, Namespace: "/", Name: "0", Data: []byte(`[-0]`)}},
		{`2[""]`, Packet{Type: Event, Namespace: "/", Data: []byte(`[""]`)}},
		{`3/admin,456[]`, Packet{Type: Ack, Namespace: "/admin", HasID: true, ID: 456, Data: []byte(`[]`)}},
		{`4{"message":"no"}`, Packet{Type: ConnectError, Namespace: "/", Data: []byte(`{"message":"no"}`)}},
		{`51-["a",{"_placeholder":true,"num":0}]`, Packet{Type: Event, Namespace: "/", Name: "a", Data: []byte(`["a",{"_placeholder":true,"num":0}]`), Attachments: [][]byte{{7}}}},
		{`62-/x,5[{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]`, Packet{Type: Ack, Namespace: "/x", HasID: true, ID: 5, Data: []byte(`[{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]`), Attachments: [][]byte{{7}, {7}}}},
	}
	for _, tc := range cases {
		var d Decoder
		got, ok, err := d.Add([]byte(tc.text), false)
		for !ok && err == nil {
			got, ok, err = d.Add([]byte{7}, true)
		}
		if err != nil || !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s is %+v, %v; want %+v", tc.text, got, err, tc.want)
			continue
		}
		if text := string(got.Text()); text != tc.text {
			t.Errorf("%s is written as %s", tc.text, text)
		}
	}
	// Forms that are read and never written.
	for text, namespace := range map[string]string{"0/admin": "/admin", "0/": "/", "0/,": "/", "09{}": "/"} {
		var d Decoder
		if p, ok, err := d.Add([]byte(text), false); !ok || err != nil || p.Namespace != namespace {
			t.Errorf("%s: %+v, %v", text, p, err)
		}
	}
}

// Which mistake is reported; that each closes the connection is tested above
// this package.
func TestDecodeErrors(t *testing.T) {
	for text, want := range map[string]error{
		"": ErrType, "7": ErrType, " 2": ErrType,
		`50-["a"]`: ErrAttachments, `5["a"]`: ErrAttachments, `5`: ErrAttachments, `511-["a"]`: ErrTooMany,
		`2{}`: ErrPayload, `2["connect"]`: ErrPayload, `2[`: ErrPayload, `1{}`: ErrPayload, `0[]`: ErrPayload,
		`299999999999999999999["a"]`: ErrID,
	} {
		var d Decoder
		if _, _, err := d.Add([]byte(text), false); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
	var d Decoder
	if _, _, err := d.Add([]byte("x"), true); err != ErrBinary {
		t.Error(err)
	}
	d.Add([]byte(`51-["a"]`), false)
	if _, _, err := d.Add([]byte(`2["a"]`), false); err != ErrText {
		t.Error(err)
	}
}

type base struct {
	ID   int `json:"id"`
	Name string
}

type sample struct {
	base
	*Extra
	Name    string    `json:"name"`
	Skipped string    `json:"-"`
	Empty   []int     `json:"empty,omitempty"`
	Zero    time.Time `json:"zero,omitzero"`
	Quoted  int       `json:"quoted,string"`
	Ratio   float64   `json:"ratio"`
	hidden  int
}

type Extra struct{ More []byte }

type level int

func (l level) MarshalText() ([]byte, error) { return []byte("level"), nil }

// Values as JavaScript would write them.
func TestEncode(t *testing.T) {
	when := time.Date(2026, 11, 23, 14, 56, 20, 0, time.UTC)
	five := 5
	cases := []struct {
		value any
		want  string
	}{
		{nil, `null`}, {true, `true`}, {"a\"\\\n\x01<é\u2028", "\"a\\\"\\\\\\n\\u0001<é\u2028\""}, {"\xff", "\"\uFFFD\""},
		{5, `5`}, {int8(-5), `-5`}, {uint64(math.MaxUint64), `18446744073709551615`}, {&five, `5`}, {(*int)(nil), `null`},
		{1.5, `1.5`}, {1e21, `1e+21`}, {1e-7, `1e-7`}, {float32(0.1), `0.1`}, {0.000001, `0.000001`},
		{math.NaN(), `null`}, {math.Inf(-1), `null`}, {[]float64{math.NaN()}, `[null]`},
		{[]string(nil), `null`}, {[]string{}, `[]`}, {map[string]int(nil), `null`}, {map[int]string{2: "b", 1: "a"}, `{"1":"a","2":"b"}`},
		{map[string]any{"b": 1, "a": []any{nil}}, `{"a":[null],"b":1}`},
		{when, `"2026-11-23T14:56:20Z"`}, {level(1), `"level"`}, {map[level]int{1: 2}, `{"level":2}`},
		{json.RawMessage(` {"b":1, "a":2}`), `{"b":1, "a":2}`}, {json.Number("1.50"), `1.50`},
		{[]byte(nil), `null`}, {[]byte{1}, `{"_placeholder":true,"num":0}`}, {[3]int{1, 2, 3}, `[1,2,3]`},
		{sample{base: base{ID: 1, Name: "shadowed"}, Extra: &Extra{[]byte("x")}, Name: "n", Quoted: 3, Ratio: math.Inf(1)},
			`{"id":1,"Name":"shadowed","More":{"_placeholder":true,"num":0},"name":"n","quoted":"3","ratio":null}`},
		{sample{}, `{"id":0,"Name":"","name":"","quoted":"0","ratio":0}`},
		{Raw{}, `null`},
	}
	for _, tc := range cases {
		data, _, err := EncodeArgs([]any{tc.value})
		if err != nil || string(data) != "["+tc.want+"]" {
			t.Errorf("%#v is %s, %v; want [%s]", tc.value, data, err, tc.want)
		}
		if !json.Valid(data) {
			t.Errorf("%s is not JSON", data)
		}
	}
	data, attachments, err := EncodeEvent("e", []any{[]byte("a"), map[string]any{"deep": []any{[]byte("b")}}, []byte{}})
	want := `["e",{"_placeholder":true,"num":0},{"deep":[{"_placeholder":true,"num":1}]},{"_placeholder":true,"num":2}]`
	if err != nil || string(data) != want || len(attachments) != 3 || string(attachments[1]) != "b" {
		t.Errorf("%s %q %v", data, attachments, err)
	}
	for _, bad := range []any{func() {}, json.RawMessage("{"), map[struct{}]int{{}: 1}} {
		if _, _, err := EncodeArgs([]any{bad}); err == nil {
			t.Errorf("%T was encoded", bad)
		}
	}
}

// Structs without binary data and without NaN are written as encoding/json
// writes them.
func TestEncodeAgreesWithStandard(t *testing.T) {
	type inner struct{ A, B int }
	values := []any{
		struct {
			inner
			B string `json:"B,omitempty"`
			C *inner
			D map[string]inner
			E any `json:"e"`
			F []*inner
			G bool `json:",string"`
		}{inner: inner{1, 2}, C: &inner{3, 4}, D: map[string]inner{"x": {5, 6}}, E: []any{1.5, "x"}, F: []*inner{nil}},
		map[string]any{"time": time.Unix(0, 0).UTC(), "num": json.Number("12")},
		[]any{int16(1), uint8(2), float32(3.25), "text", nil, false},
	}
	for _, v := range values {
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := EncodeValue(v); err != nil || string(got) != string(want) {
			t.Errorf("%s, %v; encoding/json writes %s", got, err, want)
		}
	}
}

func TestBind(t *testing.T) {
	args := func(text string, attachments ...[]byte) Args {
		p := Packet{Type: Ack, Data: []byte(text), Attachments: attachments}
		return p.Elements()
	}
	place := `{"_placeholder":true,"num":0}`
	var v struct {
		Pic  []byte
		List [][]byte
		Any  any
		Ptr  *[]byte
		Raw  Raw
		Two  [2]any
		N    int `json:"n"`
	}
	err := args(`[{"PIC":`+place+`,"List":[`+place+`],"Any":{"x":[`+place+`,1]},"Ptr":`+place+`,"Raw":[`+place+`],"Two":[`+place+`,"y"],"n":5,"other":`+place+`}]`, []byte("data")).Bind(&v)
	if err != nil || string(v.Pic) != "data" || string(v.List[0]) != "data" || string(*v.Ptr) != "data" || v.N != 5 ||
		!reflect.DeepEqual(v.Any, map[string]any{"x": []any{[]byte("data"), 1.0}}) ||
		!reflect.DeepEqual(v.Two, [2]any{[]byte("data"), "y"}) || v.Raw.String() != "["+place+"]" {
		t.Errorf("%+v, %v", v, err)
	}
	var text string
	if err := args(`[`+place+`]`, []byte("data")).Bind(&text); err == nil {
		t.Error("binary data went into a string")
	}
	if err := args(`["a"]`).Bind(nil, &text); err != nil || text != "" {
		t.Errorf("%q, %v", text, err)
	}
	if err := args(`["a"]`).Bind(text); err == nil {
		t.Error("bound to what is no pointer")
	}
}

// An object nested a thousand times costs no more than its size.
func TestDeepNesting(t *testing.T) {
	const depth = 9000
	text := `51-["a",` + strings.Repeat(`{"a":`, depth) + `{"_placeholder":true,"num":0}` + strings.Repeat(`}`, depth) + `]`
	var d Decoder
	d.Add([]byte(text), false)
	p, ok, err := d.Add([]byte("x"), true)
	if !ok || err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	var v any
	if err := p.First().Bind(&v); err != nil {
		t.Fatal(err)
	}
	if _, _, err := EncodeArgs([]any{p.First()}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	if _, _, err := EncodeArgs([]any{v}); err == nil {
		t.Error("a value nested 9000 times was encoded by reflection")
	}
}

// FuzzDecode: the decoder never panics, and what it accepts it writes so that
// it reads the same again.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"0", `0/a,{"x":1}`, "1", `2["a",{"b":[1,2]}]`, `2/n,7["a"]`, `3[]`, `4"no"`,
		`51-["a",{"_placeholder":true,"num":0}]`, `62-[{"_placeholder":true,"num":1}]`, "2[\"\xff\"]", `2[1e2]`, `2["\u0063"]`} {
		f.Add([]byte(seed), []byte("data"))
	}
	f.Fuzz(func(t *testing.T, text, attachment []byte) {
		var d Decoder
		p, ok, err := d.Add(text, false)
		for i := 0; !ok && err == nil; i++ {
			if i > MaxAttachments {
				t.Fatal("the decoder never has enough")
			}
			p, ok, err = d.Add(attachment, true)
		}
		if err != nil {
			return
		}
		again := readAgain(t, &p)
		if !reflect.DeepEqual(p, again) {
			t.Fatalf("%q: %+v became %+v", text, p, again)
		}
		if p.Type != Event && p.Type != Ack || p.Data == nil {
			return
		}
		// Relayed as it came it is the same packet, for arguments keep bytes.
		for _, arg := range p.Elements() {
			var v any
			if err := arg.(Raw).Bind(&v); err != nil && json.Valid(arg.(Raw).JSON()) && !strings.Contains(err.Error(), "json") {
				t.Fatalf("bind %s: %v", arg, err)
			}
		}
		data, attachments, err := EncodeEvent("relayed", p.Elements())
		if err != nil {
			if errors.Is(err, ErrTooMany) {
				return
			}
			t.Fatalf("relay %s: %v", p.Data, err)
		}
		readAgain(t, &Packet{Type: Event, Namespace: "/", Name: "relayed", Data: data, Attachments: attachments})
	})
}

func readAgain(t *testing.T, p *Packet) Packet {
	t.Helper()
	var d Decoder
	again, ok, err := d.Add(p.Text(), false)
	for i := 0; !ok && err == nil && i < len(p.Attachments); i++ {
		again, ok, err = d.Add(p.Attachments[i], true)
	}
	if err != nil || !ok {
		t.Fatalf("%s cannot be read again: %v %v", p.Text(), ok, err)
	}
	return again
}

func BenchmarkDecodeEvent(b *testing.B) {
	text := []byte(`2["chat message","` + strings.Repeat("x", 64) + `"]`)
	b.ReportAllocs()
	for b.Loop() {
		var d Decoder
		if _, _, err := d.Add(text, false); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeEvent(b *testing.B) {
	text := strings.Repeat("x", 64)
	b.ReportAllocs()
	for b.Loop() {
		data, _, err := EncodeEvent("chat message", []any{text})
		p := Packet{Type: Event, Data: data}
		if err != nil || len(p.Text()) == 0 {
			b.Fatal(err)
		}
	}
}
