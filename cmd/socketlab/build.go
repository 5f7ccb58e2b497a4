package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socketlab/site"
	"socketlab/site/page"
)

func newBuildCmd() *cobra.Command {
	var out, base, labsURL, folder string
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Write the site as static files",
		Long: "Write the site as static files, for any web server. Lessons, checkpoints and progress work there; the live labs\n" +
			"need a `socketlab serve` somewhere, which --labs-url names, and otherwise say how to get them.\n\n" +
			"A folder that was built before is brought up to date: what changed is written, what is gone is removed.",
		Example: "  socketlab build\n  socketlab build --out /srv/www/course --base /course/ --labs-url https://labs.example.org",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			started := time.Now()
			base, err := cleanBase(base)
			if err != nil {
				return err
			}
			if err := checkLabsURL(labsURL); err != nil {
				return err
			}
			labsURL = strings.TrimSuffix(labsURL, "/")
			builder, err := newBuilder(folder, base, page.Config{LabsURL: &labsURL})
			if err != nil {
				return err
			}
			built, err := builder.Build()
			if err != nil {
				return broken(err, folder)
			}
			written, err := built.WriteTo(out)
			if errors.Is(err, site.ErrNotOurs) {
				return fmt.Errorf("%s holds files that socketlab did not write: empty it, or choose another folder with --out", out)
			}
			if err != nil {
				return fmt.Errorf("build into %s: %w", out, err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s of %s written in %v\n", out, count(written, "file"), count(len(built.Files), "file"),
				time.Since(started).Round(time.Millisecond))
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "public", "`DIR` to write to")
	cmd.Flags().StringVar(&base, "base", "/", "`PATH` of the home page on its server")
	cmd.Flags().StringVar(&labsURL, "labs-url", "", "`URL` of a socketlab serve for the live labs (default none)")
	cmd.Flags().StringVar(&folder, "content", "", "`DIR` with course.yaml and the lessons (default the content in this program)")
	return cmd
}

// cleanBase gives a base its slashes.
func cleanBase(base string) (string, error) {
	if u, err := url.Parse(base); err != nil || u.Scheme != "" || u.Host != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("--base %s is not the path of an address: write for example /course/", base)
	}
	return strings.TrimSuffix("/"+strings.Trim(base, "/"), "/") + "/", nil
}

func checkLabsURL(labsURL string) error {
	if labsURL == "" {
		return nil
	}
	if u, err := url.Parse(labsURL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("--labs-url %s is not an address: write for example https://labs.example.org", labsURL)
	}
	return nil
}
