# `make demo`, `make test` and `make check` do all their own set-up.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
STAMP := $(VENV)/.installed
PEERS_STAMP := $(PEERS)/.installed
WORKERS ?= auto

.PHONY: setup demo tour pictures test check format lint types imports bench clean

setup: $(STAMP) $(PEERS_STAMP)

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

demo: $(STAMP)
	$(BIN)/outrider demo

tour: $(STAMP)
	$(BIN)/outrider demo --headless --tour

pictures: $(STAMP)
	$(BIN)/python tests/pictures/make.py

test: $(STAMP) $(PEERS_STAMP)
	$(BIN)/pytest --numprocesses $(WORKERS)

check: $(STAMP) $(PEERS_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

bench: $(STAMP)
	$(BIN)/python tests/bench/cold_send.py

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) $(PEERS) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
