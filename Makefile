# make run      the site and its labs on http://localhost:8080
# make test     everything: Go with -race, TypeScript, the browser, the official client
# make build    bin/socketlab, one file that needs nothing else
# make bench    the figures that README.md and the lessons quote
#
# Each target first installs what is missing: npm packages from the lock file, and for tests Chromium.

WEB  := site/web
NPM  := $(WEB)/node_modules/.package-lock.json
DIST := $(WEB)/dist/manifest.json

.PHONY: run test build bench setup chromium tools clean

run: $(DIST)
	go run ./cmd/socketlab serve

test: setup
	@test -z "$$(gofmt -l cmd content labs site)" || { echo "not formatted: run gofmt -w on"; gofmt -l cmd content labs site; exit 1; }
	go vet ./...
	go mod tidy -diff
	cd $(WEB) && npm run --silent check && npm test --silent
	go run ./cmd/socketlab lint --content content
	go test -race ./...

build: $(DIST)
	go build -trimpath -o bin/socketlab ./cmd/socketlab

bench: $(DIST)
	go test -run '^$$' -bench . ./...

setup: $(DIST) chromium

clean:
	rm -rf bin public $(WEB)/node_modules
	find $(WEB)/dist -mindepth 1 ! -name .gitkeep -delete

$(NPM): $(WEB)/package.json $(WEB)/package-lock.json | tools
	cd $(WEB) && npm ci --no-fund --no-audit
	@touch $@

$(DIST): $(NPM) $(WEB)/build.mjs $(WEB)/tsconfig.json $(shell find $(WEB)/src -type f 2>/dev/null)
	cd $(WEB) && npm run --silent build

tools:
	@command -v go   >/dev/null || { echo "socketlab needs Go 1.26 or later: https://go.dev/dl/"; exit 1; }
	@command -v node >/dev/null || { echo "socketlab needs Node 20 or later with npm: https://nodejs.org/"; exit 1; }
	@command -v npm  >/dev/null || { echo "socketlab needs npm, which comes with Node: https://nodejs.org/"; exit 1; }

# The browser tests drive Debian's Chromium; any Chromium or Chrome on the PATH will do.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq chromium; \
	  else \
	    echo "the browser tests need Chromium: sudo apt-get install chromium (or your system's way)"; exit 1; \
	  fi; }
