# What people and machines run. Needs Python 3.11 or newer and make; everything else is installed.

PYTHON ?= python3
PORT ?= 8000
SANDBOX_PORT ?= 8900
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo serve check test explore fuzz bench-read bench-pages bench-sync bench-floods screenshots format contracts
.PHONY: translations wheel sbom requirements clean

help: ## Show what there is to run
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/installed ## Try it: a local Powens, two families, the service on 127.0.0.1 (PORT=8000)
	@mkdir -p var
	@export DEBUG=true CONTRACTS_PUBLIC_DOCS=true ALLOWED_HOSTS= DATABASE_URL=sqlite:///var/demo.sqlite3 \
		POWENS_BASE_URL=http://127.0.0.1:$(SANDBOX_PORT)/2.0 \
		POWENS_WEBVIEW_URL=http://127.0.0.1:$(SANDBOX_PORT)/webview \
		ECB_RATES_URL=http://127.0.0.1:$(SANDBOX_PORT)/rates \
		POWENS_CLIENT_ID=70214001 POWENS_CLIENT_SECRET=sandbox-secret; \
		exec $(BIN)/python manage.py demo --port $(PORT)

serve: $(VENV)/installed ## Serve what the environment or .env configures on 127.0.0.1 (PORT=8000)
	@$(BIN)/python manage.py migrate --verbosity 0
	@exec $(BIN)/python manage.py serve --port $(PORT)

check: $(VENV)/installed-dev ## Run the linters, the type checker and the checks: before every commit
	@$(BIN)/python -m tests check

test: $(VENV)/installed-dev ## Run every check and the whole suite, on SQLite and on PostgreSQL
	@$(BIN)/python -m tests

explore: $(VENV)/installed-dev ## Look for sequences of events after which a sync would not tell the truth
	@SEQUENCES=$${SEQUENCES:-500} $(BIN)/pytest -q -x tests/openbanking/sync/test_any_sequence.py \
		tests/openbanking/sync/test_any_dealings.py

fuzz: $(VENV)/installed-dev ## Send hostile inputs to every decoder (FUZZ_INPUTS=10000 a kind, or FUZZ_SECONDS=600 in all)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
		-r requirements-fuzz.txt 2>/dev/null || echo "Atheris is not to be had for this machine."
	@$(BIN)/python -m tests.fuzzing

bench-read: $(VENV)/installed-dev ## Measure reads against others, and write docs/benchmarks.md
	@$(BIN)/python -m tests.benchmarks.reads

bench-pages: $(VENV)/installed-dev ## Measure every page over a million transactions, and write docs/benchmarks-pages.md
	@$(BIN)/python -m tests.benchmarks.pages

bench-sync: $(VENV)/installed-dev ## Measure syncs beside a bare pipeline, and write docs/benchmarks-sync.md
	@$(BIN)/python -m tests.benchmarks.syncs

bench-floods: $(VENV)/installed-dev ## Flood the service, and write what others notice to docs/benchmarks-floods.md
	@$(BIN)/python -m tests.benchmarks.floods

screenshots: $(VENV)/installed-dev ## Keep how pages look, and their pictures in docs/images (needs Chromium)
	@rm -f tests/browser/looks/*.png
	@PICTURES=anew $(BIN)/pytest -q tests/browser/demonstration

format: $(VENV)/installed-dev ## Format the code and fix what the linter can
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

contracts: $(VENV)/installed ## Write docs/openapi.yaml and contracts.lock.json anew from the operations
	@DEBUG=false SECRET_KEY=unused FIELD_ENCRYPTION_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
		$(BIN)/python manage.py contracts write

translations: $(VENV)/installed-dev ## Write the translations anew from what the pages of members say
	$(BIN)/python -m tests.translations

wheel: $(VENV)/installed-dev ## Make the wheel of the last commit into dist/, twice, and compare
	@$(BIN)/python -m tests.supply wheel

sbom: $(VENV)/installed-dev ## Write the bill of materials, dist/sbom.cdx.json (CycloneDX)
	@mkdir -p dist
	@$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --of JSON \
		-o dist/sbom.cdx.json requirements.txt

# With the extras in the names: else pip takes the newest release of what another package wants with an
# extra, and refuses it for not being pinned.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-strip-extras --custom-compile-command "make requirements"

requirements: $(VENV)/installed-dev ## Compile the hashed requirements from pyproject.toml
	@$(BIN)/$(COMPILE) --output-file requirements.txt pyproject.toml
	@$(BIN)/$(COMPILE) --constraint requirements.txt --group dev --output-file requirements-dev.txt pyproject.toml
	@$(BIN)/$(COMPILE) --group fuzz --output-file requirements-fuzz.txt

clean: ## Remove the environment and everything the demo made
	@rm -rf $(VENV) var db.sqlite3* staticfiles

$(VENV)/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed. Name one: make demo PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the service needs into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo "Installing what the tests need into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
