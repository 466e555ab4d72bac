#!/bin/sh
# Writes requirements.txt from pyproject.toml: every version fixed, every file's hash, no address.
# `sh tools/lock.sh` keeps the versions that still fit; `sh tools/lock.sh --upgrade` takes the newest.
set -eu
cd "$(dirname "$0")/.."
work=.cache/lock
[ -x "$work/bin/uv" ] || {
    echo "Setting up the resolver in $work"
    .venv/bin/python -m venv "$work"
    "$work/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: 'uv>=0.9,<1'
}
# The output file is also an input: the resolver keeps what it finds there unless told to upgrade.
cp requirements.txt "$work/requirements.txt"
"$work/bin/uv" pip compile pyproject.toml --group dev --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet \
    --output-file "$work/requirements.txt" "$@"
if grep -n '://' "$work/requirements.txt"; then
    echo "The lock names an address (lines above): it must hold names, versions and hashes only." >&2
    exit 1
fi
{
    sed '/^[^#]/,$d' requirements.txt
    cat "$work/requirements.txt"
} >"$work/new.txt"
mv "$work/new.txt" requirements.txt
