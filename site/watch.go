package site

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long a folder has to be quiet before a change counts: editors save a file in several steps.
const settle = 15 * time.Millisecond

// A Watcher sees every change in a folder and below it, from Watch on.
type Watcher struct {
	dir   string
	files *fsnotify.Watcher
}

// Watch begins to watch dir. Run, which must be called, tells of what changes and ends the watching.
func Watch(dir string) (*Watcher, error) {
	files, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	if err := watchFolders(files, dir); err != nil {
		return nil, errors.Join(err, files.Close())
	}
	return &Watcher{dir, files}, nil
}

// Run calls changed after each change, one at a time, until ctx ends.
func (w *Watcher) Run(ctx context.Context, changed func()) error {
	defer w.files.Close()
	quiet := time.NewTimer(settle)
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case event, ok := <-w.files.Events:
			if !ok {
				return nil
			}
			if event.Op == fsnotify.Chmod {
				continue
			}
			if event.Has(fsnotify.Create) {
				_ = watchFolders(w.files, event.Name) // gone again, or a file
			}
			quiet.Reset(settle)
		case err := <-w.files.Errors:
			return fmt.Errorf("watch %s: %w", w.dir, err)
		case <-quiet.C:
			changed()
		}
	}
}

// watchFolders watches dir and every folder below it.
func watchFolders(w *fsnotify.Watcher, dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if err := w.Add(path); err != nil {
			return fmt.Errorf("watch %s: %w", path, err)
		}
		return nil
	})
}
