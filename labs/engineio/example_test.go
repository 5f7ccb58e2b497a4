package engineio_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"socketlab/labs/engineio"
)

// echo sends every message back.
type echo struct{ session *engineio.Session }

func (e echo) Message(m engineio.Message) { e.session.Send(engineio.NewBatch(m)) }

func (e echo) Closed(reason engineio.Reason, _ error) { fmt.Println("closed:", reason) }

// request talks to a server over polling.
func request(server http.Handler, method, query, body string) string {
	w := httptest.NewRecorder()
	server.ServeHTTP(w, httptest.NewRequest(method, "/engine.io/?EIO=4&transport=polling"+query, strings.NewReader(body)))
	answer, _ := io.ReadAll(w.Body)
	return string(answer)
}

func ExampleNew() {
	server := engineio.New(engineio.Config{}, func(s *engineio.Session) engineio.Receiver {
		return echo{s}
	})
	mux := http.NewServeMux()
	mux.Handle("/engine.io/", server)

	sid := strings.Split(request(mux, "GET", "", ""), `"`)[3]
	fmt.Println(request(mux, "POST", "&sid="+sid, "4hello"))
	fmt.Println(request(mux, "GET", "&sid="+sid, ""))
	server.Close(context.Background())
	// Output:
	// ok
	// 4hello
	// closed: server shutting down
}

func ExampleBatch() {
	var sessions []*engineio.Session
	server := engineio.New(engineio.Config{}, func(s *engineio.Session) engineio.Receiver {
		sessions = append(sessions, s)
		return echo{s}
	})
	defer server.Close(context.Background())
	request(server, "GET", "", "")
	request(server, "GET", "", "")

	// Encoded once, sent to all; nothing comes between the two messages.
	batch := engineio.NewBatch(
		engineio.Message{Data: []byte("an image follows")},
		engineio.Message{Data: []byte{0xff, 0xd8}, Binary: true},
	)
	for _, s := range sessions {
		s.Send(batch)
		fmt.Printf("%q\n", request(server, "GET", "&sid="+s.ID(), ""))
		s.Close(engineio.ForcedClose)
		fmt.Printf("%q\n", request(server, "GET", "&sid="+s.ID(), ""))
	}
	// Output:
	// "4an image follows\x1eb/9g="
	// closed: forced close
	// "6\x1e1"
	// "4an image follows\x1eb/9g="
	// closed: forced close
	// "6\x1e1"
}

func ExampleConfig() {
	server := engineio.New(engineio.Config{
		PingInterval: 10 * time.Second,
		CORS:         &engineio.CORS{Origins: []string{"https://example.com"}, Credentials: true},
		Cookie:       engineio.DefaultCookie(),
		AllowRequest: func(r *http.Request) error {
			if r.URL.Query().Get("token") != "secret" {
				return fmt.Errorf("who are you?")
			}
			return nil
		},
		Logger: slog.Default(),
		Hooks: &engineio.Hooks{
			ConnectionError: func(e engineio.ConnectionError) { fmt.Println("refused:", e.Code, e.Message) },
		},
	}, func(s *engineio.Session) engineio.Receiver { return echo{s} })
	defer server.Close(context.Background())
	fmt.Println(request(server, "GET", "&token=guess", ""))
	// Output:
	// refused: 4 who are you?
	// {"code":4,"message":"who are you?"}
}

// A volatile message is for those who can take it now.
func ExampleSession_TrySend() {
	var session *engineio.Session
	server := engineio.New(engineio.Config{}, func(s *engineio.Session) engineio.Receiver {
		session = s
		return echo{s}
	})
	defer server.Close(context.Background())
	request(server, "GET", "", "")
	position := engineio.NewBatch(engineio.Message{Data: []byte("1,2")})
	fmt.Println(session.TrySend(position)) // no poll waits
	// Output:
	// false
	// closed: server shutting down
}

// A broadcast: encoded once, and writing starts when all have it in their queues.
func ExampleRound() {
	var sessions []*engineio.Session
	server := engineio.New(engineio.Config{}, func(s *engineio.Session) engineio.Receiver {
		sessions = append(sessions, s)
		return echo{s}
	})
	defer server.Close(context.Background())
	request(server, "GET", "", "")

	news := engineio.NewBatch(engineio.Message{Data: []byte("news")}).Uncompressed()
	round := engineio.NewRound()
	for _, s := range sessions {
		round.Send(s, news)
	}
	round.End()
	fmt.Println(request(server, "GET", "&sid="+sessions[0].ID(), ""))
	// Output:
	// 4news
	// closed: server shutting down
}
