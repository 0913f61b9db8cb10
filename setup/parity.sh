#!/usr/bin/env bash
# Holds layerwise against PyTorch: computes the stored expectations again and compares, then runs the parity tests.
# PyTorch is no part of the environment. PARITY_PYTHON=<python that has it> make parity, where it is elsewhere.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PARITY_PYTHON:-.venv/bin/python}
"$python" -c "import torch" 2>/dev/null || {
    echo "make parity needs PyTorch (the CPU build is enough): pip install torch==2.13.0" >&2
    exit 1
}
"$python" -c "import torch; print('PyTorch', torch.__version__)"
for script in tests/parity/make_*.py; do
    PYTHONPATH=lib:. "$python" "$script" --check
done
.venv/bin/python -m pytest tests/parity --quiet
