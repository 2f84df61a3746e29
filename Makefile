# `make lab` opens the lab, `make test` runs every test. Both set up what they need first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5006
# Processes that share the tests; tests/conftest.py says what stays together.
WORKERS ?= 2
# Numbers are the same on one thread, and two threads on busy cores are far slower than one.
export OMP_NUM_THREADS ?= 1

.PHONY: lab test verdicts bench lint notebooks docs clean

lab: $(VENV)/.ready  ## set up, serve the lab on 127.0.0.1 and open the browser
	$(BIN)/descentlab serve --port $(PORT)

test: $(VENV)/.ready  ## set up and run every test, the browser's included
	$(PYTHON) scripts/find_chromium.py
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder

verdicts: $(VENV)/.ready  ## measure every claim at its seeds, record the verdicts, write docs/verdicts.md
	$(BIN)/python scripts/record_verdicts.py

bench: $(VENV)/.ready  ## time the kernels against peers and the live page in a browser
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[bench]'
	$(BIN)/python benchmarks/kernels.py
	$(BIN)/python benchmarks/planes.py
	$(BIN)/python benchmarks/hessian.py
	$(BIN)/python benchmarks/complementarity.py
	$(BIN)/python benchmarks/flows.py
	$(BIN)/python benchmarks/radius.py
	$(BIN)/python benchmarks/conflict.py
	$(BIN)/python benchmarks/watch_overhead.py
	$(BIN)/python benchmarks/optimizers.py
	$(BIN)/python benchmarks/planner.py
	$(BIN)/python benchmarks/precision.py
	$(BIN)/python benchmarks/ranks.py
	$(BIN)/python benchmarks/scaling.py
	$(BIN)/python benchmarks/sweep.py
	$(BIN)/python benchmarks/gpu.py
	$(BIN)/python benchmarks/live.py
	$(BIN)/python benchmarks/every_page.py
	$(BIN)/python benchmarks/class_of_thirty.py

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

docs: $(VENV)/.ready  ## build the documentation into site/, which opens from disk
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "Open site/index.html"

notebooks: $(VENV)/.ready  ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

# The CPU build of torch is installed by its exact version before anything else can ask for another.
$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) scripts/check_python.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet $$(grep '^torch==' constraints.txt)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[notebook,dev]'
	touch $@

clean:
	rm -rf $(VENV)
