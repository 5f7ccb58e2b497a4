package packet

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"
)

// EncodeEvent makes the payload of an event: its name, then the arguments.
// Values are written by the rules of encoding/json, except that []byte at any
// depth becomes an attachment, NaN and infinities become null as in
// JavaScript, and no HTML is escaped.
func EncodeEvent(name string, args []any) (data []byte, attachments [][]byte, err error) {
	e := encoder{buf: make([]byte, 0, 64+len(name))}
	e.buf = append(e.buf, '[')
	e.buf = appendString(e.buf, name)
	return e.finish(args)
}

// EncodeArgs makes the payload of an acknowledgement: [] if there are none.
func EncodeArgs(args []any) (data []byte, attachments [][]byte, err error) {
	e := encoder{buf: make([]byte, 0, 64)}
	e.buf = append(e.buf, '[')
	return e.finish(args)
}

// EncodeValue writes one value that may not contain binary data.
func EncodeValue(v any) ([]byte, error) {
	var e encoder
	if err := e.value(v); err != nil {
		return nil, err
	}
	if len(e.attachments) > 0 {
		return nil, fmt.Errorf("binary data cannot stand here: %w", ErrAttachments)
	}
	return e.buf, nil
}

// maxDepth ends the walk through a value that contains itself.
const maxDepth = 1000

type encoder struct {
	buf         []byte
	attachments [][]byte
	depth       int
}

