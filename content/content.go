// Package content is the course as text: course.yaml, and a folder of Markdown lessons for each part.
package content

import "embed"

// FS holds the content as it was when the program was built.
//
//go:embed course.yaml chat rooms namespaces
var FS embed.FS
