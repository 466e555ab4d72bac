#!/bin/sh
# Makes or renews .venv: the packages of requirements.txt, then this project itself, editable.
# Called by `make` when .venv is missing or older than those files. PYTHON names the Python to use;
# without it the first of /usr/bin/python3, python3, python3.14 … python3.11 that is new enough is taken.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

whole() {
    "$1" -c 'import venv, ensurepip' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        # The system's comes first: distributions compile theirs with profiles, pyenv by itself does not, and with
        # those a build takes an eighth longer.
        set -- "${SYSTEM_PYTHON-/usr/bin/python3}" python3 python3.14 python3.13 python3.12 python3.11
    fi
    lacking=
    for candidate in "$@"; do
        if fits "$candidate"; then
            if whole "$candidate"; then
                echo "$candidate"
                return
            fi
            lacking=${lacking:-$candidate}
        fi
    done
    if [ -n "$lacking" ]; then
        echo "$lacking"
        return
    fi
    {
        if [ -n "${PYTHON:-}" ]; then
            echo "PYTHON=$PYTHON is not a Python 3.11 or newer."
        else
            echo "This needs Python 3.11 or newer, and none was found."
            ! command -v python3 >/dev/null || echo "The python3 here is $(python3 --version 2>&1)."
        fi
        echo "  Debian, Ubuntu:  sudo apt-get install python3 python3-venv"
        echo "  Fedora:          sudo dnf install python3"
        echo "  macOS:           brew install python"
        echo "If you have one under another name:  make PYTHON=/path/to/python3.12 ..."
    } >&2
    exit 1
}

# A .venv that was made elsewhere, or whose Python is gone, is thrown away.
usable() {
    [ "$(cat .venv/made-in 2>/dev/null)" = "$here" ] && fits .venv/bin/python && [ -e .venv/bin/pip ]
}

pip() {
    # A setting PIP_USER=1 would make pip refuse to install into a .venv.
    PIP_USER=0 .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check "$@"
}

if ! usable; then
    python=$(find_python)
    version=$("$python" -c 'import platform; print(platform.python_version())')
    if ! whole "$python"; then
        minor=${version%.*}
        {
            echo "Python $version lacks its 'venv' part (modules venv and ensurepip)."
            echo "  Debian, Ubuntu:  sudo apt-get install python3-venv   (or python$minor-venv)"
        } >&2
        exit 1
    fi
    echo "Setting up .venv with Python $version (once; about half a minute, 100 MB)"
    rm -rf .venv
    "$python" -m venv .venv
    echo "$here" >.venv/made-in
fi

# The lock is copied beside the packages, so that a change of pyproject.toml alone fetches nothing.
if ! cmp -s requirements.txt .venv/requirements.txt; then
    echo "Installing the packages of requirements.txt"
    pip --require-hashes --only-binary :all: -r requirements.txt
    cp requirements.txt .venv/requirements.txt
fi
pip --no-index --no-deps --no-build-isolation --editable .
touch .venv/ready
