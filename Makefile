# Two commands matter: `make run` and `make test`. PY chooses the interpreter (make test PY=python3.12), ARGS goes to the demo.
PY ?= python3
ARGS ?=
TEST_ARGS ?=
CASES ?= 100000
SEED ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
PYTHON_IS := $(shell $(PY) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3] if sys.version_info >= (3, 11) else "old")' 2>/dev/null)
# What the installed project is made of besides Python files, which an editable install reads where they are.
BUILT_FROM := pyproject.toml hatch_build.py $(shell find ui -name node_modules -prune -o -type f -print 2>/dev/null)

VENV := .venv/.stamp-python-$(PYTHON_IS)
RUNTIME := .venv/.stamp-runtime
TESTING := .venv/.stamp-testing
PROJECT := .venv/.stamp-project
# The browser is driven from a loop of its own, which no other test of the same process could run beside: two runs.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4
NONE_IS_FINE = $(if $(TEST_ARGS),|| [ $$? -eq 5 ])

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run agents parquet test check docs reference bench lint fuzz properties lock clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) $(PROJECT) ## Install what is missing and open the demo (ARGS="--port 8500 --no-open")
	@$(BIN)/plumbline demo $(ARGS)

agents: $(RUNTIME) ## Install what the interface for agents needs besides
	@$(PIP) install --require-hashes -r requirements-agents.lock

parquet: $(RUNTIME) ## Install what reads signals out of Parquet files
	@$(PIP) install --require-hashes -r requirements-parquet.lock

test: check docs ## Install what is missing and check everything (TEST_ARGS="-k blocker")
	$(PYTEST) --ignore tests/browser $(TEST_ARGS) $(NONE_IS_FINE)
	$(PYTEST) tests/browser $(TEST_ARGS) $(NONE_IS_FINE)

check: $(TESTING) $(PROJECT) ## Check form, types and the direction of imports, without running a test
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports --no-cache
	$(BIN)/pyright

docs: $(TESTING) ## Build the documentation into site/, refusing broken links
	NO_COLOR=1 $(BIN)/zensical build --clean --strict

reference: $(TESTING) $(PROJECT) ## Write the tables of the reference pages and the Python client anew from the code
	$(BIN)/python tests/reference_tables.py
	$(BIN)/python tests/client_operations.py

bench: $(TESTING) $(PROJECT) ## Measure what the product promises about speed and size
	@missed=; for script in bench/[a-z]*.py; do echo "--- $$script"; $(BIN)/python "$$script" || missed="$$missed $$script"; done; \
	  [ -z "$$missed" ] || { echo "Not kept:$$missed"; exit 1; }

lint: $(RUNTIME) ## Install the tools that judge the OpenAPI and AsyncAPI documents, so that the tests use them
	$(BIN)/python tests/lint/install.py

fuzz: $(TESTING) $(PROJECT) ## Send the API 100,000 requests that nobody thought of (CASES=20000 for fewer, SEED=… to repeat a run)
	$(BIN)/python tests/fuzzing.py $(CASES) $(SEED)

properties: $(TESTING) $(PROJECT) ## Try the rules with examples drawn anew, which `make test` keeps the same
	$(PYTEST) --ignore tests/browser -m hypothesis --hypothesis-profile=drawn $(TEST_ARGS)

lock: $(VENV) ## Resolve the dependencies anew (UPGRADE=--upgrade takes newer versions)
	@rm -rf .venv/lock && $(BIN)/python -m venv .venv/lock && .venv/lock/bin/pip --quiet --disable-pip-version-check install uv
	@for lock in "requirements.lock --extra build" "requirements-agents.lock --extra build --extra agents" \
	    "requirements-parquet.lock --extra build --extra parquet" \
	    "requirements-test.lock --extra build --extra agents --extra parquet --extra test"; do \
	  .venv/lock/bin/uv pip compile pyproject.toml --output-file $$lock $(UPGRADE) --universal --python-version 3.11 \
	    --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet || exit 1; done
	@rm -rf .venv/lock

clean: ## Remove everything that was installed or built
	rm -rf .venv site build dist src/plumbline/web/static ui/node_modules

# The stamp carries the interpreter's version, so that another PY starts from an empty environment.
$(VENV):
	@case "$(PYTHON_IS)" in \
	  "") echo "There is no $(PY) here. Install Python 3.11 or newer, or name it: make PY=/path/to/python3.12"; exit 1;; \
	  old) echo "Plumbline needs Python 3.11 or newer, and $(PY) is $$($(PY) --version). Name another: make PY=python3.12"; exit 1;; esac
	@echo "Making .venv with Python $(PYTHON_IS)"
	@rm -rf .venv && $(PY) -m venv .venv && touch $@

$(RUNTIME): $(VENV) requirements.lock
	@echo "Installing what the product needs (once, about half a minute)"
	@$(PIP) install --require-hashes -r requirements.lock && touch $@

$(TESTING): $(VENV) requirements-test.lock
	@echo "Installing what the tests need (once, about a minute)"
	@$(PIP) install --require-hashes -r requirements-test.lock && touch $@ $(RUNTIME)

$(PROJECT): $(VENV) $(BUILT_FROM) | $(RUNTIME)
	@echo "Installing the project and building what browsers get"
	@$(PIP) install --no-deps --no-build-isolation -e . && $(BIN)/python -m compileall -q src/plumbline && touch $@
