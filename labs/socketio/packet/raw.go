package packet

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// Raw is one argument as it came: its JSON and the attachments that the
// JSON's placeholders name. Emitted again it keeps its bytes. The zero Raw is
// JavaScript's undefined: it binds to nothing and is written as null.
type Raw struct {
	json        []byte
	attachments [][]byte
}

// NewRaw makes an argument of JSON and, if it has placeholders, attachments.
func NewRaw(text []byte, attachments ...[]byte) (Raw, error) {
	if !json.Valid(text) {
		return Raw{}, fmt.Errorf("raw argument: %w", ErrPayload)
	}
	if err := checkPlaceholders(text, len(attachments)); len(attachments) > 0 && err != nil {
		return Raw{}, fmt.Errorf("raw argument: %w", err)
	}
	return Raw{json: text, attachments: attachments}, nil
}

// JSON is the argument's text, nil if there is none. It must not be changed.
func (r Raw) JSON() json.RawMessage { return r.json }

// String is the argument's text.
func (r Raw) String() string { return string(r.json) }

// IsZero reports whether there is no argument at all.
func (r Raw) IsZero() bool { return r.json == nil }

// Bytes is the argument as binary data, if it is an attachment.
func (r Raw) Bytes() (data []byte, ok bool) {
	// No encoder writes a long placeholder. Without the limit an object nested
	// ten thousand times would be read again at each level.
	if len(r.attachments) == 0 || len(r.json) == 0 || len(r.json) > 1024 || r.json[0] != '{' {
		return nil, false
	}
	num, is := placeholder(r.json)
	if !is || num < 0 || num >= len(r.attachments) {
		return nil, false
	}
	return r.attachments[num], true
}

// MarshalJSON gives the text, null for the zero Raw. Attachments stay
// placeholders.
func (r Raw) MarshalJSON() ([]byte, error) {
	if r.json == nil {
		return []byte("null"), nil
	}
	return r.json, nil
}

// UnmarshalJSON keeps a copy of the text.
func (r *Raw) UnmarshalJSON(b []byte) error {
	r.json = append([]byte(nil), b...)
	return nil
}

// Bind decodes the argument into what target points to, by the rules of
// encoding/json. Attachments become []byte, at any depth. The zero Raw leaves
// the target as it is.
func (r Raw) Bind(target any) error {
	if r.json == nil {
		return nil
	}
	v := reflect.ValueOf(target)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return errors.New("bind: the target is not a pointer")
	}
	return r.bind(v.Elem())
}

// Args are the arguments of an event or an acknowledgement. Those that came
// from the other side are [Raw].
type Args []any

// Bind decodes one argument after the other. Missing arguments leave their
// targets as they are, a nil target passes over its argument.
func (a Args) Bind(targets ...any) error {
	for i, target := range targets {
		if i >= len(a) {
			return nil
		}
		if target == nil {
			continue
		}
		if err := a.At(i).Bind(target); err != nil {
			return fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return nil
}

// At is an argument, the zero Raw beyond the last one.
func (a Args) At(i int) Raw {
	if i < 0 || i >= len(a) {
		return Raw{}
	}
	if raw, ok := a[i].(Raw); ok {
		return raw
	}
	// A middleware has put a Go value in the place of what came.
	data, attachments, err := EncodeArgs(a[i : i+1])
	if err != nil {
		return Raw{}
	}
	return Raw{json: firstElement(data), attachments: attachments}
}
