package page

import (
	"html/template"
	"slices"
	"strings"

	"socketlab/site/lesson"
)

// A recipientsView is the people of a question, to be ticked.
type recipientsView struct {
	Seats []seatView
	Who   string // the answer in words: "Carol gets it."
}

type seatView struct {
	Key       string // "alice", empty for whom the pages have no picture
	Name      string
	Namespace string // "/admin", empty where all are in the main namespace
	Gets      bool
}

type recipientsKey struct {
	keyHead
	Seats     []seatKey     `json:"seats"`
	Rules     []ruleKey     `json:"rules"`
	Otherwise template.HTML `json:"otherwise"`
}

type seatKey struct {
	Name string `json:"name"` // "Alice", or "Alice in /admin"
	Seat string `json:"seat"` // as scenes have it: "Alice", or "Alice@/admin"
	Who  string `json:"who"`  // "alice"
	Gets bool   `json:"gets"`
}

type ruleKey struct {
	Extra   []int         `json:"extra"` // of the seats
	Missing []int         `json:"missing"`
	Nobody  bool          `json:"nobody"`
	All     bool          `json:"all"`
	Say     template.HTML `json:"say"`
}

func newRecipients(body *lesson.Recipients) *recipientsView {
	v := &recipientsView{}
	several := slices.ContainsFunc(body.Seats, func(s lesson.Seat) bool { return s.Namespace != "/" })
	var people []person
	for _, s := range body.Seats {
		seat := seatView{Name: s.Name, Gets: s.Gets}
		if name := strings.ToLower(s.Name); slices.Contains([]string{"alice", "bob", "carol", "dave"}, name) {
			seat.Key = name
		}
		if several {
			seat.Namespace = s.Namespace
		}
		v.Seats = append(v.Seats, seat)
		people = append(people, person{Name: seat.Words(), Gets: s.Gets})
	}
	v.Who = call{Gets: people}.Who()
	return v
}

// Words is who it is: "Alice", "Alice in /admin".
func (s seatView) Words() string {
	if s.Namespace == "" {
		return s.Name
	}
	return s.Name + " in " + s.Namespace
}

func newRecipientsKey(head keyHead, body *lesson.Recipients, v *recipientsView) *recipientsKey {
	key := &recipientsKey{keyHead: head, Rules: []ruleKey{}, Otherwise: body.Otherwise}
	for i, s := range v.Seats {
		key.Seats = append(key.Seats, seatKey{s.Words(), body.Seats[i].String(), s.Key, s.Gets})
	}
	places := func(names []string) []int {
		found := []int{}
		for _, name := range names {
			found = append(found, slices.IndexFunc(body.Seats, func(s lesson.Seat) bool { return s.String() == name }))
		}
		return found
	}
	for _, rule := range body.Rules {
		key.Rules = append(key.Rules, ruleKey{places(rule.Extra), places(rule.Missing), rule.Nobody, rule.All, rule.Say})
	}
	return key
}
