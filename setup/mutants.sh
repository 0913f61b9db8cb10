#!/usr/bin/env bash
# Changes the grader one spot at a time and asks whether the tests notice; fails under 85 % of a package. For the night.
# make mutants ARGS="core grading/run" takes those alone, ARGS=--again those that were left alive by the last run,
# ARGS="--every 6" one mutant out of six.
set -euo pipefail
cd "$(dirname "$0")/.."
setup/environment.sh
[[ " $* " == *" --again "* ]] || rm -rf mutants
mkdir -p mutants/lib  # Python forgets folders of its path that are not there when it starts
LAYERWISE_HOME=$(mktemp -d)
trap 'rm -rf "$LAYERWISE_HOME"' EXIT
export LAYERWISE_HOME OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
export PYTHONPATH=$PWD/mutants/lib:$PWD/mutants  # before the editable install's folders
.venv/bin/python setup/mutants.py "$@"
