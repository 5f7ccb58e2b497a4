package lesson

import (
	"net/url"
	"path"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// link returns the address on the site of a link's destination, and notes links into the course for package course.
//
// Authors link to files, so that links work on GitHub too: talking.md, ../rooms/talking.md#leaving, #an-anchor. Pages that
// are no lessons are linked as the site has them, /cheatsheet/.
func (p *piece) link(dest string, line int) string {
	u, err := url.Parse(dest)
	switch {
	case err != nil:
		p.Report(line, "the link %q cannot be read: %v", dest, err)
		return dest
	case dest == "":
		p.Report(line, "this link has no destination: write [text](where)")
		return dest
	case u.Scheme == "https", u.Scheme == "http", u.Scheme == "mailto":
		return dest
	case u.Scheme != "", u.Host != "":
		p.Report(line, "the link %q is not one a browser should follow: start it with https://", dest)
		return dest
	}
	anchor := ""
	if u.Fragment != "" {
		anchor = "#" + u.Fragment
	}
	switch {
	case u.Path == "":
		p.note(Link{Anchor: u.Fragment, Line: line})
		return anchor
	case strings.HasPrefix(u.Path, "/"):
		p.note(Link{Path: u.Path, Anchor: u.Fragment, Line: line})
		return p.base + u.Path[1:] + anchor
	case path.Ext(u.Path) != ".md":
		p.Report(line, "the link %q leads to no lesson: link to its file (../rooms/talking.md), to a page of the site (/cheatsheet/) or to https://…", dest)
		return dest
	}
	file := path.Join(path.Dir(p.lesson.File), u.Path)
	p.note(Link{Path: file, Anchor: u.Fragment, Line: line})
	return p.base + Address(file) + anchor
}

func (p *piece) note(l Link) { p.lesson.Links = append(p.lesson.Links, l) }

// Address is where the lesson in file stands below the base: "chat/proof-of-life/" for chat/proof-of-life.md.
func Address(file string) string {
	return strings.TrimSuffix(file, path.Ext(file)) + "/"
}

// image returns the address of a picture that lies beside the lesson.
func (p *piece) image(n *ast.Image, line int) string {
	dest := string(n.Destination)
	if strings.TrimSpace(plain(n, p.src)) == "" {
		p.Report(line, "this picture has no text for those who cannot see it: write ![what it shows](%s)", dest)
	}
	if u, err := url.Parse(dest); err != nil || u.Scheme != "" || u.Host != "" || strings.HasPrefix(dest, "/") {
		p.Report(line, "the picture %q is not a file beside the lesson: put it there, so that the site works offline", dest)
		return dest
	}
	file := path.Join(path.Dir(p.lesson.File), dest)
	p.lesson.Images = append(p.lesson.Images, Image{Path: file, Line: line})
	return p.base + file
}
