package site

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

// listFile names, in a folder written by WriteTo, the files that are ours, one a line. A folder without it is not ours.
const listFile = ".socketlab"

// ErrNotOurs reports a folder that holds files which no build has written.
var ErrNotOurs = errors.New("the folder is not empty and was not written by socketlab")

// WriteTo makes dir the site: it writes what is new or changed and removes what an earlier build wrote and this one does
// not have. Other files in dir stay. It returns how many files it wrote.
func (s *Site) WriteTo(dir string) (written int, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, fmt.Errorf("make folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, fmt.Errorf("open folder: %w", err)
	}
	defer root.Close()
	before, err := readList(root)
	if err != nil {
		return 0, err
	}
	names := slices.Sorted(maps.Keys(s.Files))
	// Until all is written the list names both the old files and the new, so that a build that is cut off stays ours.
	if err := writeList(root, slices.Concat(before, names)); err != nil {
		return 0, err
	}
	for _, name := range names {
		wrote, err := writeFile(root, name, s.Files[name].Data)
		if err != nil {
			return written, fmt.Errorf("write %s: %w", name, err)
		}
		if wrote {
			written++
		}
	}
	for _, name := range before {
		if _, stays := s.Files[name]; stays || !fs.ValidPath(name) {
			continue
		}
		if err := remove(root, name); err != nil {
			return written, fmt.Errorf("remove %s: %w", name, err)
		}
	}
	return written, writeList(root, names)
}

func readList(root *os.Root) ([]string, error) {
	list, err := root.ReadFile(listFile)
	if err == nil {
		return strings.Split(strings.TrimSpace(string(list)), "\n"), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read %s: %w", listFile, err)
	}
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("read folder: %w", err)
	}
	if len(entries) > 0 {
		return nil, ErrNotOurs
	}
	return nil, nil
}

func writeList(root *os.Root, names []string) error {
	slices.Sort(names)
	names = slices.Compact(names)
	if err := root.WriteFile(listFile, []byte(strings.Join(names, "\n")+"\n"), 0o644); err != nil {
		return fmt.Errorf("write %s: %w", listFile, err)
	}
	return nil
}

// writeFile leaves a file alone that is right already, so that its time of change means something.
func writeFile(root *os.Root, name string, data []byte) (wrote bool, err error) {
	if now, err := root.ReadFile(name); err == nil && bytes.Equal(now, data) {
		return false, nil
	}
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return false, err
	}
	return true, root.WriteFile(name, data, 0o644)
}

// remove deletes a file and the folders that are empty without it.
func remove(root *os.Root, name string) error {
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if root.Remove(dir) != nil { // not empty
			break
		}
	}
	return nil
}
