# Everything a person does here. `make run` and `make test` need nothing but make and Python 3.11 or newer.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv/bin/python
# A finished .venv knows its Python; otherwise the first that works: a name on PATH may lead to an old one or to nothing.
PYTHONS = $(or $(PYTHON),$(if $(wildcard .venv/installed.json),$(VENV)) python3.13 python3.12 python3.11 python3 python)
FIND_PYTHON = for needs in 'import ensurepip, venv' 'pass'; do for python in $(PYTHONS); do \
	$$python -c "$$needs; import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && break 2; python=; \
	done; done; test -n "$$python" || { echo "$(TOO_OLD)" >&2; exit 1; }
TOO_OLD := Koulutuskalenteri needs Python 3.11 or newer: install it, or name it with PYTHON=.
INSTALL = $(FIND_PYTHON); $$python -m config.launcher development
PACKAGES := catalogue config events registrations
YEARS ?= 10
SCALE ?= 1

.PHONY: help run install test check format fast bench bench-topics soak seed shell dbshell lock messages clean

help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: ## Start the product: http://localhost:8000 (PORT, HOST, KALENTERI_DATA)
	@$(FIND_PYTHON); KALENTERI_MAKE=$$PPID exec $$python -m config.launcher

install: ## Make .venv with everything development needs
	@$(INSTALL)

test: install ## Every check and every test
	@$(MAKE) --no-print-directory check
	@$(VENV) -m pytest -n 2 $(T)

check: install ## Format, lint, types, import directions, migrations, templates, translations
	$(VENV) -m ruff format --check --quiet .
	$(VENV) -m ruff check --quiet .
	$(VENV) -m mypy $(PACKAGES) manage.py
	.venv/bin/lint-imports --no-logo
	@# A database of its own: nobody else's is looked at.
	env -u DATABASE_URL -u REDIS_URL KALENTERI_DATA=.local-check $(VENV) manage.py makemigrations --check --dry-run
	$(VENV) -m djlint --check --lint --quiet $(PACKAGES)
	$(VENV) -m config.translations --check

format: install ## Let the formatters have their way
	@$(VENV) -m ruff check --fix --quiet . ; $(VENV) -m ruff format --quiet .
	@$(VENV) -m djlint --reformat --quiet $(PACKAGES)

fast: install ## What failed last, or T=tests/…, up to the first failure
	@$(VENV) -m pytest -x --failed-first --no-header $(T)

bench: install ## Speed beside its reference, as ratios: YEARS=2 SCALE=1; growth with the data: SIZES=1,10,100
	@$(VENV) -m tests.benchmarks

bench-topics: install ## How well texts of the same topic are found and terms suggested, beside letters alone
	@$(VENV) -m tests.benchmarks.topics

soak: install ## A minute of hammering one training while workers die: SECONDS=60
	@$(VENV) -m tests.soak

seed: install ## Fill the calendar: YEARS=10 SCALE=1; REPLACE=1 removes the demonstration that is there
	@$(VENV) manage.py seed_demo --years $(YEARS) --scale $(SCALE) $(if $(REPLACE),--replace)

shell: install ## Django's shell
	@$(VENV) manage.py shell

dbshell: install ## psql in the calendar's database
	@$(VENV) manage.py dbshell

lock: install ## Compile requirements/*.in again
	@$(VENV) -c 'import uv' 2>/dev/null || $(VENV) -m pip install --quiet --disable-pip-version-check uv
	@for name in runtime development; do \
		$(VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-header --no-annotate requirements/$$name.in --output-file requirements/$$name.txt || exit 1; done

messages: install ## Collect what the interface says into config/locale
	@$(VENV) -m config.translations

clean: ## Remove .venv, the data folder and what tools left
	@if [ -f .local/services.folder ]; then rm -rf "$$(cat .local/services.folder)"; fi
	@rm -rf .venv .venv.log .local .local-check .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -prune -exec rm -rf {} +
	@find . -name '*.mo' -delete
