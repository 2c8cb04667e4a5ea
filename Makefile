# Needs Python 3.11 or newer and make. Everything but system packages stays inside this folder.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

export PIP_CACHE_DIR             := $(CURDIR)/.cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export npm_config_cache          := $(CURDIR)/.cache/npm
export PLAYWRIGHT_BROWSERS_PATH  := $(CURDIR)/.cache/browsers

PLAYER_SOURCES := $(shell find courseware/player -name node_modules -prune -o -name dist -prune -o -type f -print)

.DEFAULT_GOAL := help
.PHONY: help setup run test bench lint format soak draws matrix clean

help: ## Say what there is to make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(VENV)/.ready courseware/player/dist/player.js ## Install everything a developer needs

run: setup ## Serve the tool and a sandbox LMS, and print one URL
	$(BIN)/lti-tool sandbox --data .data $(SANDBOX)

test: setup $(VENV)/.browser ## Run all the tests, in a real browser and on both databases too
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

bench: setup ## Measure launches, answers, growth, memory and packaging against their budgets
	$(BIN)/python -m tests.benchmarks $(BENCH)

lint: setup ## Formatting, lint, types and the dependency rule
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd courseware/player && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent check

format: setup ## Mend formatting and what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

soak: setup ## Scores, a failing platform, a tool killed again and again, nonsense (an hour or more)
	$(BIN)/python -m tests.soak
	$(BIN)/pytest --campaigns -m campaign tests/lti_tool

draws: setup ## A hundred thousand drawings of the medication test, and how even they are
	$(BIN)/python -m tests.soak.draws

matrix: setup $(VENV)/.browser ## Every package built twice, judged, and played in every way (ten minutes)
	$(BIN)/python -m tests.soak.matrix
	$(BIN)/pytest --campaigns -m campaign tests/browser

clean: ## Remove what was built, but not your data
	rm -rf $(VENV) .cache courseware/player/node_modules courseware/player/dist

$(VENV)/.ready: pyproject.toml constraints.txt courseware/player/wheel_hook.py courseware/player/package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kurspakke needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --editable .
	touch $@

courseware/player/dist/player.js: $(VENV)/.ready $(PLAYER_SOURCES)
	$(BIN)/python courseware/player/wheel_hook.py
	touch $@

$(VENV)/.browser: $(VENV)/.ready
	$(BIN)/python tests/chromium.py
	touch $@
