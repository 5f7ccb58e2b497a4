package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/spf13/cobra"

	"socketlab/labs"
	"socketlab/labs/socketio"
	"socketlab/site/web"
)

func newLabCmd() *cobra.Command {
	var addr, mode string
	cmd := &cobra.Command{
		Use:   "lab NAME",
		Short: "Run one lab by itself, with its log",
		Long: "Run one lab by itself: a plain page at /, the Socket.IO server at /socket.io/ and the official client at\n" +
			"/socket.io/socket.io.js. The log says who connects and who goes. `socketlab labs` lists the labs.",
		Example: "  socketlab lab chat\n  socketlab lab emit --mode all --addr localhost:3001",
		Args:    oneLab,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return labNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return runLab(cmd.Context(), cmd.OutOrStdout(), args[0], mode, addr)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "localhost:3000", "address to listen on, `HOST:PORT`")
	cmd.Flags().StringVar(&mode, "mode", "", "`NAME` of the lab's mode (default its first)")
	return cmd
}

func oneLab(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return errors.New("name one lab, for example `socketlab lab chat`; `socketlab labs` lists them")
	}
	return nil
}

func labNames() []string {
	var names []string
	for _, lab := range labs.All() {
		names = append(names, lab.Name)
	}
	return names
}

// runLab serves one lab until ctx ends.
func runLab(ctx context.Context, stdout io.Writer, name, modeName, addr string) error {
	lab, err := labs.Find(name)
	if err != nil {
		return err
	}
	mode, err := lab.Mode(modeName)
	if err != nil {
		return err
	}
	page, err := lab.Page()
	if err != nil {
		return fmt.Errorf("read the lab's page: %w", err)
	}
	client, err := officialClient()
	if err != nil {
		return err
	}
	listener, err := listen(ctx, addr)
	if err != nil {
		return err
	}
	logger := slog.New(&plainLog{out: stdout})
	io := socketio.New(mode.Config(socketio.Config{Client: client, Logger: logger}))
	mode.Serve(io)
	io.Logf("listening on %s", urlOf(addr, listener))
	return serveUntil(ctx, listener, labRoutes(io, page), io)
}

// officialClient is the browser's half of Socket.IO, which npm has put into the program.
func officialClient() (fs.FS, error) {
	assets, err := web.Load()
	if err != nil {
		return nil, err
	}
	return assets.Client()
}

func labRoutes(io http.Handler, page []byte) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/socket.io/", io)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Write(page)
	})
	return mux
}

// plainLog is a slog.Handler for a log that a beginner reads: the message alone, and what goes with it when something is
// wrong.
type plainLog struct {
	mu  sync.Mutex // one line at a time
	out io.Writer
}

func (l *plainLog) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }
func (l *plainLog) WithAttrs([]slog.Attr) slog.Handler               { return l }
func (l *plainLog) WithGroup(string) slog.Handler                    { return l }

func (l *plainLog) Handle(_ context.Context, r slog.Record) error {
	line := r.Message
	if r.Level >= slog.LevelWarn {
		line = r.Level.String() + ": " + line
	}
	r.Attrs(func(a slog.Attr) bool {
		line += " " + a.String()
		return true
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := fmt.Fprintln(l.out, oneLine(line))
	return err
}

// oneLine escapes line breaks and other control characters: a client's text must not forge lines of the log, nor command
// the terminal.
func oneLine(text string) string {
	if !strings.ContainsFunc(text, unicode.IsControl) {
		return text
	}
	var escaped strings.Builder
	for _, r := range text {
		if unicode.IsControl(r) {
			escaped.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		} else {
			escaped.WriteRune(r)
		}
	}
	return escaped.String()
}
