package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"socketlab/site/course"
	"socketlab/site/source"
)

// Live serves the newest site that could be built, from memory.
//
// While the content has mistakes the last good site stays, with the mistakes on top of every page; pages that watch
// (see Events) are told to reload after each rebuild.
type Live struct {
	builder *Builder
	state   atomic.Pointer[state]

	mu       sync.Mutex
	watchers map[chan struct{}]bool // guarded by mu
}

// state is what a request sees; it is replaced as a whole.
type state struct {
	site     *Site           // nil before the first good build
	problems source.Problems // of the last build
}

// ProblemsRenderer is what a Renderer may offer for when the content has mistakes and there is no earlier site to show.
type ProblemsRenderer interface {
	Problems(w io.Writer, base string, problems []source.Problem) error
}

// NewLive returns a Live that serves nothing before the first Rebuild.
func NewLive(b *Builder) *Live {
	l := &Live{builder: b, watchers: map[chan struct{}]bool{}}
	l.state.Store(&state{})
	return l
}

// Rebuild builds the site again and serves it. If the content has mistakes it returns them, as source.Problems. It must
// not be called by two goroutines at once.
func (l *Live) Rebuild() error {
	s, err := l.builder.Build()
	next := &state{site: s}
	if err != nil {
		next.site = l.state.Load().site
		if problems, ok := errors.AsType[source.Problems](err); ok {
			next.problems = problems
		} else {
			next.problems = source.Problems{{File: "content", Line: 1, Text: err.Error()}}
		}
	}
	l.state.Store(next)
	l.mu.Lock()
	defer l.mu.Unlock()
	for watcher := range l.watchers {
		select {
		case watcher <- struct{}{}:
		default: // it has one to read already
		}
	}
	return err
}

// Course is the one that is served; nil before the first good build.
func (l *Live) Course() *course.Course {
	if s := l.state.Load().site; s != nil {
		return s.Course
	}
	return nil
}

// ServeHTTP serves the site's files.
func (l *Live) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := l.state.Load()
	name, ok := strings.CutPrefix(r.URL.Path, l.builder.cfg.Base)
	switch {
	case now.site == nil:
		l.serveProblems(w, now.problems)
		return
	case ok && (name == "" || strings.HasSuffix(name, "/")):
		name += "index.html"
	case ok && now.site.Files[name] == nil && now.site.Files[name+"/index.html"] != nil:
		target := *r.URL
		target.Path += "/"
		http.Redirect(w, r, target.RequestURI(), http.StatusMovedPermanently)
		return
	}
	file := now.site.Files[name]
	if file == nil || !ok || name == NotFoundFile {
		l.serveNotFound(w, now, strings.TrimSuffix(name, "index.html"))
		return
	}
	data, tag := file.Data, file.ETag
	header := w.Header()
	header.Set("Content-Type", contentType(name))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-cache") // may be kept, and is asked for again with its ETag
	if file.Immutable {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if len(now.problems) > 0 && strings.HasSuffix(name, ".html") {
		data, tag = withProblems(data, now.problems), ""
		header.Set("Cache-Control", "no-store")
	}
	if tag != "" {
		header.Set("ETag", tag)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

func (l *Live) serveNotFound(w http.ResponseWriter, now *state, path string) {
	var page bytes.Buffer
	if err := l.builder.cfg.Renderer.NotFound(&page, now.site.Course, path); err != nil {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	servePage(w, http.StatusNotFound, withProblems(page.Bytes(), now.problems))
}

func (l *Live) serveProblems(w http.ResponseWriter, problems source.Problems) {
	var page bytes.Buffer
	renderer, ok := l.builder.cfg.Renderer.(ProblemsRenderer)
	if !ok || renderer.Problems(&page, l.builder.cfg.Base, problems) != nil {
		http.Error(w, problems.Error(), http.StatusInternalServerError)
		return
	}
	servePage(w, http.StatusInternalServerError, page.Bytes())
}

func servePage(w http.ResponseWriter, status int, page []byte) {
	w.Header().Set("Content-Type", contentType(".html"))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(page)
}

var problemsPanel = template.Must(template.New("problems").Parse(
	`<section class="content-problems" role="alert" style="position:relative;z-index:100;padding:1rem 1.5rem;border-bottom:3px solid var(--wrong);background:var(--wrong-soft);color:var(--ink)">` +
		`<p><strong>The content has mistakes; this is how it was before them.</strong></p><ul>` +
		`{{range .}}<li><code>{{.File}}:{{.Line}}</code> {{.Text}}</li>{{end}}</ul></section>`))

// withProblems puts the problems at the top of a page's body.
func withProblems(html []byte, problems source.Problems) []byte {
	if len(problems) == 0 {
		return html
	}
	at := max(bytes.Index(html, []byte("<body")), 0)
	at += bytes.IndexByte(html[at:], '>') + 1
	var panel bytes.Buffer
	if err := problemsPanel.Execute(&panel, problems); err != nil {
		return html
	}
	return slices.Concat(html[:at], panel.Bytes(), html[at:])
}

// Events is a stream of server-sent events that has an event "reload" after each rebuild. It ends when ctx or the
// request does.
func (l *Live) Events(ctx context.Context) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rebuilt := make(chan struct{}, 1)
		l.mu.Lock()
		l.watchers[rebuilt] = true
		l.mu.Unlock()
		defer func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			delete(l.watchers, rebuilt)
		}()
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Cache-Control", "no-store")
		out := http.NewResponseController(w)
		for text := "retry: 300\n\n"; ; text = "event: reload\ndata: now\n\n" {
			if _, err := fmt.Fprint(w, text); err != nil || out.Flush() != nil {
				return
			}
			select {
			case <-rebuilt:
			case <-r.Context().Done():
				return
			case <-ctx.Done():
				return
			}
		}
	})
}
