#!/usr/bin/env bash
# Holds layerwise against PyTorch, Keras and others: computes the stored expectations again and compares, then runs the
# parity tests. They are no part of the environment. PARITY_PYTHON=<python that has it> make parity, where it is elsewhere.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PARITY_PYTHON:-.venv/bin/python}
KERAS_BACKEND=torch "$python" -c "import keras, networkx, torch" 2>/dev/null || {
    echo "make parity needs PyTorch (the CPU build is enough), Keras and networkx: pip install torch keras networkx" >&2
    exit 1
}
"$python" -c "import torch; print('PyTorch', torch.__version__)"
for script in tests/parity/oracles/make_*.py; do
    PYTHONPATH=lib:.:tests/parity "$python" "$script" --check
done
.venv/bin/python -m pytest tests/parity --quiet
