#!/bin/sh
# Makes .venv from requirements.lock: every package pinned and checked by its hash, bytecode compiled.
# hnswlib comes as source and needs a C++ compiler; without one the desk goes on with its other index and says so.
set -eu
cd "$(dirname "$0")/.."

python=""
for candidate in python3.11 python3.12 python3.13 python3; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Muster needs Python 3.11 or newer, and none was found on this machine." >&2
    exit 1
fi

parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
# The lock in three: the installer, the one source package, and all else.
awk -v parts="$parts" '
    /^[a-zA-Z0-9]/ { name = $1; sub(/==.*/, "", name); file = "rest" }
    name == "uv" { file = "uv" }
    name == "hnswlib" { file = "hnswlib" }
    { print > (parts "/" file ".lock") }
' requirements.lock

say() { printf '  %s\n' "$1"; }
say "1/5  making .venv with $($python --version)"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$parts/uv.lock"

say "2/5  installing packages (about 1.5 GB on disk; the first time takes a minute or two)"
install() { .venv/bin/uv pip install --quiet --python .venv/bin/python "$@"; }
if ! install --require-hashes --compile-bytecode -r "$parts/rest.lock"; then
    say "     the fast installer could not; trying pip"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$parts/rest.lock"
fi

say "3/5  building hnswlib"
if ! install --no-deps --no-build-isolation --require-hashes -r "$parts/hnswlib.lock" 2>"$parts/hnswlib.log"; then
    tail -n 3 "$parts/hnswlib.log" | sed 's/^/       /'
    say "     hnswlib could not be built here (is a C++ compiler installed?)."
    say "     The desk goes on with the ivf index. To get hnsw later: install g++, then make setup."
fi

say "4/5  installing Muster"
install --no-deps --no-build-isolation --editable .
.venv/bin/python -m compileall -q agents tools demand memory gateway evals web_chat chainlit_app.py

say "5/5  teaching the planner (once for each state of prompts/; under a minute)"
.venv/bin/python -c "from evals.planning import Shop; Shop()"
