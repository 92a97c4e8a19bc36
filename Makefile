# `make demo`, `make test` and `make check` do all their own set-up.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
STAMP := $(VENV)/.installed
PEERS_STAMP := $(PEERS)/.installed
NODE_PEERS := .node-peers
DOCS := .venv-docs
DOCS_STAMP := $(DOCS)/.installed
NODE_STAMP := $(NODE_PEERS)/.installed
COMPILED := $(VENV)/.compiled
NEWMAN := newman@6.2.1
OIDC_PROVIDER := oidc-provider@9.13.3
FORMATS := @apidevtools/swagger-parser@13.0.0 openapi-sampler@1.7.10 swagger2openapi@7.0.8 \
	httpyac@6.16.7 @usebruno/lang@0.39.0 har-validator@5.1.5
RIVAL := .venv-bench
RIVAL_STAMP := $(RIVAL)/.installed
# Parts of the measurement (start,typing,...; all without it), cold starts, sizes in MB.
ONLY ?=
RUNS ?= 9
SIZES ?= 1,10,50
# How many processes test side by side; what auto is, tests/forked_workers.py says.
WORKERS ?= auto
# Each process of the tests, and each program that they start, finds everything compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo tour docs pictures reference snapshots test check compiled formatted format lint types imports bench clean

setup: $(STAMP) $(PEERS_STAMP) $(NODE_STAMP)

$(STAMP): pyproject.toml .ci/constraints.txt
	$(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --constraint .ci/constraints.txt --editable ".[demo]" --group dev
	touch $@

# Programs to test against that we did not write, apart: they pin what we do not.
$(PEERS_STAMP): .ci/peers.txt
	$(PYTHON) -m venv $(PEERS) || python3 -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet --upgrade "pip>=25.1"
	$(PEERS)/bin/pip install --quiet --requirement .ci/peers.txt
	touch $@

# Readers of other formats by those who made them, and a strict authorization server; without npm,
# their tests are skipped.
$(NODE_STAMP): Makefile
	@if command -v npm >/dev/null; then \
		npm install --prefix $(NODE_PEERS) --no-save --no-audit --no-fund --ignore-scripts \
			--silent $(NEWMAN) $(OIDC_PROVIDER) $(FORMATS) && touch $@ \
			|| echo "newman and oidc-provider could not be installed: their tests are skipped"; \
	fi

demo: $(STAMP)
	$(BIN)/outrider demo

tour: $(STAMP)
	$(BIN)/outrider demo --headless --tour

# The generator of the site, apart: httpx loads a command line of its own beside click.
$(DOCS_STAMP): .ci/docs.txt
	$(PYTHON) -m venv $(DOCS) || python3 -m venv $(DOCS)
	$(DOCS)/bin/pip install --quiet --upgrade "pip>=25.1"
	$(DOCS)/bin/pip install --quiet --no-deps --requirement .ci/docs.txt
	touch $@

docs: $(DOCS_STAMP)
	$(DOCS)/bin/zensical build --clean --strict

pictures: $(STAMP)
	$(BIN)/python -m tests.pictures.make

# What the program declares of its files and commands, for docs/ and for man.
reference: $(STAMP)
	$(BIN)/outrider help --markdown docs/reference
	$(BIN)/outrider help --man docs/man

snapshots: $(STAMP)
	OUTRIDER_SNAPSHOTS=write $(BIN)/pytest --quiet tests/screens/test_snapshots*.py

test: $(STAMP) $(PEERS_STAMP) $(NODE_STAMP) $(COMPILED)
	$(BIN)/pytest --workers $(WORKERS)

check: $(STAMP) $(PEERS_STAMP) $(NODE_STAMP)
	$(MAKE) --no-print-directory --jobs=4 formatted lint types imports compiled
	$(MAKE) --no-print-directory test

# Each process of the tests would compile them for itself; what is wrong with them, the tests tell.
compiled $(COMPILED): $(STAMP)
	@$(BIN)/pytest --collect-only --quiet --quiet >/dev/null 2>&1 || true
	@touch $(COMPILED)

formatted: $(STAMP)
	$(BIN)/ruff format --check .

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

# What the screen is measured beside. It crashes at its start with a later tree-sitter.
$(RIVAL_STAMP):
	$(PYTHON) -m venv $(RIVAL) || python3 -m venv $(RIVAL)
	$(RIVAL)/bin/pip install --quiet "posting==2.11.1" "tree-sitter<0.26.1"
	touch $@

bench: $(STAMP) $(RIVAL_STAMP)
	$(if $(ONLY),,$(BIN)/python -m tests.bench.cold_send)
	$(if $(ONLY),,$(BIN)/python -m tests.bench.masking)
	$(BIN)/python -m tests.bench.screen --only "$(ONLY)" --runs $(RUNS) --sizes $(SIZES)

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) $(PEERS) $(NODE_PEERS) $(RIVAL) $(DOCS) site .cache dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
