// Socketlab is a course on Socket.IO beside live servers: one program that serves the lessons and their labs, runs a lab
// by itself, and builds the static site.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"socketlab/site/source"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the program. Whatever goes wrong becomes one line on stderr that starts with "socketlab: " (and, before it, a
// line for each mistake in the content), without a capital letter and without a full stop.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRootCmd()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	report(stderr, err)
	if _, failed := errors.AsType[*failedCheck](err); failed {
		return 1
	}
	return 2
}

func report(stderr io.Writer, err error) {
	if broken, ok := errors.AsType[*brokenContent](err); ok {
		fmt.Fprintln(stderr, broken.list())
	}
	fmt.Fprintf(stderr, "socketlab: %v\n", err)
}

func newRootCmd() *cobra.Command {
	root := &cobra.Command{
		Use:   "socketlab",
		Short: "A course on Socket.IO beside live servers",
		Long: "Socketlab is a course on Socket.IO in which every lesson stands beside a live server.\n\n" +
			"Start with `socketlab serve` and open the address that it prints. `socketlab lab chat` runs one lab by itself,\n" +
			"for your own client to talk to.",
		Example:       "  socketlab serve --open\n  socketlab lab rooms\n  socketlab build --out public --base /course/",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs, // an unknown command comes as one
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return fmt.Errorf("there is no command %q%s", args[0], source.Unknown(args[0], commandNames(cmd)))
		},
	}
	root.FParseErrWhitelist.UnknownFlags = true // so that `socketlab serv --open` is about serv
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(newServeCmd(), newLabCmd(), newLabsCmd(), newCheckCmd(), newBuildCmd(), newLintCmd(), newVersionCmd())
	return root
}

func commandNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// flagError adds what was probably meant to the message about an unknown flag.
func flagError(cmd *cobra.Command, err error) error {
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return err
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	slices.Sort(names)
	name := "--" + unknown.GetSpecifiedName()
	return fmt.Errorf("%s has no flag %s%s", cmd.Name(), name, source.Unknown(name, names))
}

// noArgs is for commands that take flags only.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no argument, and %q was given: see socketlab %s --help", cmd.Name(), args[0], cmd.Name())
	}
	return nil
}

// brokenContent is content with mistakes, named from where the author stands.
type brokenContent struct {
	folder   string
	problems source.Problems
}

// broken gives problems of the content the place of their folder; other errors stay as they are.
func broken(err error, folder string) error {
	if problems, ok := errors.AsType[source.Problems](err); ok {
		return &brokenContent{cmp.Or(folder, "content"), problems}
	}
	return err
}

func (b *brokenContent) Error() string {
	if len(b.problems) == 1 {
		return "the content has a problem"
	}
	return fmt.Sprintf("the content has %d problems", len(b.problems))
}

// list is a line for each problem.
func (b *brokenContent) list() string {
	lines := make([]string, len(b.problems))
	for i, p := range b.problems {
		lines[i] = strings.TrimSuffix(b.folder, "/") + "/" + p.String()
	}
	return strings.Join(lines, "\n")
}
