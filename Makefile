# make help lists the targets. What they do in more than a line stands in setup/.
.DEFAULT_GOAL := help
.PHONY: help start test test-all demo lint build verify parity mutants lock setup
export PYTHON

help:  ## this list
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 16

start:  ## set up what is missing and open the course in JupyterLab (ARGS=--no-browser on a server)
	@setup/start.sh $(ARGS)

test:  ## set up what is missing and run the checks and tests, of what every chapter has a sample
	@setup/test.sh $(ARGS)

test-all:  ## the same with everything, for the night: every recorded way, every edit of a solution, twenty seeds
	@setup/test.sh --all $(ARGS)

demo: setup  ## simulate a class of 24, grade it, and leave gradebook, feedback and summary in demo/
	@bash -c "source setup/system.sh && need_sandbox"
	@.venv/bin/autograder demo $(ARGS)

lint: setup  ## style, types, and who may import whom
	.venv/bin/python -m ruff check .
	.venv/bin/python -m mypy
	.venv/bin/lint-imports --no-logo --no-cache

build: setup  ## build the notebooks in course/ and solutions/ from the chapter sources
	.venv/bin/autograder build $(ARGS)

verify: setup  ## test the exercises: solutions pass, every misconception is caught and named
	.venv/bin/autograder verify $(ARGS)

parity: setup  ## hold layerwise against PyTorch, computed anew (PyTorch is not part of the environment)
	@setup/parity.sh

mutants:  ## change the grader a spot at a time and see whether its tests notice (ARGS="core grading/run")
	@setup/mutants.sh $(ARGS)

lock:  ## pin every package again (ARGS=--upgrade for newer ones)
	@setup/lock.sh $(ARGS)

setup:  ## make or renew .venv
	@setup/environment.sh