func (e *encoder) finish(args []any) ([]byte, [][]byte, error) {
	for i, arg := range args {
		if len(e.buf) > 1 {
			e.buf = append(e.buf, ',')
		}
		if err := e.value(arg); err != nil {
			return nil, nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	// The other side's decoder would close the connection.
	if len(e.attachments) > MaxAttachments {
		return nil, nil, fmt.Errorf("%d attachments, %d at most: %w", len(e.attachments), MaxAttachments, ErrTooMany)
	}
	return append(e.buf, ']'), e.attachments, nil
}

func (e *encoder) attach(data []byte) {
	e.buf = append(e.buf, `{"_placeholder":true,"num":`...)
	e.buf = strconv.AppendInt(e.buf, int64(len(e.attachments)), 10)
	e.buf = append(e.buf, '}')
	e.attachments = append(e.attachments, data)
}

// value writes the common types without reflection.
func (e *encoder) value(v any) error {
	switch v := v.(type) {
	case nil:
		e.buf = append(e.buf, "null"...)
	case string:
		e.buf = appendString(e.buf, v)
	case bool:
		e.buf = strconv.AppendBool(e.buf, v)
	case int:
		e.buf = strconv.AppendInt(e.buf, int64(v), 10)
	case int64:
		e.buf = strconv.AppendInt(e.buf, v, 10)
	case float64:
		e.buf = appendFloat(e.buf, v, 64)
	case []byte:
		e.bytes(v)
	case Raw:
		return e.raw(v)
	case json.RawMessage:
		return e.text(v)
	default:
		return e.reflect(reflect.ValueOf(v))
	}
	return nil
}

func (e *encoder) bytes(b []byte) {
	if b == nil {
		e.buf = append(e.buf, "null"...)
		return
	}
	e.attach(b)
}

// raw copies an argument that came from a client. Its placeholders get the
// numbers that their attachments have in the new packet.
func (e *encoder) raw(r Raw) error {
	if r.json == nil {
		e.buf = append(e.buf, "null"...)
		return nil
	}
	if len(r.attachments) == 0 {
		e.buf = append(e.buf, r.json...)
		return nil
	}
	out, err := replacePlaceholders(e.buf, r.json, func(dst []byte, num int) ([]byte, error) {
		if num < 0 || num >= len(r.attachments) {
			return dst, ErrAttachments
		}
		e.buf = dst
		e.attach(r.attachments[num])
		return e.buf, nil
	})
	e.buf = out
	return err
}

// text appends JSON that somebody else wrote.
func (e *encoder) text(b []byte) error {
	if b == nil {
		e.buf = append(e.buf, "null"...)
		return nil
	}
	if !json.Valid(b) {
		return ErrPayload
	}
	e.buf = append(e.buf, bytes.TrimSpace(b)...)
	return nil
}

var (
	rawType       = reflect.TypeFor[Raw]()
	messageType   = reflect.TypeFor[json.RawMessage]()
	marshalerType = reflect.TypeFor[json.Marshaler]()
	textType      = reflect.TypeFor[encoding.TextMarshaler]()
)

func (e *encoder) reflect(v reflect.Value) error {
	if !v.IsValid() {
		e.buf = append(e.buf, "null"...)
		return nil
	}
	if e.depth++; e.depth > maxDepth {
		return fmt.Errorf("%s is nested more than %d times or contains itself", v.Type(), maxDepth)
	}
	defer func() { e.depth-- }()

	if done, err := e.marshaler(v); done {
		return err
	}
	switch v.Kind() {
	case reflect.Bool:
		e.buf = strconv.AppendBool(e.buf, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.buf = strconv.AppendInt(e.buf, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		e.buf = strconv.AppendUint(e.buf, v.Uint(), 10)
	case reflect.Float32:
		e.buf = appendFloat(e.buf, v.Float(), 32)
	case reflect.Float64:
		e.buf = appendFloat(e.buf, v.Float(), 64)
	case reflect.String:
		if v.Type() == reflect.TypeFor[json.Number]() {
			return e.text([]byte(cmpOr(v.String(), "0")))
		}
		e.buf = appendString(e.buf, v.String())
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			e.buf = append(e.buf, "null"...)
			return nil
		}
		return e.reflect(v.Elem())
	case reflect.Slice:
		switch {
		case v.Type().Elem().Kind() == reflect.Uint8:
			e.bytes(v.Bytes())
			return nil
		case v.IsNil():
			e.buf = append(e.buf, "null"...)
			return nil
		}
		return e.list(v)
	case reflect.Array:
		return e.list(v)
	case reflect.Map:
		return e.object(v)
	case reflect.Struct:
		return e.fields(v)
	default:
		return fmt.Errorf("%s cannot be sent", v.Type())
	}
	return nil
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// marshaler lets a type that knows how it is written write itself.
func (e *encoder) marshaler(v reflect.Value) (done bool, err error) {
	switch t := v.Type(); {
	case t == rawType:
		return true, e.raw(v.Interface().(Raw))
	case t == messageType:
		return true, e.text(v.Bytes())
	}
	if v.CanAddr() && v.Kind() != reflect.Pointer && reflect.PointerTo(v.Type()).Implements(marshalerType) {
		v = v.Addr()
	}
	if v.Kind() == reflect.Interface || !v.CanInterface() {
		return false, nil
	}
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return false, nil
	}
	if v.Type().Implements(marshalerType) {
		text, err := v.Interface().(json.Marshaler).MarshalJSON()
		if err != nil {
			return true, fmt.Errorf("marshal %s: %w", v.Type(), err)
		}
		return true, e.text(text)
	}
	if v.Type().Implements(textType) {
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			return true, fmt.Errorf("marshal %s: %w", v.Type(), err)
		}
		e.buf = appendString(e.buf, string(text))
		return true, nil
	}
	return false, nil
}

func (e *encoder) list(v reflect.Value) error {
	e.buf = append(e.buf, '[')
	for i := range v.Len() {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		if err := e.reflect(v.Index(i)); err != nil {
			return err
		}
	}
	e.buf = append(e.buf, ']')
	return nil
}

// object writes a map, its keys in order so that the same value is always the
// same text.
func (e *encoder) object(v reflect.Value) error {
	if v.IsNil() {
		e.buf = append(e.buf, "null"...)
		return nil
	}
	type member struct {
		key   string
		value reflect.Value
	}
	members := make([]member, 0, v.Len())
	for iter := v.MapRange(); iter.Next(); {
		key, err := keyText(iter.Key())
		if err != nil {
			return err
		}
		members = append(members, member{key, iter.Value()})
	}
	slices.SortFunc(members, func(a, b member) int { return bytes.Compare([]byte(a.key), []byte(b.key)) })
	e.buf = append(e.buf, '{')
	for i, m := range members {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.buf = append(appendString(e.buf, m.key), ':')
		if err := e.reflect(m.value); err != nil {
			return err
		}
	}
	e.buf = append(e.buf, '}')
	return nil
}

func keyText(k reflect.Value) (string, error) {
	if k.Kind() == reflect.String {
		return k.String(), nil
	}
	if text, ok := k.Interface().(encoding.TextMarshaler); ok {
		b, err := text.MarshalText()
		return string(b), err
	}
	switch {
	case k.CanInt():
		return strconv.FormatInt(k.Int(), 10), nil
	case k.CanUint():
		return strconv.FormatUint(k.Uint(), 10), nil
	}
	return "", fmt.Errorf("a map with keys of type %s cannot be sent", k.Type())
}

// appendFloat writes a number as JavaScript does; what JSON has no word for
// becomes null.
func appendFloat(b []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "null"...)
	}
	abs := math.Abs(f)
	format := byte('f')
	if abs != 0 && (bits == 64 && (abs < 1e-6 || abs >= 1e21) ||
		bits == 32 && (float32(abs) < 1e-6 || float32(abs) >= 1e21)) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, f, format, -1, bits)
	if format == 'e' {
		// JavaScript writes 1e-7, Go 1e-07.
		if n := len(b); n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' {
			b[n-2] = b[n-1]
			b = b[:n-1]
		}
	}
	return b
}

const hex = "0123456789abcdef"

// appendString quotes a string as JSON.stringify does.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			b = append(b, s[start:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\n':
				b = append(b, '\\', 'n')
			case '\r':
				b = append(b, '\\', 'r')
			case '\t':
				b = append(b, '\\', 't')
			case '\b':
				b = append(b, '\\', 'b')
			case '\f':
				b = append(b, '\\', 'f')
			default:
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			b = append(b, s[start:i]...)
			b = append(b, "\uFFFD"...)
			start = i + 1
		}
		i += size
	}
	return append(append(b, s[start:]...), '"')
}
