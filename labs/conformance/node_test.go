package conformance

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"socketlab/labs/internal/official"
)

// nodes is one Node process that runs official servers, one for each play.
type nodes struct {
	process *official.Process
	write   sync.Mutex // one command a line

	mu      sync.Mutex // guards the rest
	serial  int
	waiting map[int]chan report // the play that waits for an answer, by its id
	told    map[int]chan string // facts, by the id of the play
}

// report is one line from fixtures.cjs: an answer or a fact.
type report struct {
	ID   int
	Port int
	Fact string
}

func startNodes(t *testing.T) *nodes {
	script, err := filepath.Abs("testdata/fixtures.cjs")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(script); err != nil {
		t.Fatal(err)
	}
	n := &nodes{
		process: official.Node(t, script),
		waiting: map[int]chan report{},
		told:    map[int]chan string{},
	}
	go func() {
		lines := json.NewDecoder(n.process.Reports())
		for {
			var r report
			if lines.Decode(&r) != nil {
				return // the process has ended; whoever waits gives up by itself
			}
			n.mu.Lock()
			answer, facts := n.waiting[r.ID], n.told[r.ID]
			n.mu.Unlock()
			if r.Fact != "" {
				facts <- r.Fact
			} else {
				answer <- r
			}
		}
	}()
	return n
}

func (n *nodes) command(id int, op string, more string) (report, error) {
	n.write.Lock()
	fmt.Fprintf(n.process.Stdin, `{"id":%d,"op":%q%s}`+"\n", id, op, more)
	n.write.Unlock()
	n.mu.Lock()
	answer := n.waiting[id]
	n.mu.Unlock()
	select {
	case r := <-answer:
		return r, nil
	case <-time.After(20 * time.Second):
		return report{}, fmt.Errorf("the Node process does not answer; its output:\n%s", n.process.Output())
	}
}

// start starts one server; the returned function stops it.
func (n *nodes) start(tr *transcript) (*nodeEnd, func(), error) {
	n.mu.Lock()
	n.serial++
	id := n.serial
	n.waiting[id], n.told[id] = make(chan report, 1), make(chan string, 1000)
	facts := n.told[id]
	n.mu.Unlock()
	r, err := n.command(id, "start", fmt.Sprintf(`,"fixture":%q,"options":%s`, tr.fixture, oneLine(tr.options)))
	if err != nil {
		return nil, nil, err
	}
	if r.Port == 0 {
		return nil, nil, fmt.Errorf("fixtures.cjs has no server %q", tr.fixture)
	}
	e := &nodeEnd{n, id, fmt.Sprintf("127.0.0.1:%d", r.Port), pathOf(tr), facts}
	return e, func() { n.command(id, "stop", "") }, nil
}

type nodeEnd struct {
	nodes  *nodes
	id     int
	addr   string
	prefix string
	seen   chan string
}

func (e *nodeEnd) name() string            { return "node" }
func (e *nodeEnd) path() string            { return e.prefix }
func (e *nodeEnd) dial() (net.Conn, error) { return net.Dial("tcp", e.addr) }
func (e *nodeEnd) settle()                 { e.nodes.command(e.id, "settle", "") }
func (e *nodeEnd) facts() <-chan string    { return e.seen }
func (e *nodeEnd) patience() time.Duration { return 10 * time.Second }
func (e *nodeEnd) exact() bool             { return false }

func oneLine(options json.RawMessage) []byte {
	var v any
	json.Unmarshal(options, &v)
	text, _ := json.Marshal(v)
	return text
}

func pathOf(tr *transcript) string {
	if tr.fixture == "engine" {
		return "/engine.io/"
	}
	return "/socket.io/"
}
