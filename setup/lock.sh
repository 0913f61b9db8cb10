#!/usr/bin/env bash
# Pins every package, for all systems and Python versions at once, in requirements.lock. Pins that still fit stay;
# make lock ARGS=--upgrade renews them, ARGS="--upgrade-package numpy" renews one. Needs uv, or fetches it for this run.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
uv=$(command -v uv) || {
    "${PYTHON:-python3}" -m venv "$scratch/venv"
    "$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check uv
    uv=$scratch/venv/bin/uv
}
# No header, no index address: the file says what is installed, not where this machine gets it from.
"$uv" pip compile pyproject.toml --all-extras --universal --python-version 3.11 --fork-strategy fewest \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock "$@"
echo "requirements.lock: $(grep -c == requirements.lock) packages. Now bring environment.yml in line:"
echo "  .venv/bin/python -m pytest tests/test_environment.py"
