# Everything runs in .venv, made once from pyproject.toml through constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SEEDS ?= 1
LANES ?= 2
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
export OMP_NUM_THREADS ?= 1

.PHONY: demo test test-slow lint bench findings clean

demo: $(VENV)/.train
	$(BIN)/python recipes/nano/demo.py --seeds $(SEEDS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto tests

test-slow: $(VENV)/.dev
	$(PIP) -e '.[scale]'
	$(BIN)/python -m pytest -n auto -m slow tests

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/mypy

bench: $(VENV)/.bench
	$(BIN)/causim bench

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.train: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e '.[train]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e '.[dev,llm,oracle,plot,train]'
	@touch $@ $(VENV)/.train

$(VENV)/.bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) -e '.[bench,oracle,train]'
	@touch $@ $(VENV)/.train

findings: $(VENV)/.train
	$(BIN)/python -m benchmarks.transfer --lanes $(LANES)
	$(BIN)/python -m benchmarks.findings --lanes $(LANES)

clean:
	rm -rf $(VENV) .venv-core
