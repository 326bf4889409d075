# The one front door. `make run` and `make test` need Python 3.11+ and make; everything else they install.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
PY := $(BIN)/python
NODE_PATH_FIRST := PATH="$(CURDIR)/$(BIN):$$PATH"
UV := VIRTUAL_ENV="$(CURDIR)/.venv" UV_COMPILE_BYTECODE=1 $(BIN)/uv
DEMO := FOOTHOLD_DEMO=1 FOOTHOLD_JOBS=inline FOOTHOLD_KEY_FILE=var/demo-keys.json FOOTHOLD_PUSH_KEY_FILE=var/demo-push-key.pem FOOTHOLD_DATABASE_URL=sqlite:///var/demo.db FOOTHOLD_LOG_LEVEL=warning
WEB_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) web/index.html web/vite.config.ts web/package-lock.json
CORES := $(shell nproc 2>/dev/null || echo 2)
# Tests start many processes of the service: what one of them compiled, the next reads.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run test check bench fault demo-reset lock clean lint types web-test looks gallery

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

# Bootstrap -----------------------------------------------------------------------------------------------------------

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Foothold needs Python 3.11 or newer: install it, or say PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv .venv; \
	  else echo "Python's venv module is missing: install the package python3-venv and try again"; exit 1; fi; }
	@$(PY) -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.run: .venv/.made requirements.lock
	@$(UV) pip install -q --require-hashes -r requirements.lock
	@touch $@

.venv/.test: .venv/.made requirements-test.lock
	@$(UV) pip install -q --require-hashes -r requirements-test.lock
	@touch $@ .venv/.run

web/node_modules/.made: web/package-lock.json web/package.json | .venv/.run
	@cd web && $(NODE_PATH_FIRST) npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: $(WEB_SOURCES) | web/node_modules/.made
	@cd web && $(NODE_PATH_FIRST) npm run --silent build -- --logLevel warn
	@touch $@

# Use -----------------------------------------------------------------------------------------------------------------

run: .venv/.run web/dist/index.html ## The app with made-up people, on http://localhost:8000
	@mkdir -p var && exec env $(DEMO) $(PY) -m api demo

demo-reset: ## Forget the demonstration's database; the next `make run` makes it anew
	@rm -f var/demo.db var/demo.db-wal var/demo.db-shm

# Prove ---------------------------------------------------------------------------------------------------------------

.venv/.chromium: .venv/.test
	@{ command -v chromium-headless-shell && command -v chromium; } >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-headless-shell >/dev/null 2>&1; } || \
	  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null 2>&1; } || \
	  $(BIN)/playwright install chromium >/dev/null 2>&1 || \
	  { echo "The browser tests need Chromium: install the package chromium, or run this as root on Debian"; exit 1; }
	@touch $@

lint: .venv/.test
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check .
	@$(PY) -m api lint-content >/dev/null || $(PY) -m api lint-content

types: .venv/.test web/node_modules/.made
	@$(BIN)/mypy --no-error-summary
	@cd web && $(NODE_PATH_FIRST) npm run --silent types

web-test: .venv/.test web/node_modules/.made
	@cd web && $(NODE_PATH_FIRST) npm run --silent test -- --test-reporter=dot

# Two of them need one core and half a minute each. What they stand on is installed by then, so they go side by side.
looks: .venv/.test web/node_modules/.made
	@$(MAKE) --no-print-directory -j2 lint types web-test

test: .venv/.test .venv/.chromium web/dist/index.html looks ## Everything, on SQLite and Postgres, in a real browser
	@$(PY) -m pytest -n $(CORES) --dist worksteal tests --ignore=tests/bench --ignore=tests/faults

check: .venv/.test web/dist/index.html looks ## Lint, types and the fast tests
	@$(PY) -m pytest -n $(CORES) --dist worksteal tests -m "not slow and not browser" --ignore=tests/bench --ignore=tests/faults

bench: .venv/.test web/dist/index.html ## One table of figures, each a ratio to a baseline of the same run
	@$(PY) -m tests.bench

fault: .venv/.test .venv/.chromium web/dist/index.html ## 300 kills of server and worker during sync, and 200 entries of every kind through a network that lies, on both databases
	@$(PY) -m tests.faults
	@FOOTHOLD_CAMPAIGN=200 $(PY) -m pytest -n $(CORES) tests/browser/test_campaign.py

gallery: .venv/.test .venv/.chromium web/dist/index.html ## Every screen at three widths, light and dark, into var/gallery
	@FOOTHOLD_GALLERY=1 $(PY) -m pytest -n $(CORES) tests/browser/test_gallery.py

lock: .venv/.made ## Lock the dependencies anew, without addresses
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --group node pyproject.toml -o requirements.lock
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --group test pyproject.toml -o requirements-test.lock

clean: ## Remove what was built; keeps var/
	@rm -rf web/dist web/node_modules .venv .pytest_cache .mypy_cache .ruff_cache
