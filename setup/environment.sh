#!/usr/bin/env bash
# Makes .venv from requirements.lock, and does nothing when that has been done already.
# PYTHON=/path/to/python chooses the interpreter that .venv is made with.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=setup/system.sh
source setup/system.sh

venv=.venv
stamp=$venv/installed.txt  # what was installed, and where: the next run compares

fingerprint() { echo "$PWD"; cat requirements.lock pyproject.toml setup/jupyterlab.json setup/page_config.json; }

version_of() { "$1" -c 'import sys; print(*sys.version_info[:2], sep="")' 2>/dev/null || echo 0; }

is_recent() { [ "$(version_of "$1")" -ge 311 ]; }

# The locked packages come ready-made for Python 3.11 to 3.14, so one of those is taken if there is one.
find_python() {
    local candidate found
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.14; do
        if is_recent "$candidate" && { [ -n "${PYTHON:-}" ] || [ "$(version_of "$candidate")" -le 314 ]; }; then
            echo "$candidate"
            return
        fi
        [ -z "${PYTHON:-}" ] || break
    done
    if is_recent "${PYTHON:-python3}"; then
        echo "Note: ${PYTHON:-python3} is newer than 3.14; some packages may have to be compiled." >&2
        echo "${PYTHON:-python3}"
        return
    fi
    found=$("${PYTHON:-python3}" --version 2>&1 | tail -n 1) || true
    echo "Python 3.11 or newer is needed; ${PYTHON:-python3} is: ${found:-not there}" >&2
    echo "Install one, or name one:  make start PYTHON=/path/to/python3.12" >&2
    return 1
}

make_venv() {
    local python=$1 package
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then  # Debian packages these apart
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        if ! install_with_apt "$package"; then
            echo "$python cannot make virtual environments. On Debian or Ubuntu:  sudo apt install $package" >&2
            return 1
        fi
    fi
    "$python" -m venv --clear "$venv"
}

if [ -f "$stamp" ] && fingerprint | cmp -s - "$stamp" && is_recent "$venv/bin/python"; then
    exit 0
fi

# A .venv that does not run, or that was made when this folder had another name, is made anew.
if ! is_recent "$venv/bin/python" || { [ -f "$stamp" ] && [ "$(head -n 1 "$stamp")" != "$PWD" ]; }; then
    python=$(find_python)
    echo "Making $venv with $("$python" --version) ..."
    make_venv "$python"
    echo "Installing $(grep -c == requirements.lock) locked packages; this takes a few minutes, once ..."
else
    echo "Bringing $venv up to date ..."
fi
rm -f "$stamp"

pip=("$venv/bin/python" -m pip --disable-pip-version-check)
"${pip[@]}" install --quiet --requirement requirements.lock
"${pip[@]}" install --quiet --no-deps --editable .
mkdir -p "$venv/share/jupyter/lab/settings"
cp setup/jupyterlab.json "$venv/share/jupyter/lab/settings/overrides.json"
# nbgrader's Validate button runs the checks as tests, and calls every notebook whose cards show no error a success.
mkdir -p "$venv/etc/jupyter/labconfig"
cp setup/page_config.json "$venv/etc/jupyter/labconfig/page_config.json"
"$venv/bin/python" -c "import matplotlib.font_manager"  # its list of fonts is made once, and takes a while
fingerprint > "$stamp"
