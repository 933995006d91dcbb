VENV := .venv
INSTALLED := $(VENV)/.installed
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11

.PHONY: install demo test check lint format types clean help

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(INSTALLED) ## an environment in .venv with everything in it

# Made again when the dependencies change; otherwise a second run asks nobody for anything.
$(INSTALLED): pyproject.toml
	@python=; for name in $(PYTHON) $(PYTHONS); do \
	  if "$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; \
	  then python=$$name; break; fi; done; \
	[ -n "$$python" ] || { echo "citewalk needs Python 3.11 to 3.14; name one with: make install PYTHON=/path/to/python" >&2; exit 1; }; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { echo "$$python cannot make environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
	echo "Installing into $(VENV) with $$($$python --version) ..."; \
	[ -x $(VENV)/bin/python ] && $(VENV)/bin/python -m pip --version >/dev/null 2>&1 || "$$python" -m venv --clear $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@$(VENV)/bin/python -m graph.engine.warmup >/dev/null 2>&1 || true # only makes the engine start sooner
	@touch $@

demo: install ## a bundled neighbourhood in the browser: no network, no server, no key
	$(VENV)/bin/citewalk demo

test: install ## all tests that this machine can run; ARGS go to pytest
	$(VENV)/bin/pytest $(ARGS)

check: lint types test ## what has to hold before a change is kept

lint: install
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .

format: install ## lay the code out
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

types: install
	$(VENV)/bin/mypy

clean: ## remove the environment and everything that was made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
