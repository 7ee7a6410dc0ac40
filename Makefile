# Everything a newcomer can do. `make run` and `make test` set up by themselves.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
# What `make test` runs, as an expression of pytest's.
TESTS = not slow and not heavy
PYTEST = $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow test-all lint bench fuzz lock sbom audit release clean

help:  ## show this
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 12

setup: .venv/.ready  ## make the environment in .venv

.venv/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "gouji needs Python 3.11, 3.12 or 3.13; name one: make setup PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q flows expectations
	@# By all processors, which pip would not use; some packages have files that are templates and cannot be compiled.
	$(BIN)/python -m compileall -qq -j 0 .venv/lib || true
	@touch $@

run: setup  ## the main job on raw/documents: records, marts, site and workbook
	$(BIN)/gouji run

test: setup lint  ## all checks but the slow and the heavy ones, or TESTS="not heavy"
	$(PYTEST) -m "$(TESTS)"

test-slow: setup  ## those that take five seconds or more each
	$(PYTEST) -m "slow and not heavy"

test-all: setup lint  ## the slow and the heavy ones too
	$(PYTEST)

lint: setup  ## ruff, mypy, sqlfluff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# Together: each takes half a minute on one processor.
	$(BIN)/mypy & $(BIN)/sqlfluff lint --disable-progress-bar dbt/models dbt/tests/*.sql; status=$$?; wait $$! && exit $$status

bench: setup  ## how fast documents are read, against the bare parser of each format (docs/benchmarks.md)
	$(BIN)/python -m bench.extraction $(BENCH)

fuzz: setup  ## mutated documents of every format, a minute each; FUZZ="--seconds 1800 --format pdf" for more
	$(BIN)/python -m bench.fuzz $(FUZZ)

lock:  ## pin all dependencies anew, with hashes (needs uv)
	uv pip compile pyproject.toml --group dev --extra metrics --extra scale --extra scan --extra spark --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --no-annotate --custom-compile-command 'make lock' -o requirements.txt
	@# Those that a machine needs which only runs gouji: the same versions, without what changes are made and tested with.
	uv pip compile pyproject.toml --group build --extra metrics --extra scale --extra scan --constraints requirements.txt \
		--universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --no-annotate --custom-compile-command 'make lock' -o requirements-run.txt
	$(PYTHON) .ci/pin_without_extras.py requirements.txt requirements-run.txt
	uv pip compile --group audit --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --no-annotate --custom-compile-command 'make lock' -o .ci/tools.txt

build/tools/.ready: .ci/tools.txt
	$(PYTHON) -m venv build/tools
	build/tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/tools.txt
	@touch $@

sbom: build/tools/.ready  ## the bill of materials of the lock file, as CycloneDX, in dist/
	.ci/sbom dist/gouji.cdx.json

audit: build/tools/.ready  ## known vulnerabilities of the pinned packages; fails where the list of them cannot be had
	build/tools/bin/python .ci/audit.py requirements.txt $(AUDIT)
	build/tools/bin/python .ci/audit.py .ci/tools.txt $(AUDIT)

release: setup build/tools/.ready  ## the wheel of the last commit, with bill of materials and checksums, in dist/
	.ci/release dist

clean:  ## remove what can be made again: never raw/documents, raw/decisions.csv or raw/history
	rm -rf raw/records raw/.records raw/rejected warehouse build dist dbt/target dbt/logs expectations/gx/uncommitted .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
