# `make demo`, `make test` and `make check` do all their own set-up.
# `make check PYTHON=python3.13` does it on another Python, in an environment of its own.
PYTHON ?= python3.11
IS_OTHER := $(filter-out python3.11,$(notdir $(PYTHON)))
VENV := .venv$(addprefix -,$(IS_OTHER))
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
	httpyac@6.16.7 @usebruno/lang@0.39.0 har-validator@5.1.5 openapi-to-postmanv2@6.3.3
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
# What builds and judges the package, and what judges the workflows, apart from what is built.
DIST_TOOLS := .venv-dist
DIST_STAMP := $(DIST_TOOLS)/.installed
LINTERS := .venv-linters
LINTERS_STAMP := $(LINTERS)/.installed
.PHONY: setup demo tour docs pictures reference snapshots test check compiled formatted format lint \
	types imports workflows package zipapp dist bench clean

setup: $(STAMP) $(PEERS_STAMP) $(NODE_STAMP)

# A Python that was asked for and is missing is an error; any other takes its place by default.
$(STAMP): pyproject.toml packaging/package_page.py .ci/constraints.txt
	$(PYTHON) -m venv $(VENV) $(if $(IS_OTHER),,|| python3 -m venv $(VENV))
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --constraint .ci/constraints.txt --editable ".[demo]" --group dev
	touch $@

# Programs to test against that we did not write, apart: they pin what we do not.
$(PEERS_STAMP): .ci/peers.txt
	python3.11 -m venv $(PEERS) || python3 -m venv $(PEERS)
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

$(DIST_STAMP): .ci/dist.txt
	$(PYTHON) -m venv $(DIST_TOOLS) || python3 -m venv $(DIST_TOOLS)
	$(DIST_TOOLS)/bin/pip install --quiet --upgrade "pip>=25.1"
	$(DIST_TOOLS)/bin/pip install --quiet --requirement .ci/dist.txt
	touch $@

$(LINTERS_STAMP): .ci/linters.txt
	$(PYTHON) -m venv $(LINTERS) || python3 -m venv $(LINTERS)
	$(LINTERS)/bin/pip install --quiet --upgrade "pip>=25.1"
	$(LINTERS)/bin/pip install --quiet --requirement .ci/linters.txt
	touch $@

# Each of them has its binary in its wheel; actionlint finds shellcheck by PATH.
workflows: export PATH := $(CURDIR)/$(LINTERS)/bin:$(PATH)
workflows: $(LINTERS_STAMP)
	actionlint
	zizmor --offline --quiet --no-progress .
	check-jsonschema --builtin-schema vendor.github-actions action.yml
	check-jsonschema --builtin-schema custom.github-workflows-require-timeout .github/workflows/*.yml
	check-jsonschema --builtin-schema vendor.github-issue-forms \
		$(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	hadolint packaging/Containerfile
	shellcheck .ci/run .ci/write-constraints.sh

# Wheel, sdist and the list of what a full installation has in it (CycloneDX), the same from the
# same commit.
package: export SOURCE_DATE_EPOCH := $(shell git log -1 --format=%ct 2>/dev/null || echo 1767225600)
package: $(DIST_STAMP)
	rm -rf dist build
	$(DIST_TOOLS)/bin/python -m build --no-isolation --outdir dist . >/dev/null
	$(DIST_TOOLS)/bin/twine check --strict dist/*
	$(PYTHON) -m venv --without-pip build/installed || python3 -m venv --without-pip build/installed
	$(DIST_TOOLS)/bin/pip --python build/installed/bin/python install --quiet \
		--constraint .ci/constraints.txt "$$(echo dist/*.whl)[all]"
	$(DIST_TOOLS)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--of JSON --output-file dist/outrider.cdx.json build/installed/bin/python

# One file with everything in it, for the Python of $(DIST_TOOLS) on this kind of machine. It unpacks
# itself once, so that processes which the program starts of its interpreter find it.
zipapp: package
	$(DIST_TOOLS)/bin/pex "$$(echo dist/*.whl)[all]" --constraints .ci/constraints.txt \
		--console-script outrider --venv prepend --sh-boot --no-emit-warnings \
		--output-file dist/outrider.pyz

# The package as people get it. What its dependencies are on each Python is fetched once, for tests
# that need no index then.
dist: $(STAMP) $(DIST_STAMP) zipapp
	for python in $$($(DIST_TOOLS)/bin/python packaging/pythons.py); do \
		$(DIST_TOOLS)/bin/pip --python "$$python" download --quiet --only-binary=:all: \
			--disable-pip-version-check --dest build/wheels \
			--constraint .ci/constraints.txt "$$(echo dist/*.whl)[all]" || exit; \
	done
	cd dist && rm -f SHA256SUMS && shasum -a 256 -- * >SHA256SUMS
	$(BIN)/pytest --workers 2 tests/distribution

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
	rm -rf $(VENV) $(PEERS) $(NODE_PEERS) $(RIVAL) $(DIST_TOOLS) $(LINTERS) $(DOCS) site .cache dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
