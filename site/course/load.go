package course

import (
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"socketlab/site/lesson"
	"socketlab/site/source"
)

// Config is what a course is made of.
type Config struct {
	Content fs.FS          // course.yaml and the folders of lessons
	Labs    []Lab          // every lab that a lesson may use
	Source  fs.FS          // the labs' sources, "rooms/rooms.go"; nil when there are none
	Pages   []string       // addresses of other pages that lessons may link to, "cheatsheet/"
	Player  Player         // plays the scenes of questions; nil when there are no labs to play them
	Parser  *lesson.Parser // reads the lessons; nil means a new one whose base is "/"
}

// Load reads and resolves a course. If anything is wrong with the content, the error is a [source.Problems] with all of
// it, sorted by file and line.
func Load(cfg Config) (*Course, error) {
	if cfg.Parser == nil {
		cfg.Parser = lesson.NewParser("/")
	}
	c := &Course{Base: cfg.Parser.Base()}
	for _, lab := range cfg.Labs {
		c.Labs = append(c.Labs, &lab)
	}
	l := &loader{Config: cfg, course: c}
	if err := l.table(); err != nil {
		return nil, err
	}
	if err := l.lessons(); err != nil {
		return nil, err
	}
	l.resolve()
	if len(l.found) > 0 {
		return nil, l.found.Sorted()
	}
	return c, nil
}

// A loader is what is known while a course is loaded.
type loader struct {
	Config
	course *Course
	found  source.Problems
	quotes map[string]*file // of the labs' sources, by name; see quote.go
}

// report notes a problem in one of the lessons.
func (l *loader) report(file string, line int, format string, args ...any) {
	r := source.Reporter{File: file}
	r.Report(line, format, args...)
	l.found = append(l.found, r.Found...)
}

// lessons reads the file of each lesson in the table, as many at a time as there are processors.
func (l *loader) lessons() error {
	all := l.course.Lessons
	problems := make([]source.Problems, len(all))
	failures := make([]error, len(all))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(all)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(all); i = int(next.Add(1)) - 1 {
				src, err := fs.ReadFile(l.Content, all[i].File)
				if err != nil {
					failures[i] = err
					continue
				}
				parsed, found := l.Parser.Parse(all[i].File, src)
				all[i].Lesson, problems[i] = *parsed, found
			}
		})
	}
	wg.Wait()
	l.found = append(l.found, slices.Concat(problems...)...)
	for i, this := range all {
		this.Path = lesson.Address(this.File)
		if i > 0 {
			this.Prev, all[i-1].Next = all[i-1], this
		}
	}
	return errors.Join(failures...)
}
