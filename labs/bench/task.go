package bench

import (
	"fmt"
	"net/http"

	"socketlab/labs/task"
)

// getTask judges a task of the lessons by what the session's server has seen.
func (b *Bench) getTask(w http.ResponseWriter, r *http.Request) {
	s := b.find(r.PathValue("session"))
	if s == nil {
		fail(w, noSession())
		return
	}
	name := r.PathValue("task")
	var t task.Task
	known := false
	if b.cfg.Tasks != nil {
		t, known = b.cfg.Tasks(name)
	}
	if !known {
		fail(w, &problem{http.StatusNotFound, "no-task", fmt.Sprintf("This lab server knows no task %q.", name)})
		return
	}
	suits := s.lab == t.Lab && (t.Mode == "" || s.mode == t.Mode)
	met := make([]bool, len(t.Needs))
	if suits {
		entries, _, _ := s.log.After(0)
		met = task.Judge(t, entries, s.log.Now())
	}
	passed := suits
	for _, one := range met {
		passed = passed && one
	}
	answer(w, http.StatusOK, map[string]any{"passed": passed, "met": met, "suits": suits})
}
