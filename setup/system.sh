# shellcheck shell=bash
# Read by the other scripts with `source`: what the system has to offer, and how apt adds to it where it may.

# install_with_apt PACKAGE...: true if they are installed now. Says nothing when it may not try.
install_with_apt() {
    local may=()
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        may=(sudo -n)
    fi
    echo "Installing $* with apt ..."
    # A fresh machine has no package lists, an old one has stale ones.
    ${may[@]+"${may[@]}"} apt-get update -qq >/dev/null 2>&1 || true
    ${may[@]+"${may[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

sandbox_works() {
    bwrap --unshare-all --die-with-parent --ro-bind / / --proc /proc --dev /dev true 2>/dev/null
}

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

# Bubblewrap runs the submissions when a class is graded; nothing else needs it.
need_sandbox() {
    local lost="the course and its checks work, grading submissions does not"
    if [ "$(uname -s)" != Linux ]; then
        echo "Note: bubblewrap exists on Linux only; without it $lost."
    elif ! command -v bwrap >/dev/null && ! install_with_apt bubblewrap; then
        echo "Note: install bubblewrap (Debian, Ubuntu: sudo apt install bubblewrap); without it $lost."
    elif ! sandbox_works; then
        echo "Note: bubblewrap is installed, but this system forbids user namespaces; until it allows them, $lost."
    fi
}

# Chromium opens the pages in the browser tests; nothing else needs it.
need_browser() {
    if ! find_chromium >/dev/null && ! install_with_apt chromium; then
        echo "Note: install Chromium (Debian: sudo apt install chromium); without it the browser tests are skipped."
    fi
}

find_postgres() { command -v pg_ctl || compgen -G "/usr/lib/postgresql/*/bin/pg_ctl"; }

# A PostgreSQL server of their own is what the tests of a gradebook in PostgreSQL write to; nothing else needs it.
need_postgres() {
    if ! find_postgres >/dev/null && ! install_with_apt postgresql; then
        echo "Note: install PostgreSQL (Debian: sudo apt install postgresql); without it its tests are skipped."
    fi
}
