# Two commands are enough: make run, make test.
MUSTER := .venv/bin/muster
PYTEST := .venv/bin/pytest
BENCH_SIZE ?= 20000

.PHONY: run setup test lint soak bench system-deps lock clean

run: .venv/.ready  ## set up, make the demo bench where there is no bench, start the desk
	@$(MUSTER) demo --bench-size $(BENCH_SIZE) --if-missing
	@$(MUSTER) serve $(if $(PORT),--port $(PORT))

setup:  ## make or mend the environment
	@rm -f .venv/.ready
	@$(MAKE) --no-print-directory .venv/.ready

.venv/.ready: requirements.lock pyproject.toml scripts/setup.sh
	@sh scripts/setup.sh
	@touch $@

test: .venv/.ready lint  ## every behaviour, at most 12 minutes on two cores
	$(PYTEST) -n 2 --dist loadfile -m "not soak"

lint: .venv/.ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	PATH="$(CURDIR)/.venv/bin:$$PATH" sh scripts/lint_borders.sh

soak: .venv/.ready  ## kills and loads in their full length
	$(PYTEST) -m soak --timeout 3600

bench: .venv/.ready  ## the figures of docs/benchmarks.md
	.venv/bin/python scripts/bench.py
	.venv/bin/python scripts/bench_planner.py
	.venv/bin/python scripts/bench_workspaces.py

system-deps:  ## what the tests use beside Python packages (Debian, needs root)
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium postgresql g++ make >/dev/null

lock:  ## resolve the dependencies anew
	.venv/bin/uv pip compile pyproject.toml --extra dev --extra build --universal --generate-hashes --no-header \
		--no-emit-index-url --no-annotate --python-version 3.11 --upgrade --quiet -o requirements.lock

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
