#!/usr/bin/env bash
# Sets up what is missing, makes the learner's folder my-course/ from course/ and opens it. Arguments go to `layerwise
# start`, and those that it does not know to JupyterLab.
set -euo pipefail
cd "$(dirname "$0")/.."
setup/environment.sh
# shellcheck source=setup/system.sh
source setup/system.sh
need_sandbox

exec .venv/bin/layerwise start --folder my-course --root . "$@"
