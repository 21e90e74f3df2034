# make demo   set the machine up and run the main job on a sample group
# make test   set up; format, lint, types, import contract, all tests
# make full   the tests that take longer besides
# make faults break the intake at every system call; KEEP=DIR goes on from there
# make storm  2,000 things that may happen to an inbox, in any order
# make bench  all benchmarks
# make hostile  files that nobody here made, where they lie beside the project
.DEFAULT_GOAL := help
BIN := .venv/bin

# hundreds of short processes: without its cache each would compile all of Python anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check full faults storm bench hostile messages

help:
	@sed -n 's/^# make /make /p' Makefile

setup:
	@scripts/bootstrap

demo: setup
	@$(BIN)/python -m scripts.demo

test: setup check
	@scripts/test -m "not long" --durations=20

check:
	@$(BIN)/ruff format --check --quiet . || { echo "run: $(BIN)/ruff format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

full: setup check
	@scripts/test

faults: setup
	@$(BIN)/python -m tests.faults $(if $(KEEP),--keep $(KEEP))

storm: setup
	@$(BIN)/python -m tests.storm $(if $(STEPS),--steps $(STEPS))

bench: setup
	@for bench in bench/[a-z]*.py; do $(BIN)/python $$bench || exit 1; done

hostile: setup
	@$(BIN)/python -m tests.hostile

# After changing a sentence: collect the sentences, translate the new ones in
# pipeline/locale/ru/LC_MESSAGES/podshivka.po, then run it again.
messages: setup
	@$(BIN)/python -m scripts.messages
