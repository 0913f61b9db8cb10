#!/usr/bin/env bash
# Sets up what is missing and opens JupyterLab on the welcome notebook. Arguments go to JupyterLab.
set -euo pipefail
cd "$(dirname "$0")/.."
setup/environment.sh
# shellcheck source=setup/system.sh
source setup/system.sh
need_sandbox

if [ "$(id -u)" -eq 0 ]; then
    set -- --allow-root "$@"  # in a container everybody is root; JupyterLab wants it said
fi
export PATH="$PWD/.venv/bin:$PATH"  # terminals in JupyterLab then find `autograder`
echo "Opening the course. The address is printed below; Ctrl-C stops it."
exec .venv/bin/python -m jupyterlab --log-level=WARN --ServerApp.root_dir=. \
    --LabApp.default_url=/lab/tree/course/00_welcome.ipynb "$@"
