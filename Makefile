# The commands of the README. `make demo` looks at the built-in demo; `make test` runs every test.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO := build/trigger-point-clinic.launcher.zip
PYTEST_ARGS ?=
FUZZ_SECONDS ?= 600

.PHONY: demo test lint types wheel smoke check crash wordpress bench fuzz clean

demo: $(VENV)/installed
	@mkdir -p build
	$(BIN)/launcher pack demo_content -o $(DEMO)
	$(BIN)/launcher validate $(DEMO)
	@if [ -e site/.launcher/receipt.json ]; then $(BIN)/launcher uninstall site; fi
	$(BIN)/launcher install $(DEMO) site --yes
	@echo
	@echo "The demo is in ./site. Look at it with:"
	@echo
	@echo "    $(BIN)/launcher serve site"
	@echo

test: $(VENV)/installed-for-tests
	@sh tests/real/system-packages.sh
	$(BIN)/pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

lint: $(VENV)/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-for-tests
	$(BIN)/mypy

# The wheel is built once; the smoke test installs it into an empty environment outside the checkout.
wheel: $(VENV)/installed-for-tests
	rm -rf build/wheel
	$(BIN)/python -m build --outdir build/wheel .

smoke: wheel
	sh tests/real/wheel-smoke.sh build/wheel/*.whl

check: test lint types smoke

# Interrupts changes of a site far more often than `make test`, and takes long.
crash: $(VENV)/installed-for-tests
	@sh tests/real/system-packages.sh
	CRASH_TESTS=thorough $(BIN)/pytest -n 2 tests/site/crash tests/real/test_interrupted_command.py \
		tests/real/test_hostile_targets.py $(PYTEST_ARGS)

# Ends imports into a real WordPress, uninstalls, setups and whole commands at each of their statements, or at hundreds of moments.
wordpress: $(VENV)/installed-for-tests
	@sh tests/real/system-packages.sh
	WORDPRESS_TESTS=thorough $(BIN)/pytest -n 2 --dist loadgroup tests/real/wordpress $(PYTEST_ARGS)

bench: $(VENV)/installed-for-tests
	$(BIN)/python -m benchmarks.first_flight
	$(BIN)/python -m benchmarks.probing
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.memory
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python -m benchmarks.transaction
	$(BIN)/python -m benchmarks.wordpress

# Coverage-guided fuzzing of all that reads what strangers wrote; FUZZ_SECONDS is for all targets together.
fuzz: $(VENV)/installed-for-tests
	$(BIN)/python -m pip install --quiet --group fuzz
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

$(VENV)/bin/python:
	@sh tests/real/make-venv.sh $(PYTHON) $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/installed-for-tests: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

clean:
	rm -rf build dist $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
