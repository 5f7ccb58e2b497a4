package engineio

import (
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// encoding chooses how an answer of n bytes is compressed: "gzip", "deflate" or "" for not at all.
func (s *Server) encoding(r *http.Request, n int) string {
	if s.cfg.CompressionThreshold < 0 || n < s.cfg.CompressionThreshold {
		return ""
	}
	return acceptedEncoding(r.Header.Get("Accept-Encoding"))
}

// acceptedEncoding picks from an Accept-Encoding header: the highest weight, of equals the first named, "*" last.
func acceptedEncoding(header string) string {
	best, bestWeight := "", 0.0
	var star string
	var starWeight float64
	refused := make(map[string]bool, 2)
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			weight, _ = strconv.ParseFloat(q, 64)
		}
		switch name {
		case "gzip", "deflate":
			refused[name] = weight == 0
			if weight > bestWeight {
				best, bestWeight = name, weight
			}
		case "*":
			starWeight = weight
		}
	}
	for _, name := range []string{"gzip", "deflate"} {
		if _, named := refused[name]; !named && star == "" {
			star = name
		}
	}
	if starWeight > bestWeight {
		return star
	}
	return best
}

// Compressors are large and soon used again.
var (
	gzips = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}
	zlibs = sync.Pool{New: func() any { return zlib.NewWriter(io.Discard) }}
)

type compressor interface {
	io.WriteCloser
	Reset(io.Writer)
}

// compressTo writes data to w in the encoding. "deflate" is the zlib format, RFC 9110 section 8.4.1.2.
func compressTo(w io.Writer, encoding string, data []byte) error {
	pool := &gzips
	if encoding == "deflate" {
		pool = &zlibs
	}
	c := pool.Get().(compressor)
	defer pool.Put(c)
	c.Reset(w)
	if _, err := c.Write(data); err != nil {
		return err
	}
	return c.Close()
}
