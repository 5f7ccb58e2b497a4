package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"socketlab/labs"
)

func newLabsCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "labs",
		Short: "List the labs, one line each",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, lab := range labs.All() {
				fmt.Fprintf(table, "%s\t%s%s\n", lab.Name, lab.About, modes(lab))
			}
			return table.Flush()
		},
	}
}

// modes says how a lab's modes are called, when there is a choice.
func modes(lab labs.Lab) string {
	if len(lab.Modes) == 1 {
		return ""
	}
	names := make([]string, len(lab.Modes))
	for i, mode := range lab.Modes {
		names[i] = mode.Name
	}
	return " Modes: " + strings.Join(names, ", ") + "."
}
