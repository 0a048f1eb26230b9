# Two commands matter: `make demo` and `make test`. Both need nothing but Python 3.11 to 3.13.
PYTHON ?= python3
VENV   ?= .venv
RUN     = $(VENV)/bin
SECONDS ?= 600
FRAMES  ?= 10000000
FIRST   ?= 0

# Workers wait in real time much of the time, so there is one more than cores are counted on; files with few and long
# tests are not kept for the end.
.PHONY: demo test soak serve lint model test-serving constraints clean help

demo:                       ## install, train the demo model, place one simulated phone call
	@$(PYTHON) scripts/bootstrap.py train local
	@$(RUN)/trunkline demo

test:                       ## lints, types, import contracts and every test
	@$(PYTHON) scripts/bootstrap.py train local notebooks dev
	@$(MAKE) --no-print-directory -j 2 lint model
	$(RUN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

test-serving:               ## the engine's tests and the server in an environment without torch
	@TRUNKLINE_VENV=.venv-serving $(PYTHON) scripts/bootstrap.py local dev
	.venv-serving/bin/pytest -n 2 --dist loadfile tests/engine tests/telephony -m "not train"

soak:                       ## hostile files for SECONDS, then FRAMES hostile frames: nothing that reads them may break
	$(RUN)/python -m engine.bench.soak --seconds $(SECONDS) --first $(FIRST)
	$(RUN)/python -m telephony.bench.storm --frames $(FRAMES) --first $(FIRST)

serve:                      ## answer phone calls (see README)
	@$(PYTHON) scripts/bootstrap.py train local
	@$(RUN)/trunkline serve

model:
	$(RUN)/trunkline train

lint:                       ## the quick half of `make test`
	$(RUN)/ruff check . && $(RUN)/ruff format --check . && $(RUN)/mypy && $(RUN)/lint-imports

constraints:                ## choose versions anew (torch stays out: its CPU build is the bootstrap's)
	$(RUN)/python -m uv pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 -q --upgrade \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links | grep -vE '^(torch|triton|nvidia-|cuda-)' > constraints.txt

clean:                      ## remove everything that was made
	rm -rf .venv .venv-serving .trunkline .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist

help:                       ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'
