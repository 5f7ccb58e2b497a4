package packet

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// The functions of this file walk JSON that json.Valid has accepted, so they
// look for structure only and never for mistakes.

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func skipSpace(b []byte, i int) int {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	return i
}

// skipString returns the index behind the string that begins at i.
func skipString(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// skipValue returns the index behind the value that begins at i.
func skipValue(b []byte, i int) int {
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		for depth := 0; ; {
			switch b[i] {
			case '"':
				i = skipString(b, i)
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
				if depth == 0 {
					return i + 1
				}
			}
			i++
		}
	}
	for i < len(b) && b[i] != ',' && b[i] != ']' && b[i] != '}' && !isSpace(b[i]) {
		i++
	}
	return i
}

// firstElement is the first value of an array, nil if it is empty.
func firstElement(b []byte) []byte {
	i := skipSpace(b, 1)
	if b[i] == ']' {
		return nil
	}
	return b[i:skipValue(b, i)]
}

// split cuts an array into the texts of its elements.
func split(b []byte) [][]byte {
	if len(b) == 0 || b[0] != '[' {
		return nil
	}
	elements := make([][]byte, 0, 4)
	for i := skipSpace(b, 1); b[i] != ']'; {
		end := skipValue(b, i)
		// The capacity ends with the element: an append by whoever gets it
		// must not write into its neighbour.
		elements = append(elements, b[i:end:end])
		i = skipSpace(b, end)
		if b[i] == ',' {
			i = skipSpace(b, i+1)
		}
	}
	return elements
}

// eachMember calls fn with the key (still quoted) and the value of each
// member of an object.
func eachMember(b []byte, fn func(key, value []byte) error) error {
	for i := skipSpace(b, 1); b[i] != '}'; {
		keyEnd := skipString(b, i)
		key := b[i:keyEnd]
		i = skipSpace(b, keyEnd)
		i = skipSpace(b, i+1) // the colon
		end := skipValue(b, i)
		if err := fn(key, b[i:end:end]); err != nil {
			return err
		}
		i = skipSpace(b, end)
		if b[i] == ',' {
			i = skipSpace(b, i+1)
		}
	}
	return nil
}

func unquote(b []byte) string {
	if bytes.IndexByte(b, '\\') < 0 {
		return string(b[1 : len(b)-1])
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return string(b)
	}
	return s
}

func isKey(quoted []byte, name string) bool {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1:len(quoted)-1]) == name
	}
	return unquote(quoted) == name
}

// placeholder reports whether an object stands for an attachment, and for
// which: -1 for one that cannot exist.
func placeholder(b []byte) (num int, is bool) {
	num = -1
	_ = eachMember(b, func(key, value []byte) error {
		if isKey(key, "_placeholder") {
			is = string(value) == "true"
		} else if isKey(key, "num") {
			num = attachmentNumber(value)
		}
		return nil
	})
	return num, is
}

func attachmentNumber(b []byte) int {
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || f < 0 || f >= MaxAttachments || f != float64(int(f)) {
		return -1
	}
	return int(f)
}

// replacePlaceholders copies a value to dst and puts what fn appends in the
// place of each placeholder. It passes over the text once: nested objects are
// not read again for each level around them.
func replacePlaceholders(dst, src []byte, fn func(dst []byte, num int) ([]byte, error)) ([]byte, error) {
	r := replacer{src: src, dst: dst, fn: fn}
	err := r.value()
	return append(r.dst, src[r.pos:]...), err
}

type replacer struct {
	src []byte
	pos int
	dst []byte
	fn  func(dst []byte, num int) ([]byte, error)
}

// to copies up to the index i.
func (r *replacer) to(i int) {
	r.dst = append(r.dst, r.src[r.pos:i]...)
	r.pos = i
}

func (r *replacer) value() error {
	r.to(skipSpace(r.src, r.pos))
	switch r.src[r.pos] {
	case '[':
		return r.array()
	case '{':
		return r.object()
	}
	r.to(skipValue(r.src, r.pos))
	return nil
}

func (r *replacer) array() error {
	r.to(skipSpace(r.src, r.pos+1))
	for r.src[r.pos] != ']' {
		if err := r.value(); err != nil {
			return err
		}
		r.to(skipSpace(r.src, r.pos))
		if r.src[r.pos] == ',' {
			r.to(skipSpace(r.src, r.pos+1))
		}
	}
	r.to(r.pos + 1)
	return nil
}

func (r *replacer) object() error {
	mark := len(r.dst)
	is, num := false, -1
	r.to(skipSpace(r.src, r.pos+1))
	for r.src[r.pos] != '}' {
		key := r.src[r.pos:skipString(r.src, r.pos)]
		r.to(skipSpace(r.src, r.pos+len(key)))
		r.to(skipSpace(r.src, r.pos+1))
		start := r.pos
		if err := r.value(); err != nil {
			return err
		}
		if isKey(key, "_placeholder") {
			is = string(r.src[start:r.pos]) == "true"
		} else if isKey(key, "num") {
			num = attachmentNumber(r.src[start:r.pos])
		}
		r.to(skipSpace(r.src, r.pos))
		if r.src[r.pos] == ',' {
			r.to(skipSpace(r.src, r.pos+1))
		}
	}
	r.to(r.pos + 1)
	if !is {
		return nil
	}
	var err error
	r.dst, err = r.fn(r.dst[:mark], num)
	return err
}
