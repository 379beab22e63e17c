# The commands people type are the ones that CI runs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
RENDERING := .venv-training
PORT ?= 8501
# Where pip finds torch; empty means wherever it finds the rest. See README, "A smaller install".
TORCH_INDEX ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test check training audit docs pictures fmt clean lock translations

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.runtime ## Build .venv with what the app needs

run: $(VENV)/.runtime ## Start the app on http://localhost:8501
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/.dev check ## Lint, type-check and run all tests
	scripts/system-packages browser
	scripts/system-packages gdal
	scripts/system-packages basemap
	scripts/system-packages postgresql
	scripts/system-packages proxy
	$(BIN)/pytest --numprocesses 2 --dist loadfile

check: $(VENV)/.dev ## Lint, type-check and check who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.dev ## Build the documentation site into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

training: $(RENDERING)/.ready ## Build .venv-training with Blender, to render for training (Python 3.11)

audit: $(VENV)/.dev ## Hold what is installed against the known vulnerabilities
	$(BIN)/python scripts/audit-dependencies

pictures: $(VENV)/.dev ## Take the pictures of docs/pictures/ anew from the running app
	scripts/system-packages browser
	$(BIN)/python scripts/take-pictures

fmt: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.dev ## Pin the versions of everything installed into constraints.txt
	scripts/lock-versions $(BIN)/python

translations: $(VENV)/.dev ## Bring the catalogue to the texts of the code, and say what lacks
	$(BIN)/python -m languages update

clean: ## Remove .venv, .venv-training and caches; uploads and the database in data/ stay
	rm -rf $(VENV) $(RENDERING) site .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt constraints.txt | $(VENV)/bin/python
	$(if $(TORCH_INDEX),$(BIN)/pip install --index-url $(TORCH_INDEX) $$(grep -E '^torch(vision)?==' requirements.txt))
	$(BIN)/pip install --disable-pip-version-check -r requirements.txt
	scripts/system-packages libraries
	touch $@

$(VENV)/.dev: requirements-dev.txt requirements-ray.txt $(VENV)/.runtime
	$(BIN)/pip install --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(RENDERING)/.ready: requirements-training.txt
	$(PYTHON) -m venv $(RENDERING)
	$(RENDERING)/bin/pip install --disable-pip-version-check -r requirements-training.txt
	scripts/system-packages rendering
	touch $@
