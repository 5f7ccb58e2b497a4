package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"socketlab/content"
	"socketlab/labs"
	"socketlab/labs/scene"
	"socketlab/labs/socketio"
	"socketlab/site"
	"socketlab/site/course"
	"socketlab/site/page"
	"socketlab/site/web"
)

// openContent returns the content in folder, or what is embedded in the program when folder is empty.
func openContent(folder string) (fs.FS, error) {
	if folder == "" {
		return content.FS, nil
	}
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s: --content names a folder with a %s", folder, course.TableFile)
	case err != nil:
		return nil, fmt.Errorf("open content: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("%s is a file: --content names a folder with a %s", folder, course.TableFile)
	}
	return os.DirFS(folder), nil
}

// courseLabs describes the labs to the pages, which never run them.
func courseLabs() ([]course.Lab, error) {
	var described []course.Lab
	for _, lab := range labs.All() {
		spec, err := lab.Spec()
		if err != nil {
			return nil, fmt.Errorf("describe lab %s: %w", lab.Name, err)
		}
		modes := make([]string, len(lab.Modes))
		for i, mode := range lab.Modes {
			modes[i] = mode.Name
		}
		described = append(described, course.Lab{Name: lab.Name, Title: lab.Title, About: lab.About, Modes: modes, Spec: spec})
	}
	return described, nil
}

// newBuilder wires the site: content, labs, assets and pages.
func newBuilder(folder, base string, pages page.Config) (*site.Builder, error) {
	fsys, err := openContent(folder)
	if err != nil {
		return nil, err
	}
	described, err := courseLabs()
	if err != nil {
		return nil, err
	}
	pages.Assets, err = web.Load()
	if err != nil {
		return nil, err
	}
	pages.Recipients, err = homeRecipients()
	if err != nil {
		return nil, err
	}
	renderer, err := page.New(pages)
	if err != nil {
		return nil, err
	}
	return site.New(site.Config{
		Content:  fsys,
		Renderer: renderer,
		Labs:     described,
		Source:   labs.Source(),
		Player:   newPlayer(),
		Assets:   pages.Assets.FS(),
		Base:     base,
	})
}

// homeRecipients finds out who receives each call of the home page, by making it at the Switchboard.
func homeRecipients() (map[string][]string, error) {
	lab, err := labs.Find("broadcast")
	if err != nil {
		return nil, err
	}
	mode, err := lab.Mode("kitchen-garden")
	if err != nil {
		return nil, err
	}
	url, stop, err := scene.Serve(socketio.Config{}, mode.Serve)
	if err != nil {
		return nil, err
	}
	recipients := map[string][]string{}
	for _, call := range page.HomeCalls() {
		text := "scene Home\n given Alice, Bob, Carol and Dave connect\n when Alice calls " + call
		var scenes []*scene.Scene
		var deliveries []scene.Delivery
		if scenes, err = scene.ParseQuestions("home", text); err == nil {
			deliveries, err = scene.Recipients(context.Background(), scene.Target{URL: url}, scenes[0])
		}
		if err != nil {
			break
		}
		recipients[call] = []string{}
		for _, d := range deliveries {
			recipients[call] = append(recipients[call], d.Who)
		}
	}
	if err := errors.Join(err, stop()); err != nil {
		return nil, fmt.Errorf("run the home page's calls: %w", err)
	}
	return recipients, nil
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
