# Plumbline's one word list.  Continuous integration runs the same words.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
NPM := npm --prefix frontend
VAR := $(or $(PLUMBLINE_VAR),var)
export PLUMBLINE_BUILT := $(abspath $(VAR))
FRONTEND_SOURCES := $(shell find frontend/src -type f 2>/dev/null) $(wildcard frontend/*.json frontend/*.ts frontend/build/*.ts)
# Built for evaluation and for other senders; no browser asks for them (a full network's name ends in its hash).
NOT_SERVED := 'movenet-*-heads-*' 'movenet-lightning-????????????.tflite' 'movenet-thunder-????????????.tflite'
MOVENET_SOURCES := $(wildcard pose/movenet/*.py pose/movenet/network/*.py) pose/published_models.py

PYTHON_WANTED := Plumbline needs Python 3.11 with venv. On Debian 12: apt-get install python3.11 python3.11-venv; elsewhere: https://www.python.org/downloads/
NODE_WANTED := Plumbline needs Node 20.19 or newer with npm: https://nodejs.org/en/download (or: nvm install 20)
find_python = $(firstword $(foreach p,python3.11 python3 python,$(shell $(p) -c 'import sys, venv, ensurepip; sys.version_info[:2] == (3, 11) and print("$(p)")' 2>/dev/null)))

.PHONY: help run test check fix bench bench-browser validate train-lift perform demo lock setup test-setup test-python test-science test-frontend validate-node

help: ## Show these words
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# --- the product -----------------------------------------------------------------------------
run: setup $(VAR)/secret_key ## Set up what is missing and start the product (TLS=1: for phones in this network; PORT=8000)
	@exec $(PY) manage.py start $(if $(TLS),--tls) $(if $(PORT),--port $(PORT))

demo: setup $(VAR)/secret_key ## Fill the demo clinic with synthetic patients whose recordings really went through scoring
	@$(PY) manage.py demo

perform: ## Play VIDEO as the camera of a real browser: make perform VIDEO=clip.mp4 EXERCISE=squat [SIDE=left] [OUT=folder]
	@$(MAKE) setup test-setup >&2
	@$(PY) -m tests.perform --video "$(VIDEO)" --exercise "$(EXERCISE)" $(if $(SIDE),--side "$(SIDE)") $(if $(OUT),--out "$(OUT)")

# --- tests and checks ------------------------------------------------------------------------
test: test-setup setup ## Set up what only tests need and run every test
	@$(MAKE) check
	@$(MAKE) test-frontend
	@$(MAKE) test-python

test-python: ## Run the Python tests (ARGS="-k squat -x" narrows them)
	@$(PY) -m pytest $(ARGS)

test-science: ## Run the tests of pose/ and scoring/ alone, without Django
	@$(PY) -m pytest tests/unit/pose tests/unit/scoring -p no:django -o addopts="-ra --strict-markers" -W ignore::pytest.PytestConfigWarning -m "not tensorflow" $(ARGS)

test-frontend: frontend/node_modules/.installed ## Run the TypeScript tests
	@$(NPM) run --silent test

check: setup ## Formatting, lint, types, import contracts, migrations, requirements, generated files
	@$(PY) -m tests.checks

fix: setup ## Format and repair what a machine can repair
	@$(VENV)/bin/ruff check --fix --quiet . || true
	@$(VENV)/bin/ruff format --quiet .
	@$(NPM) run --silent fix
	@$(PY) -m tests.checks --write

bench: setup test-setup ## Benchmarks: ratios and medians, written to out/bench/
	@$(PY) -m tests.benchmarks $(ARGS)

bench-browser: ## The engine in the browser beside the stock detector: milliseconds a frame, ratios, as JSON
	@$(MAKE) setup test-setup >&2
	@$(PY) -m tests.benchmarks.browser_engine $(ARGS)

validate: $(VENV)/.installed $(VAR)/models/manifest.json ## The whole evidence: writes docs/validation.md (ARGS=--quick: a tenth; ARGS=counting: one topic)
	@$(PY) -m tests.validation $(ARGS)

train-lift: $(VENV)/.installed ## Train the lift from seed to file and print what it brings: make train-lift [DATA=folder of recordings]
	@$(PY) -m pose.lift.training --data "$(or $(DATA),$(or $(PLUMBLINE_DATA),../shared/data)/uiprmd)" $(ARGS)

LOCK := $(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: $(VENV)/.installed ## Compile the requirements from pyproject.toml, with hashes (UPGRADE=1 for newer releases)
	@$(LOCK) $(if $(UPGRADE),--upgrade) --extra models --extra figures --extra dev --output-file requirements.txt pyproject.toml
	@$(LOCK) --constraint requirements.txt --output-file requirements-production.txt pyproject.toml

# On a user's own machine the secret is made once; in production it comes from the environment.
$(VAR)/secret_key:
	@mkdir -p $(@D) && umask 077 && python3 -c 'import secrets; print(secrets.token_urlsafe(60))' >$@

# --- set-up ----------------------------------------------------------------------------------
setup: $(VENV)/.installed frontend/dist/.built $(VAR)/models/manifest.json $(VAR)/static/.collected

$(VENV)/.installed: requirements.txt
	@test -n "$(find_python)" || { echo "$(PYTHON_WANTED)" >&2; exit 1; }
	@echo "Setting up Python packages in $(VENV) (about two minutes the first time)"
	@test -x $(PY) || $(find_python) -m venv $(VENV)
	@$(PY) -m pip install --quiet --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

validate-node:
	@node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a===20&&b>=19)?0:1)' 2>/dev/null \
		&& command -v npm >/dev/null || { echo "$(NODE_WANTED)" >&2; exit 1; }

frontend/node_modules/.installed: frontend/package-lock.json | validate-node
	@echo "Setting up TypeScript packages"
	@$(NPM) ci --loglevel=error --no-audit --no-fund --ignore-scripts >/dev/null
	@touch $@

frontend/dist/.built: frontend/node_modules/.installed $(FRONTEND_SOURCES)
	@echo "Building the pages"
	@$(NPM) run --silent build >frontend/node_modules/.build.log 2>&1 || { cat frontend/node_modules/.build.log >&2; exit 1; }
	@touch $@

$(VAR)/models/manifest.json: $(VENV)/.installed $(MOVENET_SOURCES) | validate-node
	@$(PY) -m pose.movenet build --models-dir $(VAR)/models
	@touch $@

$(VAR)/static/.collected: $(VAR)/secret_key frontend/dist/.built $(VAR)/models/manifest.json $(shell find therapy -path '*/static/*' -type f 2>/dev/null)
	@echo "Compressing what the product serves"
	@$(PY) manage.py collectstatic --no-input --verbosity 0 $(addprefix --ignore ,$(NOT_SERVED))
	@touch $@

test-setup: ## Install what only tests need: Chromium, ffmpeg, Redis, PostgreSQL
	@tests/system-packages.sh
