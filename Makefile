# make demo    installs attache into .venv, reads the example pages and shows what they establish
# make test    lint, types, import order and tests
# make bench   scores and speeds, over the data sets in DATA=DIR
# make train   rebuilds the language core from the data sets in DATA=DIR

PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
RECORD := demo/crimea.record

.PHONY: demo test bench train clean
.DEFAULT_GOAL := demo

demo: $(VENV)/installed
	@mkdir -p demo
	$(BIN)/attache read examples/crimea-2014 -o $(RECORD)
	@echo
	$(BIN)/attache timeline $(RECORD)
	@echo
	$(BIN)/attache said $(RECORD)
	@echo
	$(BIN)/attache ahead $(RECORD)
	@echo
	$(BIN)/attache brief $(RECORD) --html demo/brief.html

test: $(VENV)/tested
	$(BIN)/ruff check attache tests training bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

# One bench: make bench DATA=DIR BENCH=dates
BENCH := $(basename $(notdir $(shell grep -l -e '"--data"' bench/*.py)))

bench: $(VENV)/installed
	@test -n "$(DATA)" || { echo "make bench: say where the data sets are: make bench DATA=DIR" >&2; exit 2; }
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.examples
	$(BIN)/python -m bench.story
	$(BIN)/python -m bench.story --given
	@for name in $(BENCH); do echo "== $$name"; $(BIN)/python -m bench.$$name --data "$(DATA)" || exit 1; done

train: | python
	@test -n "$(DATA)" || { echo "make train: say where the data sets are: make train DATA=DIR" >&2; exit 2; }
	test -d .venv-train || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt
	.venv-train/bin/python -m training.train --data "$(DATA)"

# The package is installed in place, so that an edit is seen without another install.
$(VENV)/installed: pyproject.toml | python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
		echo "make: $(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "make: attache needs Python 3.11 or newer; none was found on PATH" >&2; exit 1; }

clean:
	rm -rf $(VENV) .venv-train demo build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
