# oneprice: `make quote` shows a quote, `make test` runs every check.
# Needs only make and Python 3.11 to 3.13 (another one: `make PYTHON=python3.12 quote`).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
BOOK := build/example.book
ORDER := examples/orders/munich-cart.json
# Workers of the test run.
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help quote test lint soak bench lock clean FORCE

help:
	@echo "make quote   build the example book and print one quote"
	@echo "make test    lint, import contracts, types, tests"
	@echo "make lint    lint, format, import contracts and types only"
	@echo "make soak    the long tests"
	@echo "make bench   time a quote and a duty"
	@echo "make lock    resolve requirements.lock anew (needs uv)"
	@echo "make clean   remove everything that was made"

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) 2>/dev/null -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "oneprice needs Python 3.11, 3.12 or 3.13, but '$(PYTHON)' is" \
	    "$$($(PYTHON) --version 2>/dev/null || echo not to be found). Name another one: make PYTHON=python3.12 quote" >&2; \
	  exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(BOOK): $(STAMP) FORCE
	@mkdir -p $(@D)
	@$(BIN)/oneprice build examples/book -o $@

quote: $(BOOK)
	@$(BIN)/oneprice quote $(BOOK) $(ORDER)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy -p oneprice

test: lint
	$(BIN)/pytest -n $(JOBS)

soak: $(STAMP)
	$(BIN)/pytest -m soak

bench: $(STAMP)
	$(BIN)/python benchmarks/quote.py
	$(BIN)/python benchmarks/duty.py

lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade \
	  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	  -q -o requirements.lock

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache \
	  .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
