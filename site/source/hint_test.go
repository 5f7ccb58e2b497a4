package source

import "testing"

func TestUnknown(t *testing.T) {
	many := []string{"chat", "rooms", "namespaces"}
	for _, test := range []struct {
		name  string
		known []string
		want  string
	}{
		{"roms", many, `: did you mean "rooms"?`},
		{"Rooms", many, `: did you mean "rooms"?`},
		{"namespace", many, `: did you mean "namespaces"?`},
		{"mailbox", many, ": there are chat, rooms, namespaces"},
		{"mailbox", []string{"chat"}, ": there is only chat"},
		{"chat", nil, ": there are none"},
		{"", many, ": there are chat, rooms, namespaces"},
	} {
		if got := Unknown(test.name, test.known); got != test.want {
			t.Errorf("Unknown(%q, %q) = %q, want %q", test.name, test.known, got, test.want)
		}
	}
}

func TestSorted(t *testing.T) {
	got := Problems{{"b", 1, "x"}, {"a", 9, "x"}, {"a", 2, "y"}, {"a", 2, "x"}, {"a", 2, "x"}}.Sorted().Error()
	if want := "a:2: x\na:2: y\na:9: x\nb:1: x"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
