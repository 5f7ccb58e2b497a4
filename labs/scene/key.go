package scene

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Delivery is one copy of an event that somebody received.
type Delivery struct {
	Who       string `json:"who"` // Alice, or Alice(2)
	Namespace string `json:"namespace"`
	Event     string `json:"event"`
	Text      string `json:"text"` // in the notation of the package trace
}

// Recipients plays a scene and returns who received what in its last moment: the key of "who receives?". What the scene
// expects there is not looked at, and may be left out ([ParseQuestions]); what it expects before must hold. The
// deliveries stand in the order in which the people came.
func Recipients(ctx context.Context, t Target, s *Scene) ([]Delivery, error) {
	c := newCast(t, s)
	defer c.goodbye(ctx)
	for i := range s.moments {
		m := &s.moments[i]
		c.begin()
		err := c.act(ctx, m)
		last := i == len(s.moments)-1
		if err == nil && !last && !m.setup {
			var wrong []Finding
			if wrong, err = c.judge(ctx, m); len(wrong) > 0 {
				err = errors.New(wrong[0].Text)
			}
		}
		if err == nil && last {
			for _, q := range c.asked { // the call may itself have to wait for answers
				c.waitFor(ctx, c.long(), func() bool { _, ok := c.answer(q); return ok })
			}
			err = c.everybody(ctx)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", s.At(), s.Name, err)
		}
	}
	all := []Delivery{}
	for _, p := range c.order {
		for _, seen := range p.look() {
			if seen.sight == receives {
				all = append(all, Delivery{p.label, seen.seat.namespace, seen.event, seen.fact().String()})
			}
		}
	}
	return all, nil
}

// Same plays a scene some times over and returns its recipients, or an error if the runs disagree: such a question has
// no answer.
func Same(ctx context.Context, t Target, s *Scene, times int) ([]Delivery, error) {
	var first []Delivery
	for i := range times {
		key, err := Recipients(ctx, t, s)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = key
			continue
		}
		if !slices.EqualFunc(first, key, func(a, b Delivery) bool {
			return a.Who == b.Who && a.Namespace == b.Namespace && a.Event == b.Event
		}) {
			return nil, fmt.Errorf("%s: %s: two runs gave %v and %v", s.At(), s.Name, first, key)
		}
	}
	return first, nil
}
