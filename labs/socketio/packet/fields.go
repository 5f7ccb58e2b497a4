package packet

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// field is one member that a struct has in JSON.
type field struct {
	name      string
	index     []int
	depth     int
	tagged    bool
	omitEmpty bool
	omitZero  bool
	quoted    bool // the "string" option
}

// fieldCache remembers what fieldsOf found. It is a pure function of the
// type, so nothing that runs can change what another part sees.
var fieldCache sync.Map // of reflect.Type to []field

// fieldsOf lists the members of a struct type by the rules of encoding/json:
// tags, embedded structs, and of two with one name the shallower, then the
// tagged one, else neither.
func fieldsOf(t reflect.Type) []field {
	if cached, ok := fieldCache.Load(t); ok {
		return cached.([]field)
	}
	var all []field
	collect(t, nil, 0, map[reflect.Type]bool{}, &all)
	best := map[string]int{}
	clash := map[string]bool{}
	for i, f := range all {
		j, seen := best[f.name]
		switch {
		case !seen:
			best[f.name] = i
		case f.depth < all[j].depth || f.depth == all[j].depth && f.tagged && !all[j].tagged:
			best[f.name], clash[f.name] = i, false
		case f.depth == all[j].depth && f.tagged == all[j].tagged:
			clash[f.name] = true
		}
	}
	fields := make([]field, 0, len(best))
	for i, f := range all {
		if best[f.name] == i && !clash[f.name] {
			fields = append(fields, f)
		}
	}
	cached, _ := fieldCache.LoadOrStore(t, fields)
	return cached.([]field)
}

func collect(t reflect.Type, index []int, depth int, path map[reflect.Type]bool, all *[]field) {
	if path[t] {
		return // an embedded pointer to itself
	}
	path[t] = true
	defer delete(path, t)
	for i := range t.NumField() {
		sf := t.Field(i)
		inner := sf.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if !sf.IsExported() && !(sf.Anonymous && inner.Kind() == reflect.Struct) {
			continue
		}
		tag := sf.Tag.Get("json")
		if tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		at := append(append([]int(nil), index...), i)
		if sf.Anonymous && name == "" && inner.Kind() == reflect.Struct {
			collect(inner, at, depth+1, path, all)
			continue
		}
		if !sf.IsExported() {
			continue
		}
		f := field{name: name, index: at, depth: depth, tagged: name != ""}
		if name == "" {
			f.name = sf.Name
		}
		for option := range strings.SplitSeq(options, ",") {
			switch option {
			case "omitempty":
				f.omitEmpty = true
			case "omitzero":
				f.omitZero = true
			case "string":
				f.quoted = true
			}
		}
		*all = append(*all, f)
	}
}

// fields writes a struct.
func (e *encoder) fields(v reflect.Value) error {
	e.buf = append(e.buf, '{')
	first := true
	for _, f := range fieldsOf(v.Type()) {
		member, ok := memberOf(v, f.index)
		if !ok || f.omitEmpty && isEmpty(member) || f.omitZero && isZero(member) {
			continue
		}
		if !first {
			e.buf = append(e.buf, ',')
		}
		first = false
		e.buf = append(appendString(e.buf, f.name), ':')
		start := len(e.buf)
		if err := e.reflect(member); err != nil {
			return fmt.Errorf("%s.%s: %w", v.Type(), f.name, err)
		}
		if f.quoted && isScalar(member) {
			text := string(e.buf[start:])
			e.buf = appendString(e.buf[:start], text)
		}
	}
	e.buf = append(e.buf, '}')
	return nil
}

// memberOf follows the index through embedded pointers; a nil one has no
// members.
func memberOf(v reflect.Value, index []int) (reflect.Value, bool) {
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}, false
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, true
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func isZero(v reflect.Value) bool {
	if v.CanInterface() {
		if z, ok := v.Interface().(interface{ IsZero() bool }); ok && !(v.Kind() == reflect.Pointer && v.IsNil()) {
			return z.IsZero()
		}
	}
	return v.IsZero()
}

func isScalar(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Struct, reflect.Map, reflect.Slice, reflect.Array, reflect.Interface, reflect.Pointer:
		return false
	}
	return true
}
