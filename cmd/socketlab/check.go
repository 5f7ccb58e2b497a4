package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/spf13/cobra"

	"socketlab/labs"
	"socketlab/labs/scene"
)

// checkTime bounds a check as a whole.
const checkTime = 3 * time.Minute

type checkFlags struct {
	url, mode, transport string
	seed                 uint64
	asJSON               bool
}

func newCheckCmd() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check NAME --url URL",
		Short: "Check anybody's server against a lab's scenes",
		Long: "Check a server, yours perhaps, against what a lab's server does: clients connect, do what the lab's scenes say, and\n" +
			"exactly the right people must receive the right events. Names, rooms and texts are drawn from a seed, which is\n" +
			"printed. The exit status is 0 if all is right, 1 if not, 2 if the check could not be understood.",
		Example: "  socketlab check rooms --url http://localhost:3000\n  socketlab check emit --mode all --url localhost:3000 --json",
		Args:    oneLabToCheck,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return labNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCheck(cmd.Context(), cmd.OutOrStdout(), args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.url, "url", "", "where the server is, such as `http://localhost:3000`")
	cmd.Flags().StringVar(&f.mode, "mode", "", "`NAME` of the lab's mode (default its first)")
	cmd.Flags().StringVar(&f.transport, "transport", "websocket", "`NAME` of the transport, websocket or polling")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "`NUMBER` that the names, rooms and texts are drawn from (default a new one)")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print one JSON object")
	return cmd
}

func oneLabToCheck(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return errors.New("name one lab, for example `socketlab check rooms --url http://localhost:3000`; `socketlab labs` lists them")
	}
	return nil
}

// failedCheck is a check that was made and found something wrong: exit status 1, not 2.
type failedCheck struct{ text string }

func (f *failedCheck) Error() string { return f.text }

// checkReport is the outcome of a check. Its JSON is what --json prints.
type checkReport struct {
	Lab       string             `json:"lab"`
	Mode      string             `json:"mode"`
	URL       string             `json:"url"`
	Transport string             `json:"transport"`
	Seed      uint64             `json:"seed"`
	OK        bool               `json:"ok"`
	Problem   *scene.Unreachable `json:"problem,omitempty"` // why nothing, or nothing more, could be checked
	Scenes    []scene.Verdict    `json:"scenes"`
}

// runCheck plays the scenes of a lab's mode at a server.
func runCheck(ctx context.Context, stdout io.Writer, name string, f checkFlags) error {
	lab, err := labs.Find(name)
	if err != nil {
		return err
	}
	mode, err := lab.Mode(f.mode)
	if err != nil {
		return err
	}
	if f.url == "" {
		return fmt.Errorf("say where the server is: `socketlab check %s --url http://localhost:3000`", name)
	}
	address, err := scene.Address(f.url)
	if err != nil {
		return err
	}
	if f.transport != "websocket" && f.transport != "polling" {
		return fmt.Errorf("there is no transport %q: there are websocket and polling", f.transport)
	}
	if f.seed == 0 {
		f.seed = 1 + rand.Uint64N(999_999)
	}
	target := scene.Target{URL: address, Transport: f.transport, Seed: f.seed}
	scenes, err := scenesOf(lab, mode, target)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	report := checkReport{Lab: lab.Name, Mode: mode.Name, URL: address, Transport: f.transport, Seed: f.seed, Scenes: []scene.Verdict{}}
	tell := stdout
	if f.asJSON {
		tell = io.Discard
	}
	fmt.Fprintf(tell, "Checking %s (%s) at %s over %s, seed %d\n", lab.Name, mode.Name, address, f.transport, f.seed)
	report.play(ctx, tell, target, scenes)
	if report.OK {
		fmt.Fprintf(tell, "All %d scenes are right.\n", len(scenes))
	}
	if f.asJSON {
		enc := json.NewEncoder(stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(report); err != nil {
			return fmt.Errorf("print the report: %w", err)
		}
	}
	return report.err(len(scenes))
}

// scenesOf reads the scenes of one mode.
func scenesOf(lab labs.Lab, mode labs.Mode, target scene.Target) ([]*scene.Scene, error) {
	name, text, err := lab.Scenes()
	if err != nil {
		return nil, fmt.Errorf("read the lab's scenes: %w", err)
	}
	all, err := scene.Parse(name, text)
	if err != nil {
		return nil, err
	}
	var some []*scene.Scene
	for _, s := range all {
		if m, err := lab.Mode(s.Mode); err == nil && m.Name == mode.Name && target.Suits(s) {
			some = append(some, s)
		}
	}
	return some, nil
}

// play plays the scenes and tells of each, until the server cannot be reached any more.
func (r *checkReport) play(ctx context.Context, tell io.Writer, target scene.Target, scenes []*scene.Scene) {
	r.OK = true
	if r.lost(ctx, target) {
		return
	}
	for _, s := range scenes {
		v := scene.Play(ctx, target, s)
		r.Scenes = append(r.Scenes, v)
		fmt.Fprintln(tell, v)
		if v.OK {
			continue
		}
		r.OK = false
		if r.lost(ctx, target) {
			return
		}
	}
}

// lost finds out whether the server can be reached at all.
func (r *checkReport) lost(ctx context.Context, target scene.Target) bool {
	err := scene.Probe(ctx, target)
	if err == nil {
		return false
	}
	r.OK = false
	no, ok := errors.AsType[*scene.Unreachable](err)
	if !ok {
		no = &scene.Unreachable{Kind: scene.Silent, Text: err.Error()}
	}
	r.Problem = no
	return true
}

func (r *checkReport) err(scenes int) error {
	right := 0
	for _, v := range r.Scenes {
		if v.OK {
			right++
		}
	}
	switch {
	case r.OK:
		return nil
	case r.Problem != nil && len(r.Scenes) == 0:
		return &failedCheck{r.Problem.Text}
	case r.Problem != nil:
		return &failedCheck{fmt.Sprintf("after %d of %d scenes: %s", len(r.Scenes), scenes, r.Problem.Text)}
	}
	return &failedCheck{fmt.Sprintf("%d of %d scenes are right; with --seed %d the same words are used again", right, scenes, r.Seed)}
}
