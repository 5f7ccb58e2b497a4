package official_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"socketlab/labs/internal/official"
)

func get(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestScriptSeesIO(t *testing.T) {
	file := filepath.Join(t.TempDir(), "server.js")
	if err := os.WriteFile(file, []byte(`console.log("path is", io.path());`), 0o600); err != nil {
		t.Fatal(err)
	}
	node := official.Start(t, official.Config{
		Script:  file,
		Options: map[string]any{"pingInterval": 1234},
	})
	body := get(t, node.URL+"/socket.io/?EIO=4&transport=polling")
	if !strings.Contains(body, `"pingInterval":1234`) {
		t.Errorf("handshake = %s, want the option pingInterval in it", body)
	}
	if got, want := node.Output(), "path is /socket.io\n"; got != want {
		t.Errorf("Output() = %q, want %q", got, want)
	}
}

func TestEngine(t *testing.T) {
	node := official.Start(t, official.Config{
		Engine: true,
		Source: `io.on("connection", (socket) => socket.send("hello"))`,
	})
	body := get(t, node.URL+"/engine.io/?EIO=4&transport=polling")
	if !strings.Contains(body, `"upgrades":["websocket"]`) {
		t.Errorf("handshake = %s, want an Engine.IO handshake", body)
	}
}

func TestServerEndsWithTheTest(t *testing.T) {
	var node *official.Server
	t.Run("running", func(t *testing.T) {
		node = official.Start(t, official.Config{})
		get(t, node.URL+"/socket.io/?EIO=4&transport=polling")
	})
	<-node.Done()
	if _, err := http.Get(node.URL); err == nil {
		t.Errorf("%s still answers after its test", node.URL)
	}
}
