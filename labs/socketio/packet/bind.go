package packet

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// bind decodes the argument into v. Without attachments that is encoding/json
// alone; with some, only the values around placeholders are walked here.
func (r Raw) bind(v reflect.Value) error {
	switch target := v.Addr().Interface().(type) {
	case *Raw:
		*target = r
		return nil
	case *[]byte:
		if data, ok := r.Bytes(); ok {
			*target = data
			return nil
		}
		if string(r.json) == "null" {
			*target = nil
			return nil
		}
		return fmt.Errorf("binary data expected, got %s", kindOf(r.json))
	}
	if len(r.attachments) == 0 {
		return json.Unmarshal(r.json, v.Addr().Interface())
	}
	return r.walk(r.json, v)
}

func kindOf(b []byte) string {
	switch b[0] {
	case '"':
		return "a string"
	case '{':
		return "an object"
	case '[':
		return "an array"
	case 't', 'f':
		return "a boolean"
	}
	return "a number"
}

func (r Raw) walk(b []byte, v reflect.Value) error {
	if _, ok := v.Addr().Interface().(json.Unmarshaler); ok && v.Type() != rawType {
		return json.Unmarshal(b, v.Addr().Interface())
	}
	sub := Raw{json: b, attachments: r.attachments}
	if v.Type() == rawType {
		v.Set(reflect.ValueOf(sub))
		return nil
	}
	if data, ok := sub.Bytes(); ok {
		switch {
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
			v.SetBytes(data)
		case v.Kind() == reflect.Interface && v.NumMethod() == 0:
			v.Set(reflect.ValueOf(data))
		case v.Kind() == reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
			return r.walk(b, v.Elem())
		default:
			return fmt.Errorf("cannot put binary data into %s", v.Type())
		}
		return nil
	}
	switch {
	case b[0] != '{' && b[0] != '[':
		return json.Unmarshal(b, v.Addr().Interface())
	case v.Kind() == reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		return r.walk(b, v.Elem())
	case v.Kind() == reflect.Interface && v.NumMethod() == 0:
		value, err := r.generic(b)
		if err == nil {
			v.Set(reflect.ValueOf(value))
		}
		return err
	case b[0] == '[' && v.Kind() == reflect.Slice:
		return r.slice(b, v)
	case b[0] == '[' && v.Kind() == reflect.Array:
		for i, element := range split(b) {
			if i < v.Len() {
				if err := r.walk(element, v.Index(i)); err != nil {
					return err
				}
			}
		}
		return nil
	case b[0] == '{' && v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String:
		return r.intoMap(b, v)
	case b[0] == '{' && v.Kind() == reflect.Struct:
		return r.intoStruct(b, v)
	}
	return json.Unmarshal(b, v.Addr().Interface())
}

func (r Raw) slice(b []byte, v reflect.Value) error {
	elements := split(b)
	out := reflect.MakeSlice(v.Type(), len(elements), len(elements))
	for i, element := range elements {
		if err := r.walk(element, out.Index(i)); err != nil {
			return err
		}
	}
	v.Set(out)
	return nil
}

func (r Raw) intoMap(b []byte, v reflect.Value) error {
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	return eachMember(b, func(key, value []byte) error {
		element := reflect.New(v.Type().Elem()).Elem()
		if err := r.walk(value, element); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(unquote(key)).Convert(v.Type().Key()), element)
		return nil
	})
}

func (r Raw) intoStruct(b []byte, v reflect.Value) error {
	fields := fieldsOf(v.Type())
	return eachMember(b, func(key, value []byte) error {
		name := unquote(key)
		found := -1
		for i := range fields {
			if fields[i].name == name {
				found = i
				break
			}
			if found < 0 && strings.EqualFold(fields[i].name, name) {
				found = i
			}
		}
		if found < 0 {
			return nil
		}
		target := v
		for _, i := range fields[found].index {
			if target.Kind() == reflect.Pointer {
				if target.IsNil() {
					if !target.CanSet() {
						return fmt.Errorf("cannot set the embedded pointer to unexported %s", target.Type().Elem())
					}
					target.Set(reflect.New(target.Type().Elem()))
				}
				target = target.Elem()
			}
			target = target.Field(i)
		}
		return r.walk(value, target)
	})
}

// generic decodes into map[string]any, []any and the like, with []byte for
// attachments.
func (r Raw) generic(b []byte) (any, error) {
	g := genericReader{src: b, attachments: r.attachments}
	return g.value()
}

// genericReader passes over the text once, however deep it is nested.
type genericReader struct {
	src         []byte
	pos         int
	attachments [][]byte
}

// skip goes to the next byte that is no space, from n bytes ahead.
func (g *genericReader) skip(n int) { g.pos = skipSpace(g.src, g.pos+n) }

func (g *genericReader) value() (any, error) {
	g.skip(0)
	switch g.src[g.pos] {
	case '[':
		return g.array()
	case '{':
		return g.object()
	}
	start := g.pos
	g.pos = skipValue(g.src, start)
	var value any
	err := json.Unmarshal(g.src[start:g.pos], &value)
	return value, err
}

func (g *genericReader) array() (any, error) {
	list := []any{}
	for g.skip(1); g.src[g.pos] != ']'; {
		value, err := g.value()
		if err != nil {
			return nil, err
		}
		list = append(list, value)
		if g.skip(0); g.src[g.pos] == ',' {
			g.skip(1)
		}
	}
	g.pos++
	return list, nil
}

func (g *genericReader) object() (any, error) {
	object := make(map[string]any)
	for g.skip(1); g.src[g.pos] != '}'; {
		key := g.src[g.pos:skipString(g.src, g.pos)]
		g.skip(len(key))
		g.pos++ // the colon
		value, err := g.value()
		if err != nil {
			return nil, err
		}
		object[unquote(key)] = value
		if g.skip(0); g.src[g.pos] == ',' {
			g.skip(1)
		}
	}
	g.pos++
	if object["_placeholder"] != true {
		return object, nil
	}
	num, ok := object["num"].(float64)
	if !ok || num < 0 || int(num) >= len(g.attachments) {
		return nil, ErrAttachments
	}
	return g.attachments[int(num)], nil
}
