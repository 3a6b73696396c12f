# `make` alone lists the targets. `make run` needs python3 (3.11 or newer), python3-venv and make, nothing else.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
PINNED := install --no-deps --require-hashes --only-binary :all:

.DEFAULT_GOAL := help
.PHONY: help run install test lint format bench screenshot lock

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.installed ## Install what is missing, then serve on http://127.0.0.1:8000 (PORT=… for another port)
	@exec $(PY) -m app serve

install: $(VENV)/.installed ## Create .venv and install what running needs, pinned by hash

# pytest-xdist hands tests out in order, so that those of the browser, whose driver keeps an event loop, come last everywhere.
test: $(VENV)/.installed-test ## Every test, with coverage gates (SKIP=postgres,browser leaves those out)
	@$(PY) scripts/components.py
	@rm -f .coverage .coverage.*
	$(PY) -m pytest -n auto --cov --cov-report=
	@$(PY) scripts/coverage_gate.py

lint: $(VENV)/.installed-test ## ruff, mypy (strict) and the architecture test
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	$(PY) -m pytest -q tests/test_architecture.py

format: $(VENV)/.installed-test ## Let ruff mend what it can
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

bench: $(VENV)/.installed-test ## Run every measurement in bench/
	@for script in $$(grep -l __main__ bench/*.py); do echo "== $$script"; $(PY) "$$script" || exit 1; done

screenshot: $(VENV)/.installed-test ## Make the README's picture from the running program
	$(PY) scripts/screenshot.py

lock: ## Resolve the dependencies of pyproject.toml anew into the lock files (needs uv)
	sh scripts/lock.sh

# The stamps make later runs start at once; both depend on the interpreter, so a venv whose python3 is gone is made anew.
$(VENV)/bin/python:
	@PYTHON='$(PYTHON)' sh scripts/make-venv.sh $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements-build.lock requirements.lock pyproject.toml
	@echo "Installing what Aftercare needs into $(VENV) (once; under a minute) …"
	@$(PIP) $(PINNED) -r requirements-build.lock -r requirements.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.lock
	@echo "Installing what the tests need into $(VENV) …"
	@$(PIP) $(PINNED) -r requirements-test.lock
	@touch $@
