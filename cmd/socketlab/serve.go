package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"

	"socketlab/labs/bench"
	"socketlab/site"
	"socketlab/site/course"
	"socketlab/site/page"
)

// reloadPath is where pages hear that they have changed, under --watch.
const reloadPath = "/_watch"

type serveFlags struct {
	addr    string
	content string
	watch   bool
	open    bool
	origins []string
}

func newServeCmd() *cobra.Command {
	var flags serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the lessons and their live labs",
		Long: "Serve the lessons and their live labs. Everything needed is in this program; nothing is fetched from anywhere.\n\n" +
			"With --watch the pages follow the files: save a lesson, and the open page shows it. Mistakes are listed here and on\n" +
			"the page.",
		Example: "  socketlab serve --open\n  socketlab serve --content content --watch",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return serve(cmd.Context(), flags, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&flags.addr, "addr", "localhost:8080", "address to listen on, `HOST:PORT`")
	cmd.Flags().StringVar(&flags.content, "content", "", "`DIR` with course.yaml and the lessons (default the content in this program)")
	cmd.Flags().BoolVar(&flags.watch, "watch", false, "follow changes of the content, and reload open pages")
	cmd.Flags().BoolVar(&flags.open, "open", false, "open a browser")
	cmd.Flags().StringSliceVar(&flags.origins, "origin", nil, "address of a static site elsewhere whose pages may use these labs, `URL`")
	return cmd
}

// serve serves until ctx ends.
func serve(ctx context.Context, flags serveFlags, stdout, stderr io.Writer) error {
	if err := flags.findContent(); err != nil {
		return err
	}
	var pages page.Config
	if flags.watch {
		pages.Reload = reloadPath
	}
	builder, err := newBuilder(flags.content, "/", pages)
	if err != nil {
		return err
	}
	var watcher *site.Watcher
	if flags.watch { // before the first build reads them: no change may fall between
		if watcher, err = site.Watch(flags.content); err != nil {
			return err
		}
	}
	live := site.NewLive(builder)
	if err := broken(live.Rebuild(), flags.content); err != nil && !flags.watch {
		return err
	} else if err != nil {
		report(stderr, err)
	}
	listener, err := listen(ctx, flags.addr)
	if err != nil {
		return err
	}
	address := urlOf(flags.addr, listener)
	fmt.Fprintf(stdout, "Socketlab is listening on %s\nOpen that in a browser and begin with the first lesson. Ctrl-C ends the program.\n", address)
	if flags.watch {
		fmt.Fprintf(stdout, "Watching %s: save a lesson, and its page follows.\n", flags.content)
	}
	if flags.open {
		if err := openBrowser(address); err != nil {
			fmt.Fprintf(stderr, "socketlab: no browser could be opened: %v\n", err)
		}
	}
	logger := slog.New(tint.NewHandler(stderr, &tint.Options{Level: slog.LevelWarn, TimeFormat: time.TimeOnly, NoColor: !isTerminal(stderr)}))
	labBench := bench.New(bench.Config{Questions: questions(live), Tasks: tasks(live), Origins: flags.origins, Logger: logger})
	if watcher == nil {
		return serveUntil(ctx, listener, siteRoutes(live, labBench, nil), labBench)
	}
	ctx, stop := context.WithCancel(ctx)
	watched := make(chan error, 1)
	go func() {
		defer stop()
		watched <- watcher.Run(ctx, func() { rebuild(live, flags.content, stdout, stderr) })
	}()
	err = serveUntil(ctx, listener, siteRoutes(live, labBench, live.Events(ctx)), labBench)
	stop()
	return errors.Join(err, <-watched)
}

// siteRoutes are all addresses of the program. Reloads may be nil.
func siteRoutes(pages, labs, reloads http.Handler) http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.GetHead)
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	r.Handle("/lab/*", labs)
	if reloads != nil {
		r.Method(http.MethodGet, reloadPath, reloads)
	}
	r.With(middleware.Compress(5)).Get("/*", pages.ServeHTTP)
	return r
}

// findContent chooses the folder to watch where none is named: the one that this repository has.
func (f *serveFlags) findContent() error {
	if !f.watch || f.content != "" {
		return nil
	}
	if _, err := os.Stat("content/" + course.TableFile); err != nil {
		return errors.New("--watch needs a folder to watch: add --content DIR")
	}
	f.content = "content"
	return nil
}

func rebuild(live *site.Live, folder string, stdout, stderr io.Writer) {
	started := time.Now()
	if err := broken(live.Rebuild(), folder); err != nil {
		report(stderr, err)
		return
	}
	fmt.Fprintf(stdout, "%s rebuilt in %v\n", time.Now().Format(time.TimeOnly), time.Since(started).Round(time.Millisecond))
}

// openBrowser asks the system to show a page.
func openBrowser(address string) error {
	command := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open"}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	cmd := exec.Command(command[0], append(command[1:], address)...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() // it may stay as long as the browser does, also when we are gone
	return nil
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
