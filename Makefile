# `make run` does the main job in a browser; `make test` proves it. Nothing else is needed.

# The distribution's own interpreter where it is new enough: it is the one that gets security
# updates, and it is built with profile-guided optimisation, which home-built ones seldom are.
PYTHON ?= $(shell /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo /usr/bin/python3 || echo python3)
VENV ?= .venv
BIN = $(VENV)/bin
STATE ?= $(HOME)/.local/state/chitra
READER ?= simulated
export CHITRA_CWT_PYTHON ?= $(CURDIR)/.venv-cwt/bin/python

# What the tests talk to for real. Installed by apt when missing.
TEST_PACKAGES = pcscd libpcsclite-dev pkg-config gcc libc6-dev vsmartcard-vpcd poppler-utils \
	chromium postgresql softhsm2 maven default-jdk-headless strace

.PHONY: setup run test lint bench soak sbom clean

# What changing it takes: the environment with pytest, ruff and mypy, and by apt what they want.
setup: $(VENV)/.test

# The virtual environment for `make run`: needs no compiler and no system package but
# python3-venv, which is installed when `python -m venv` cannot work without it.
$(VENV)/.run: setup.cfg pyproject.toml
	@sh scripts/venv.sh "$(PYTHON)" "$(VENV)"
	$(BIN)/pip install --quiet --editable .
	@touch $@

run: $(VENV)/.run
	$(BIN)/python -m demo --state "$(STATE)" --reader "$(READER)" $(if $(FRESH),--fresh)

$(VENV)/.test: $(VENV)/.run
	@sh scripts/apt.sh $(TEST_PACKAGES)
	$(BIN)/pip install --quiet --editable '.[test,pcsc,postgresql,pkcs11,nats]'
	@touch $@

# `cwt` wants an older cbor2 than we do, so it lives apart and is spoken to as a peer.
.venv-cwt/.ready: $(VENV)/.run
	@sh scripts/venv.sh "$(PYTHON)" .venv-cwt
	.venv-cwt/bin/pip install --quiet 'cwt >= 3.3'
	@touch $@

# Known vulnerabilities are told and do not end it: what is found in a library tomorrow is no fault of
# today's change. `scripts/audit.py --strict` is for a release.
lint: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m firmware_config.web.check_messages
	$(BIN)/bandit -q -c pyproject.toml -r firmware_config cardsvc counter demo
	-$(BIN)/python scripts/audit.py

test: lint .venv-cwt/.ready
	$(BIN)/python -m pytest -n auto

# The software bill of materials of what is installed here, in CycloneDX, for whoever releases it.
sbom: $(VENV)/.test
	$(BIN)/python scripts/sbom.py build/chitra.cdx.json

bench: $(VENV)/.test
	$(BIN)/python -m tests.bench --page docs

# Hours: what `make test` does for a minute, and real faults at every step of a payout and an ingest.
# strace and a small file system of its own want root, or SYS_PTRACE and SYS_ADMIN.
SIMULATE_MINUTES ?= 60
FUZZ_MINUTES ?= 30
soak: $(VENV)/.test
	$(BIN)/python -m tests.simulate --soak --minutes $(SIMULATE_MINUTES)
	$(BIN)/python -m tests.fuzz --minutes $(FUZZ_MINUTES)
	$(BIN)/python -m pytest tests/fuzz --hypothesis-profile=soak --timeout=0
	$(BIN)/python -m pytest -m soak

clean:
	rm -rf $(VENV) .venv-cwt
