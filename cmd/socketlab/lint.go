package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"socketlab/labs"
	"socketlab/site/course"
	"socketlab/site/page"
)

func newLintCmd() *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Check the lessons and report every problem with its file and line",
		Long: "Check the lessons without building anything. Every problem is reported as file:line: what is wrong, and how to\n" +
			"mend it. The exit status is 0 if there is none, else 2.",
		Example: "  socketlab lint --content content",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			fsys, err := openContent(folder)
			if err != nil {
				return err
			}
			described, err := courseLabs()
			if err != nil {
				return err
			}
			var pages []string
			for _, lab := range described {
				pages = append(pages, page.LabPath(lab.Name))
			}
			c, err := course.Load(course.Config{Content: fsys, Labs: described, Source: labs.Source(), Player: newPlayer(), Pages: pages})
			if err != nil {
				return broken(err, folder)
			}
			checkpoints := 0
			for _, l := range c.Lessons {
				checkpoints += len(l.Checkpoints())
			}
			fmt.Fprintf(cmd.OutOrStdout(), "no problems in %s with %s\n", count(len(c.Lessons), "lesson"), count(checkpoints, "checkpoint"))
			return nil
		},
	}
	cmd.Flags().StringVar(&folder, "content", "", "`DIR` with course.yaml and the lessons (default the content in this program)")
	return cmd
}
