package course

import (
	"errors"
	"slices"

	"socketlab/site/lesson"
	"socketlab/site/source"
)

// A Question is a scene whose recipients are asked for.
type Question struct {
	Lab   string
	Mode  string // of the lab, never empty
	Scene string // in the notation of scenes, without the line that gives it a name
}

// A Player plays scenes at the labs, which site never imports.
type Player interface {
	// Recipients plays a scene some times over and returns everybody in it, in the order in which they come, and whether
	// they received something in its last moment. Mistakes that its author can mend are Mistakes.
	Recipients(q Question) ([]lesson.Seat, error)
}

// A Mistake in a scene.
type Mistake struct {
	Line int // 1-based line of the scene; 0 when it is about the whole
	Text string
}

// Mistakes are all that is wrong with a scene.
type Mistakes []Mistake

// Error implements error.
func (ms Mistakes) Error() string {
	var all []error
	for _, m := range ms {
		all = append(all, errors.New(m.Text))
	}
	return errors.Join(all...).Error()
}

// Question finds the scene that a checkpoint asks about, and the checkpoint's revision.
func (c *Course) Question(checkpoint string) (q Question, revision string, ok bool) {
	for _, l := range c.Lessons {
		for _, cp := range l.Checkpoints() {
			if body, asks := cp.Body.(*lesson.Recipients); asks && cp.ID == checkpoint {
				return Question{body.Lab, body.Mode, body.Scene}, cp.Revision, true
			}
		}
	}
	return Question{}, "", false
}

// maxSeats keeps a question one that can be looked at.
const maxSeats = 8

// recipients finds out who receives what a checkpoint asks about; it is c itself, something having been reported, when
// that cannot be known.
func (l *loader) recipients(in string, c *lesson.Checkpoint, body *lesson.Recipients) *lesson.Checkpoint {
	mode, ok := l.modeOf(in, body.Lab, body.Mode, body.LabLine, body.ModeLine)
	if !ok || body.Scene == "" {
		return c
	}
	if l.Player == nil {
		l.report(in, c.Line, "no labs run here, so nobody can say who receives anything")
		return c
	}
	seats, err := l.Player.Recipients(Question{body.Lab, mode, body.Scene})
	if mistakes, ok := errors.AsType[Mistakes](err); ok {
		for _, m := range mistakes {
			l.report(in, body.SceneLine+max(m.Line-1, 0), "%s", m.Text)
		}
		return c
	}
	switch {
	case err != nil:
		l.report(in, body.SceneLine, "this scene cannot be played: %v", err)
		return c
	case len(seats) < 2 || len(seats) > maxSeats:
		l.report(in, body.SceneLine, "%d people are in this scene: a question needs 2 to %d", len(seats), maxSeats)
		return c
	}
	resolved := c.Resolve(seats, func(line int, format string, args ...any) { l.report(in, line, format, args...) })
	resolved.Body.(*lesson.Recipients).Mode = mode
	return resolved
}

// observe checks that a task can be done beside its lesson.
func (l *loader) observe(this *Lesson, body *lesson.Observe) {
	if _, ok := l.modeOf(this.File, body.Lab, body.Mode, body.LabLine, body.ModeLine); !ok {
		return
	}
	beside := slices.ContainsFunc(this.Blocks, func(b lesson.Block) bool {
		lab, ok := b.(*lesson.Lab)
		return ok && lab.Name == body.Lab
	})
	if !beside {
		l.report(this.File, body.LabLine, "the lab %s does not stand beside this lesson, so the task cannot be done here", body.Lab)
	}
}

// Task finds what a checkpoint wants to be done.
func (c *Course) Task(checkpoint string) (*lesson.Observe, bool) {
	for _, l := range c.Lessons {
		for _, cp := range l.Checkpoints() {
			if body, asks := cp.Body.(*lesson.Observe); asks && cp.ID == checkpoint {
				return body, true
			}
		}
	}
	return nil, false
}

// modeOf is the mode of a question's lab. What does not exist is reported.
func (l *loader) modeOf(in, name, mode string, labLine, modeLine int) (string, bool) {
	if name == "" { // reported by the parser
		return "", false
	}
	i := slices.IndexFunc(l.course.Labs, func(lab *Lab) bool { return lab.Name == name })
	if i < 0 {
		names := make([]string, len(l.course.Labs))
		for i, lab := range l.course.Labs {
			names[i] = lab.Name
		}
		l.report(in, labLine, "there is no lab %q%s", name, source.Unknown(name, names))
		return "", false
	}
	lab := l.course.Labs[i]
	if mode == "" {
		return lab.Modes[0], true
	}
	if !slices.Contains(lab.Modes, mode) {
		l.report(in, modeLine, "the lab %s has no mode %q%s", lab.Name, mode, source.Unknown(mode, lab.Modes))
		return "", false
	}
	return mode, true
}
