package engineio

import (
	"bufio"
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestPollingMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		r.expect("POST", r.post(sid, "4hello"), "200 ok")
		r.expect("GET", r.get(sid), "200 4hello")
		r.expect("POST of several", r.post(sid, "4a\x1ebAQIDBA==\x1e4c"), "200 ok")
		r.expect("GET of several", r.get(sid), "200 4a\x1ebAQIDBA==\x1e4c")
		waiting := r.getLater(sid)
		synctest.Wait()
		r.last().Send(NewBatch(Message{Data: []byte("x")}, Message{Data: []byte{1}, Binary: true}))
		r.expect("waiting GET", <-waiting, "200 4x\x1ebAQ==")
		r.heard("open", "message hello", "message a", "message \x01\x02\x03\x04", "message c")
	})
}

func TestPollingEnds(t *testing.T) {
	tests := []struct {
		name    string
		waiting bool   // a GET waits
		body    string // of the POST
		header  []string
		answer  string // to the POST
		poll    string // what the waiting GET gets
		next    string // what the next GET gets
		after   string // and the one after that
		reason  string
	}{
		{"goodbye", true, "1", nil, "200 ok", "200 6", unknownSession, unknownSession, "transport close"},
		{"goodbye before the poll", false, "1", nil, "200 ok", "", "200 6", unknownSession, "transport close"},
		{"no packet", true, "abc", nil, "200 ok", "200 1", unknownSession, unknownSession, "parse error"},
		{"no packet, no poll", false, "abc", nil, "200 ok", "", unknownSession, unknownSession, "parse error"},
		{"empty", true, "", nil, "200 ok", "200 1", unknownSession, unknownSession, "parse error"},
		{"type 7", true, "7", nil, "200 ok", "200 1", unknownSession, unknownSession, "parse error"},
		{"empty packet", true, "3\x1e", nil, "200 ok", "200 1", unknownSession, unknownSession, "parse error"},
		{"ping", true, "2", nil, "200 ok", "200 1", unknownSession, unknownSession, "transport error"},
		{"binary body", true, "4x", []string{"Content-Type", "application/octet-stream"}, "400 ", "200 1", unknownSession, unknownSession, "transport error"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, Config{})
				sid := r.open()
				var poll <-chan string
				if test.waiting {
					poll = r.getLater(sid)
					synctest.Wait()
				}
				_, answer := r.do("POST", "&sid="+sid, test.body, test.header...)
				r.expect("POST", answer, test.answer)
				if test.waiting {
					r.expect("waiting GET", <-poll, test.poll)
				}
				r.expect("next GET", r.get(sid), test.next)
				r.expect("GET after that", r.get(sid), test.after)
				synctest.Wait()
				r.heard("open", "closed "+test.reason)
			})
		})
	}
}

func TestPollingIgnores(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		r.expect("POST", r.post(sid, "0\x1e3\x1e3probe\x1e5\x1e6\x1e4still here"), "200 ok")
		r.expect("GET", r.get(sid), "200 4still here")
	})
}

func TestOverlappingPolls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		first := r.getLater(sid)
		synctest.Wait()
		r.expect("second GET", r.get(sid), "400 ")
		r.expect("first GET", <-first, "200 1")
		r.expect("third GET", r.get(sid), unknownSession)
		r.heard("open", "closed transport error")
	})
}

func TestOverlappingPosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		conn, err := r.pipes.dial()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		head := "POST /?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\r\nHost: test\r\nContent-Length: 7\r\n\r\n4he"
		if _, err := conn.Write([]byte(head)); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		r.expect("second POST", r.post(sid, "4x"), "400 ")
		r.expect("GET", r.get(sid), unknownSession)
		r.heard("open", "closed transport error")
	})
}

func TestAbortedRequests(t *testing.T) {
	t.Run("GET", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, Config{})
			sid := r.open()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if _, text, err := r.try(ctx, "GET", "EIO=4&transport=polling&sid="+sid, ""); err == nil {
				t.Fatalf("the poll was answered: %s", text)
			}
			synctest.Wait()
			r.heard("open", "closed transport error")
			r.expect("next GET", r.get(sid), unknownSession)
		})
	})
	t.Run("POST", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, Config{})
			sid := r.open()
			conn, err := r.pipes.dial()
			if err != nil {
				t.Fatal(err)
			}
			conn.Write([]byte("POST /?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\r\nHost: test\r\nContent-Length: 7\r\n\r\n4he"))
			conn.Close()
			synctest.Wait()
			r.heard("open", "closed transport error")
		})
	})
}

func TestTooLargePostLeavesTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{MaxHTTPBufferSize: 10})
		sid := r.open()
		r.expect("POST", r.post(sid, "4"+repeat("x", 10)), "413 ")
		r.expect("POST of the limit", r.post(sid, "4"+repeat("x", 9)), "200 ok")
		r.expect("GET", r.get(sid), "200 4xxxxxxxxx")
	})
}

// The refusal does not wait for a body that may never end.
func TestTooLargePostInChunks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{MaxHTTPBufferSize: 10})
		sid := r.open()
		conn, err := r.pipes.dial()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.Write([]byte("POST /?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n" +
			"b\r\n4xxxxxxxxxx\r\n"))
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.expect("answer", res.Status[:3], "413")
		r.expect("POST", r.post(sid, "4x"), "200 ok")
	})
}

func TestInvalidUTF8InABody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		r.post(sid, "4a\xffb")
		r.expect("GET", r.get(sid), "200 4a\uFFFDb")
	})
}

func TestCompressedPolls(t *testing.T) {
	long := repeat("x", 1023) // with the type it is 1024 bytes
	tests := []struct {
		name, accept, message, encoding string
		threshold                       int
	}{
		{"gzip", "gzip, deflate, br", long, "gzip", 0},
		{"deflate", "deflate", long, "deflate", 0},
		{"by weight", "gzip;q=0.5, deflate", long, "deflate", 0},
		{"anything", "*", long, "gzip", 0},
		{"anything else", "gzip;q=0, *", long, "deflate", 0},
		{"below the threshold", "gzip", long[1:], "", 0},
		{"not accepted", "br", long, "", 0},
		{"switched off", "gzip", long, "", -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, Config{CompressionThreshold: test.threshold})
				sid := r.open()
				r.post(sid, "4"+test.message)
				res, got := r.do("GET", "&sid="+sid, "", "Accept-Encoding", test.accept)
				r.expect("Content-Encoding", res.Header.Get("Content-Encoding"), test.encoding)
				r.expect("body", decompress(t, test.encoding, got[len("200 "):]), "4"+test.message)
				if chunked := res.ContentLength < 0; chunked != (test.encoding != "") {
					t.Errorf("Content-Length is %d", res.ContentLength)
				}
			})
		})
	}
}

// A poll that was given up is heard of after the poll that followed it: the order of its connections is not ours.
func TestAbortedPollHeardTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		sid := r.open()
		next := r.getLater(sid)
		synctest.Wait()
		conn, err := r.pipes.dial()
		if err != nil {
			t.Fatal(err)
		}
		conn.Write([]byte("GET /?EIO=4&transport=polling&sid=" + sid + " HTTP/1.1\r\nHost: test\r\n\r\n"))
		conn.Close()
		r.expect("next GET", <-next, unknownSession)
		synctest.Wait()
		r.heard("open", "closed transport error")
	})
}
