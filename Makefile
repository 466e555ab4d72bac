# Practice Atlas. Type `make` to see what there is.
# Works with GNU make 3.81 and later; everything runs inside .venv, which `make` sets up.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

# The address of `make serve`, and what `make test` and `make check` pass on.
ATLAS_ADDR ?= 127.0.0.1:8000
ARGS ?=

BIN := .venv/bin
READY := .venv/ready

# Silences start-up banners of Material for MkDocs; DEVELOPING.md says which.
export NO_MKDOCS_2_WARNING := 1
# Where nobody asked for a certain address, the next free port will do.
OR_NEXT := $(if $(filter file,$(origin ATLAS_ADDR)),--or-next)

# Which Python to make .venv with, for tools/make_venv.sh; empty: the first that is new enough.
export PYTHON

# A .venv that was moved or copied here, or whose Python is gone, does not count.
ifneq ($(shell test -x $(BIN)/python && cat .venv/made-in 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif

$(READY): requirements.txt pyproject.toml tools/make_venv.sh
	@sh tools/make_venv.sh

.PHONY: help
help: ## This list
	@echo "Practice Atlas: what 'make' can do"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name words; do printf '%-20s%s\n' "$$name" "$$words"; done
	@echo
	@echo "Whatever comes first sets up .venv. Settings go behind the name, for instance"
	@echo "  make serve ATLAS_ADDR=127.0.0.1:9000      another address"
	@echo "  make clean serve PYTHON=python3.12        another Python"
	@echo "  make test ATLAS_CHROMIUM=/path/to/chrome  another Chromium"
	@echo "Beneath is $(BIN)/atlas, with a --help of its own."

.PHONY: serve
serve: $(READY) ## Build the site, print its address, renew it at every change
	@address=$$($(BIN)/python tools/free_address.py $(ATLAS_ADDR) $(OR_NEXT)) || exit 1; \
	exec $(BIN)/mkdocs serve --livereload --dev-addr "$$address"

.PHONY: check
check: $(READY) ## Check all records, in about a second (ARGS=--strict: warnings fail too)
	@$(BIN)/atlas check $(ARGS)

.PHONY: build
build: $(READY) ## Build the site strictly into site/
	@$(BIN)/mkdocs build --strict

.PHONY: lint
lint: $(READY) ## Check the code (ruff, mypy --strict) and the spelling of code, records and pages (codespell)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src hooks
	$(BIN)/codespell practices cities networks transfers events vocabularies docs src tests tools hooks *.md

# Kept apart from `lint` so that nothing is rewritten in CI.
.PHONY: format
format: $(READY) ## Lay out the code and mend what ruff can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: test
test: $(READY) ## Run all tests, those in the browser too (ARGS='-k word' picks some)
	@ATLAS_CHROMIUM=$$($(BIN)/python tools/ensure_chromium.py) || exit 1; \
	export ATLAS_CHROMIUM; \
	$(BIN)/pytest $(ARGS)

.PHONY: screenshots
screenshots: build ## Take a picture of every page kind: light, dark, phone, print (ARGS=FOLDER says where to)
	@$(BIN)/python tools/screenshots.py $(ARGS)

.PHONY: audit
audit: build ## Measure the site: Nu HTML checker, Lighthouse, bytes (needs Java, Node and Chromium)
	@$(BIN)/python tools/audit.py $(ARGS)

.PHONY: bench
bench: $(READY) ## Measure how fast it builds, beside plain Material and Hugo (ARGS='--records 1000 5000 --runs 5')
	@$(BIN)/python tools/bench/run.py $(ARGS)

.PHONY: schemas
schemas: $(READY) ## Rewrite schemas/ from the models and vocabularies
	@$(BIN)/atlas reference --write

.PHONY: lock
lock: $(READY) ## Fix all package versions anew from pyproject.toml (UPGRADE=1: take the newest)
	@sh tools/lock.sh $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## Remove all that was made: site/, .cache/, .venv/
	rm -rf site .cache .venv
	find src hooks tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
