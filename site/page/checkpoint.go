package page

import (
	"fmt"
	"html/template"
	"slices"

	"socketlab/site/lesson"
)

// A checkpointView is a question as a form, and its key for the script that gives verdicts. One of Choice, Fill, Order,
// Recipients and Observe is set.
type checkpointView struct {
	ID         string
	Kind       string
	Number     int // of this lesson's checkpoints, 1-based
	Of         int
	Stem       template.HTML
	Say        template.HTML
	Hints      []hintView
	How        string // what to do, in words: "Choose one."
	Choice     *lesson.Choice
	Fill       *fillView
	Order      *orderView
	Recipients *recipientsView
	Observe    *lesson.Observe
	Key        any // *choiceKey, *fillKey, *orderKey, *recipientsKey or *observeKey: the JSON that web/src/checkpoint/types.ts describes
}

// A hintView is one of several hints; each is offered when the one before has been opened.
type hintView struct {
	Title string
	Text  template.HTML
}

type fillView struct {
	Pieces []fillPiece
	Answer string // the text with its blanks filled
}

// A fillPiece is some text and the blank behind it; the last piece has none.
type fillPiece struct {
	Text  string
	Blank int // 1-based; 0: none
	Of    int
}

type orderView struct {
	Lines []lesson.Line // as displayed
	Right []lesson.Line // those that belong, in order
	Extra []lesson.Line // those that do not
}

// keyHead is what every key starts with.
type keyHead struct {
	Kind string        `json:"kind"`
	ID   string        `json:"id"`
	Rev  string        `json:"rev"`
	Say  template.HTML `json:"say"`
}

type choiceKey struct {
	keyHead
	Options []optionKey `json:"options"`
}

type optionKey struct {
	Right bool          `json:"right"`
	Say   template.HTML `json:"say"`
}

type fillKey struct {
	keyHead
	Blanks []blankKey `json:"blanks"`
}

type blankKey struct {
	Accept    []string      `json:"accept"`
	Wrong     []wrongKey    `json:"wrong"`
	Otherwise template.HTML `json:"otherwise"`
}

type wrongKey struct {
	Answers []string      `json:"answers"`
	Say     template.HTML `json:"say"`
}

type orderKey struct {
	keyHead
	Texts     []template.HTML `json:"texts"`
	Lines     []int           `json:"lines"`
	Extra     []extraKey      `json:"extra"`
	Otherwise template.HTML   `json:"otherwise"`
}

type extraKey struct {
	Line int           `json:"line"`
	Say  template.HTML `json:"say"`
}

func newCheckpoint(c *lesson.Checkpoint) (*checkpointView, error) {
	v := &checkpointView{ID: c.ID, Kind: c.Kind, Stem: c.Stem, Say: c.Say}
	for i, hint := range c.Hints {
		title := "Hint"
		if len(c.Hints) > 1 {
			title = fmt.Sprintf("Hint %d of %d", i+1, len(c.Hints))
		}
		v.Hints = append(v.Hints, hintView{title, hint})
	}
	head := keyHead{Kind: c.Kind, ID: c.ID, Rev: c.Revision, Say: c.Say}
	switch body := c.Body.(type) {
	case *lesson.Choice:
		v.How = "Choose one."
		if body.Multi {
			v.How = "Tick all that are right."
		}
		v.Choice, v.Key = body, newChoiceKey(head, body)
	case *lesson.Fill:
		v.How = "Fill in the blank."
		if len(body.Blanks) > 1 {
			v.How = "Fill in the blanks."
		}
		v.Fill, v.Key = newFill(body), newFillKey(head, body)
	case *lesson.Order:
		v.How = "Put the lines in order."
		v.Order = newOrder(body)
		if len(v.Order.Extra) > 0 {
			v.How = "Put the lines in order. Set aside what does not belong."
		}
		v.Key = newOrderKey(head, body)
	case *lesson.Recipients:
		v.How = "Tick everybody who receives it, or nobody."
		v.Recipients = newRecipients(body)
		v.Key = newRecipientsKey(head, body, v.Recipients)
	case *lesson.Observe:
		v.How = "Do this in the lab. Its server watches, and ticks off what it has seen."
		v.Observe, v.Key = body, newObserveKey(head, body)
	default:
		return nil, fmt.Errorf("checkpoint %s: no template for the kind %q", c.ID, c.Kind)
	}
	return v, nil
}

func newChoiceKey(head keyHead, body *lesson.Choice) *choiceKey {
	key := &choiceKey{keyHead: head}
	for _, option := range body.Options {
		key.Options = append(key.Options, optionKey{option.Right, option.Say})
	}
	return key
}

func newFill(body *lesson.Fill) *fillView {
	v := &fillView{}
	for i, text := range body.Text {
		piece := fillPiece{Text: text, Of: len(body.Blanks)}
		v.Answer += text
		if i < len(body.Blanks) {
			piece.Blank = i + 1
			v.Answer += body.Blanks[i].Accept[0]
		}
		v.Pieces = append(v.Pieces, piece)
	}
	return v
}

func newFillKey(head keyHead, body *lesson.Fill) *fillKey {
	key := &fillKey{keyHead: head}
	for _, b := range body.Blanks {
		blank := blankKey{Accept: b.Accept, Wrong: []wrongKey{}, Otherwise: b.Otherwise}
		for _, wrong := range b.Wrong {
			blank.Wrong = append(blank.Wrong, wrongKey{wrong.Answers, wrong.Say})
		}
		key.Blanks = append(key.Blanks, blank)
	}
	return key
}

func newOrder(body *lesson.Order) *orderView {
	v := &orderView{Lines: body.Lines}
	for _, line := range body.Lines {
		if line.Place > 0 {
			v.Right = append(v.Right, line)
		} else {
			v.Extra = append(v.Extra, line)
		}
	}
	slices.SortFunc(v.Right, func(a, b lesson.Line) int { return a.Place - b.Place })
	return v
}

func newOrderKey(head keyHead, body *lesson.Order) *orderKey {
	key := &orderKey{keyHead: head, Extra: []extraKey{}, Otherwise: body.Otherwise}
	for i, line := range body.Lines {
		key.Texts = append(key.Texts, line.Text)
		if line.Place == 0 {
			key.Extra = append(key.Extra, extraKey{i, line.Say})
			continue
		}
		key.Lines = append(key.Lines, i)
	}
	slices.SortFunc(key.Lines, func(a, b int) int { return body.Lines[a].Place - body.Lines[b].Place })
	return key
}

type observeKey struct {
	keyHead
	Needs int           `json:"needs"` // how many there are; what they are, the lab server knows
	Show  template.HTML `json:"show"`  // how it is done
}

func newObserveKey(head keyHead, body *lesson.Observe) *observeKey {
	return &observeKey{keyHead: head, Needs: len(body.Needs), Show: body.Show}
}
