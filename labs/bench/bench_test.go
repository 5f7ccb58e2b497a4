package bench

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestFactsOfASessionAreInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("all")
		facts := r.read(v.Facts)
		alice := r.connect(v, "Alice")
		alice.send(`420["join","kitchen"]`, `42["Say","hi"]`, `42["say","tea"]`)
		got := facts.until("delivery")
		alice.send(`41`)
		got = withoutIDs(append(got, facts.until("disconnect")...))
		want := []string{
			"listening",
			"open line 1 polling",
			"join ID alice",
			"connection alice ID",
			`event join alice ["kitchen"]`,
			"join kitchen alice",
			`ack join alice ["in kitchen"]`,
			`event Say alice ["hi"] unheard`,
			`event say alice ["tea"]`,
			`delivery said alice ["tea"]`,
			"leave ID alice",
			"leave kitchen alice",
			"disconnect alice client namespace disconnect",
		}
		slices.Sort(got[len(got)-3 : len(got)-1]) // rooms are left in no certain order
		slices.Sort(want[len(want)-3 : len(want)-1])
		if !slices.Equal(got, want) {
			t.Errorf("facts:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestFactsTellWhoWasLetInAndWhoWasNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("doors")
		facts := r.read(v.Facts)
		dave := r.dial(v)
		for _, c := range []struct{ send, answer string }{
			{`40/boss,{"name":"Dave"}`, `44/boss,{"message":"Invalid namespace"}`},
			{`40/staff,{"name":"Dave"}`, `44/staff,{"message":"not authorized"}`},
			{`40/staff,{"name":"Dave","token":"key"}`, `40/staff,{"sid":`},
			{`42/staff,["wake",1,{"bin":"no"}]`, `42/staff,0["awake?",1]`},
		} {
			dave.send(c.send)
			if got := dave.take(); !strings.HasPrefix(got, c.answer) {
				t.Errorf("%s was answered with %q, want %s", c.send, got, c.answer)
			}
		}
		dave.send(`43/staff,0["yes"]`)
		dave.send("1") // the transport closes without a goodbye
		got := withoutIDs(facts.until("disconnect"))
		want := []string{
			"listening",
			"open line 1 polling",
			`refuse line 1 "Invalid namespace" in /boss`,
			`refuse dave "not authorized" in /staff`,
			"admit dave in /staff",
			"join ID dave in /staff",
			"connection dave ID in /staff",
			`event wake dave [1,{"bin":"no"}] in /staff`,
			"delivery awake? dave [1] in /staff",
			`answer dave ["yes"] in /staff`,
			"close line 1 transport close",
			"leave ID dave in /staff",
			"disconnect dave transport close in /staff",
		}
		if !slices.Equal(got, want) {
			t.Errorf("facts:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// withoutIDs replaces socket ids, which differ from run to run.
func withoutIDs(facts []string) []string {
	id := regexp.MustCompile(`( )[\w-]{20}( |$)`)
	for i := range facts {
		facts[i] = id.ReplaceAllString(facts[i], "${1}ID$2")
	}
	return facts
}

func TestSessionsNeverHearEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		one, two := r.visit("all"), r.visit("all")
		if one.Session == two.Session {
			t.Fatal("two visitors got the same session")
		}
		factsOfTwo := r.read(two.Facts)
		alice, bob := r.connect(one, "Alice"), r.connect(two, "Bob")
		alice.send(`42["say","in one"]`)
		if got := alice.take(); got != `42["said","in one"]` {
			t.Errorf("Alice got %q", got)
		}
		bob.send(`42["say","in two"]`)
		if got := bob.take(); got != `42["said","in two"]` {
			t.Errorf("Bob got %q, want his own session's message alone", got)
		}
		for _, fact := range factsOfTwo.until("delivery") {
			if strings.Contains(fact, "alice") || strings.Contains(fact, "in one") {
				t.Errorf("session two saw %q", fact)
			}
		}
		// Nor does one session's connection work in the other.
		if status, _ := r.do("GET", strings.Replace(alice.url, one.Session, two.Session, 1), ""); status != http.StatusBadRequest {
			t.Errorf("session two answered a connection of session one with %d", status)
		}
	})
}

func TestAReaderThatComesBackMissesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("all")
		facts := r.read(v.Facts)
		alice := r.connect(v, "Alice")
		facts.until("connection alice")
		last := facts.lastID
		facts.body.Close()
		alice.send(`42["say","while nobody reads"]`)
		synctest.Wait()
		for _, again := range []*reader{r.read(v.Facts, "Last-Event-ID", last), r.read(v.Facts + "?after=" + last)} {
			if got := again.next(); got != `event say alice ["while nobody reads"]` {
				t.Errorf("the stream went on with %q", got)
			}
		}
		if got := r.read(v.Facts, "Last-Event-ID", "nonsense").next(); got != "listening" {
			t.Errorf("without a place the stream began with %q", got)
		}
	})
}

func TestSlowReadersNeverHoldTheSessionUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("all")
		slow := r.open(v.Facts) // reads nothing more: a pipe holds no bytes, so the stream stands still
		alice := r.connect(v, "Alice")
		start := time.Now()
		for range 3000 {
			alice.send(`42["join","kitchen"]`)
		}
		if took := time.Since(start); took > 0 {
			t.Errorf("the session waited %v for a reader", took)
		}
		time.Sleep(takeWithin + time.Second) // the reader that took nothing for so long is dropped
		synctest.Wait()
		again := r.read(v.Facts, "Last-Event-ID", "1")
		if got := again.next(); !strings.HasPrefix(got, "missed: ") {
			t.Errorf("a reader far behind was told %q, want how much it missed", got)
		}
		r.bench.mu.Lock()
		readers := r.bench.sessions[v.Session].readers
		r.bench.mu.Unlock()
		if readers != 1 {
			t.Errorf("%d readers are counted, want only the new one", readers)
		}
		slow.Close()
	})
}

func TestIdleSessionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		forgotten, read := r.visit("all"), r.visit("all")
		facts := r.read(read.Facts)
		time.Sleep(defaultIdle - time.Second)
		if status, _ := r.do("GET", "/lab/"+forgotten.Session, ""); status != http.StatusOK {
			t.Errorf("the session ended before its time: %d", status)
		}
		time.Sleep(2*time.Minute + 2*time.Second)
		status, body := r.do("GET", "/lab/"+forgotten.Session, "")
		if status != http.StatusNotFound || code(t, body) != "no-session" {
			t.Errorf("an idle session is still there: %d %s", status, body)
		}
		if status, _ = r.do("GET", "/lab/"+read.Session, ""); status != http.StatusOK {
			t.Errorf("a session that somebody reads was ended: %d", status)
		}
		facts.body.Close()
		time.Sleep(defaultIdle + 2*time.Minute)
		if n := r.bench.Len(); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
	})
}

func TestEndingASessionTellsItsReaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		v := r.visit("all")
		facts := r.read(v.Facts)
		r.connect(v, "Alice")
		if status, _ := r.do("DELETE", "/lab/"+v.Session, ""); status != http.StatusNoContent {
			t.Errorf("delete: %d", status)
		}
		facts.until("end: This lab has been closed.")
		if more := facts.next(); more != "" {
			t.Errorf("after the end came %q", more)
		}
		for _, path := range []string{v.Facts, v.Socket + "?EIO=4&transport=polling", "/lab/" + v.Session} {
			if status, body := r.do("GET", path, ""); status != http.StatusNotFound || code(t, body) != "no-session" {
				t.Errorf("%s after the end: %d %s", path, status, body)
			}
		}
		if status, _ := r.do("DELETE", "/lab/"+v.Session, ""); status != http.StatusNotFound {
			t.Errorf("a second delete: %d", status)
		}
	})
}

func TestSessionsAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{MaxSessions: 2})
		first, second := r.visit("all"), r.visit("all")
		status, body := r.do("POST", "/lab/sessions", `{"lab":"echo"}`)
		if status != http.StatusServiceUnavailable || code(t, body) != "full" {
			t.Fatalf("a third session: %d %s", status, body)
		}
		reading := r.read(first.Facts)
		time.Sleep(2 * quietBeforeMove)
		third := r.visit("all") // in the place of the one that nobody reads
		if status, _ := r.do("GET", "/lab/"+second.Session, ""); status != http.StatusNotFound {
			t.Errorf("the idle session was not ended: %d", status)
		}
		if status, _ := r.do("GET", "/lab/"+first.Session, ""); status != http.StatusOK {
			t.Errorf("the session in use was ended: %d", status)
		}
		defer r.read(third.Facts).body.Close()
		time.Sleep(defaultIdle) // both are read, but in both nothing happened for long
		r.visit("all")
		if n := r.bench.Len(); n != 2 {
			t.Errorf("%d sessions, want 2", n)
		}
		reading.until("end: ")
	})
}

func TestConnectionsAndReadersAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{MaxConnections: 2, MaxReaders: 1})
		v := r.visit("all")
		alice := r.connect(v, "Alice")
		r.connect(v, "Bob")
		status, body := r.do("GET", v.Socket+"?EIO=4&transport=polling", "")
		if status != http.StatusForbidden || !strings.Contains(body, errCrowded.Error()) {
			t.Errorf("a third connection: %d %s", status, body)
		}
		alice.send("1") // closes the transport
		r.connect(v, "Carol")
		r.read(v.Facts)
		if status, body := r.do("GET", v.Facts, ""); status != http.StatusTooManyRequests || code(t, body) != "too-many-readers" {
			t.Errorf("a second reader: %d %s", status, body)
		}
	})
}

func TestRefusalsAreClear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		for _, c := range []struct {
			name, method, path, body string
			header                   []string
			status                   int
			code                     string
		}{
			{"unknown lab", "POST", "/lab/sessions", `{"lab":"attic"}`, nil, 404, "no-lab"},
			{"unknown mode", "POST", "/lab/sessions", `{"lab":"echo","mode":"loud"}`, nil, 404, "no-mode"},
			{"no JSON", "POST", "/lab/sessions", `lab=echo`, nil, 400, "bad-request"},
			{"two values", "POST", "/lab/sessions", `{"lab":"echo"}{}`, nil, 400, "bad-request"},
			{"unknown field", "POST", "/lab/sessions", `{"lab":"echo","root":true}`, nil, 400, "bad-request"},
			{"too big", "POST", "/lab/sessions", `{"lab":"` + strings.Repeat("x", maxBody) + `"}`, nil, 413, "too-big"},
			{"another site's page", "POST", "/lab/sessions", `{"lab":"echo"}`, []string{"Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"}, 403, "cross-origin"},
			{"no session", "GET", "/lab/nobody/facts", "", nil, 404, "no-session"},
			{"no such session's server", "GET", "/lab/nobody/socket.io/?EIO=4&transport=polling", "", nil, 404, "no-session"},
			{"wrong method", "PUT", "/lab/sessions", "", nil, 404, "no-such-address"},
			{"no such address", "GET", "/lab/a/b/c", "", nil, 404, "no-such-address"},
		} {
			status, body := r.do(c.method, c.path, c.body, c.header...)
			if status != c.status || code(t, body) != c.code {
				t.Errorf("%s: %d %s, want %d %s", c.name, status, body, c.status, c.code)
			}
		}
		if n := r.bench.Len(); n != 0 {
			t.Errorf("refused requests left %d sessions", n)
		}
	})
}

func TestPagesOfConfiguredOriginsMayUseTheLabs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const page = "https://course.example"
		r := newRig(t, Config{Origins: []string{page}})
		header := []string{"Origin", page, "Sec-Fetch-Site", "cross-site"}
		if status, body := r.do("POST", "/lab/sessions", `{"lab":"echo"}`, header...); status != http.StatusCreated {
			t.Errorf("a session for the course's page: %d %s", status, body)
		}
		if status, _ := r.do("OPTIONS", "/lab/sessions", "", append(header, "Access-Control-Request-Method", "POST")...); status != http.StatusNoContent {
			t.Errorf("preflight: %d", status)
		}
		if status, _ := r.do("POST", "/lab/sessions", `{"lab":"echo"}`, "Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"); status != http.StatusForbidden {
			t.Errorf("another site: %d", status)
		}
	})
}

func TestCloseEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Config{})
		var streams []*reader
		for i := range 3 {
			v := r.visit("all")
			streams = append(streams, r.read(v.Facts))
			r.connect(v, fmt.Sprint("visitor", i))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := r.bench.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
		for _, s := range streams {
			s.until("end: The lab server is shutting down.")
		}
		if status, body := r.do("POST", "/lab/sessions", `{"lab":"echo"}`); status != http.StatusServiceUnavailable || code(t, body) != "closing" {
			t.Errorf("a session after the end: %d %s", status, body)
		}
	})
}
