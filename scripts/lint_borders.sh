#!/bin/sh
# Checks the rooms' borders. The linter knows packages only, so chainlit_app.py is shown to it as one.
set -eu
root=$(cd "${1:-$(dirname "$0")/..}" && pwd)
view=$(mktemp -d)
trap 'rm -rf "$view"' EXIT
for room in web_chat slack_bot agents tools demand memory gateway evals pyproject.toml; do ln -s "$root/$room" "$view/$room"; done
mkdir "$view/chainlit_app"
ln -s "$root/chainlit_app.py" "$view/chainlit_app/__init__.py"
linter=$(command -v lint-imports || echo "$root/.venv/bin/lint-imports")
cd "$view"
PYTHONPATH="$view" "$linter" --no-cache
