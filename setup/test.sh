#!/usr/bin/env bash
# What must hold before a change goes in, quick checks first; stops at the first that fails. Of what every chapter has
# more of, a sample is tried; setup/test.sh --all, for the night, tries everything (CONTRIBUTING.md says what that adds).
# Other arguments go to the last pytest run: make test ARGS="-k relu".
set -euo pipefail
cd "$(dirname "$0")/.."
setup/environment.sh
# shellcheck source=setup/system.sh
source setup/system.sh
# shellcheck source=setup/sample.sh
source setup/sample.sh
all=""
if [ "${1:-}" = --all ]; then
    all=yes
    shift
fi
need_sandbox
need_browser
need_postgres

LAYERWISE_HOME=$(mktemp -d)  # checks that run here are not the progress of whoever runs them
trap 'rm -rf "$LAYERWISE_HOME"' EXIT
export LAYERWISE_HOME PATH="$PWD/.venv/bin:$PATH"
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1  # two workers below: one thread each
if grep -qs ' avx2 ' /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=Haswell  # as the build does: see autograder/build/execute.py
    export NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL AVX512_SPR"
fi
python=.venv/bin/python

step() {
    local what=$1
    shift
    printf '\n== %s\n' "$what"
    "$@" || { printf '\nmake test stopped: %s failed.\n' "$what" >&2; exit 1; }
}

# Two at a time, each with a home of its own, as when it was built: what passes in one chapter is `mine` in the next.
executed_notebooks() {
    printf '%s\n' "$@" | xargs -P 2 -I NOTEBOOK bash -c '
        export LAYERWISE_HOME="$LAYERWISE_HOME/$(basename NOTEBOOK .ipynb)"
        exec "$@" NOTEBOOK' executed_notebooks $python -m pytest --nbval --nbval-current-env --quiet
}

step "style (ruff)" $python -m ruff check .
step "types (mypy)" $python -m mypy
step "who may import whom (import-linter)" .venv/bin/lint-imports --no-logo --no-cache
if [ "$all" ]; then
    sample=() notebooks=(solutions/*/*.ipynb)
    step "exercises (autograder verify)" .venv/bin/autograder verify --jobs 2
    step "no score depends on the seed (twenty seeds)" .venv/bin/autograder verify --seeds 20 --jobs 2
    step "every edit of a solution costs marks" .venv/bin/autograder verify --mutants --jobs 2
else
    # shellcheck disable=SC2207  # words, none of them with a blank
    sample=($(sample_options 4)) notebooks=($(sampled_notebooks 3))
    step "exercises (autograder verify, a sample)" .venv/bin/autograder verify --jobs 2 "${sample[@]}"
    # Fresh seeds whenever an exercise has changed, and the same ones again for the same exercises.
    start=$((16#$(git rev-parse HEAD:autograder/exercises | cut -c1-8)))
    step "no score depends on the seed (three seeds, one answer in twelve)" \
        .venv/bin/autograder verify --seeds 3 --one-in 12 --from "$start" --jobs 2
fi
step "notebooks are up to date (autograder build --check)" .venv/bin/autograder build --check
step "executed notebooks give their outputs again (nbval)" executed_notebooks "${notebooks[@]}"
# A worker that is done takes tests over from the other, which may be left with all those that wait for time limits.
step "unit, grading and browser tests (pytest)" \
    $python -m pytest -n 2 --dist worksteal --durations 40 --durations-min 5 ${sample[@]+"${sample[@]}"} "$@"
