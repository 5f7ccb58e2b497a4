package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"socketlab/labs"
	"socketlab/labs/bench"
	"socketlab/labs/scene"
	"socketlab/labs/socketio"
	"socketlab/labs/task"
	"socketlab/site"
	"socketlab/site/course"
	"socketlab/site/lesson"
)

const (
	plays    = 3                // how often a question's scene is played: runs that disagree are no answer
	playTime = 20 * time.Second // what all plays of a scene together may take
)

// A player plays the scenes of questions at the labs, in this process. It remembers what it found: a scene has one answer
// as long as the program runs.
type player struct {
	mu    sync.Mutex
	known map[course.Question][]lesson.Seat
}

var _ course.Player = (*player)(nil)

func newPlayer() *player { return &player{known: map[course.Question][]lesson.Seat{}} }

// Recipients implements [course.Player].
func (p *player) Recipients(q course.Question) ([]lesson.Seat, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if seats, ok := p.known[q]; ok {
		return slices.Clone(seats), nil
	}
	asked, err := readQuestion(q)
	if err != nil {
		return nil, err
	}
	deliveries, err := playQuestion(q, asked, plays)
	if err != nil {
		return nil, course.Mistakes{{Text: "this scene cannot be played: " + withoutPlace(err, asked)}}
	}
	var seats []lesson.Seat
	for _, seat := range asked.Seats() {
		gets := slices.ContainsFunc(deliveries, func(d scene.Delivery) bool { return d.Who == seat.Who && d.Namespace == seat.Namespace })
		seats = append(seats, lesson.Seat{Name: seat.Who, Namespace: seat.Namespace, Gets: gets})
	}
	var events []string
	for _, d := range deliveries {
		if !slices.Contains(events, d.Event) {
			events = append(events, d.Event)
		}
	}
	if len(events) > 1 {
		return nil, course.Mistakes{{Text: fmt.Sprintf("several events are sent in this scene (%s), so a question about who receives is not clear: let only one be sent", strings.Join(events, ", "))}}
	}
	p.known[q] = seats
	return slices.Clone(seats), nil
}

// questionName is the line that a question's scene is given, so that it reads as any other.
const questionName = "scene question\n"

// readQuestion reads a scene. Its mistakes are course.Mistakes.
func readQuestion(q course.Question) (*scene.Scene, error) {
	scenes, err := scene.ParseQuestions("question", questionName+q.Scene)
	if err != nil {
		return nil, mistakes(err)
	}
	if len(scenes) != 1 {
		return nil, course.Mistakes{{Text: fmt.Sprintf("here are %d scenes: a question is about one", len(scenes))}}
	}
	return scenes[0], nil
}

// mistakes are the problems that a scene's parser has joined, without their file.
func mistakes(err error) course.Mistakes {
	var found course.Mistakes
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return course.Mistakes{{Text: err.Error()}}
	}
	for _, one := range joined.Unwrap() {
		problem, ok := errors.AsType[*scene.Problem](one)
		if !ok {
			found = append(found, course.Mistake{Text: one.Error()})
			continue
		}
		found = append(found, course.Mistake{Line: problem.Line - strings.Count(questionName, "\n"), Text: problem.Text})
	}
	return found
}

// playQuestion plays a scene at a server of its own.
func playQuestion(q course.Question, asked *scene.Scene, times int) ([]scene.Delivery, error) {
	lab, err := labs.Find(q.Lab)
	if err != nil {
		return nil, err
	}
	mode, err := lab.Mode(q.Mode)
	if err != nil {
		return nil, err
	}
	url, stop, err := scene.Serve(mode.Config(socketio.Config{}), mode.Serve)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), playTime)
	defer cancel()
	deliveries, err := scene.Same(ctx, scene.Target{URL: url}, asked, times)
	return deliveries, errors.Join(err, stop())
}

// withoutPlace is an error of a scene without the place and name that it was given here.
func withoutPlace(err error, s *scene.Scene) string {
	return strings.ReplaceAll(err.Error(), s.At()+": "+s.Name+": ", "")
}

// questions are what pages of the site may have run.
func questions(live *site.Live) func(string) (bench.Question, bool) {
	return func(checkpoint string) (bench.Question, bool) {
		c := live.Course()
		if c == nil {
			return bench.Question{}, false
		}
		q, revision, ok := c.Question(checkpoint)
		return bench.Question{Lab: q.Lab, Mode: q.Mode, Scene: questionName + q.Scene, Revision: revision}, ok
	}
}

// tasks are what the site's lessons want to be done in a lab.
func tasks(live *site.Live) func(string) (task.Task, bool) {
	return func(checkpoint string) (task.Task, bool) {
		c := live.Course()
		if c == nil {
			return task.Task{}, false
		}
		body, ok := c.Task(checkpoint)
		if !ok {
			return task.Task{}, false
		}
		return taskOf(body), true
	}
}

func taskOf(body *lesson.Observe) task.Task {
	t := task.Task{Lab: body.Lab, Mode: body.Mode}
	for _, n := range body.Needs {
		t.Needs = append(t.Needs, task.Need{
			Fact: n.Fact, Never: n.Never, Exactly: n.Exactly, Event: n.Event, Ways: n.Ways,
			Left: n.Left, Room: n.Room, OneLine: n.OneLine, Namespaces: n.Namespaces,
		})
	}
	return t
}
