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
	chromium postgresql softhsm2 maven default-jdk-headless

.PHONY: setup run test lint bench clean

setup: $(VENV)/.run

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
	$(BIN)/pip install --quiet --editable '.[test,pcsc,postgresql,pkcs11]'
	@touch $@

# `cwt` wants an older cbor2 than we do, so it lives apart and is spoken to as a peer.
.venv-cwt/.ready: $(VENV)/.run
	@sh scripts/venv.sh "$(PYTHON)" .venv-cwt
	.venv-cwt/bin/pip install --quiet 'cwt >= 3.3'
	@touch $@

lint: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m firmware_config.web.check_messages

test: lint .venv-cwt/.ready
	$(BIN)/python -m pytest

bench: $(VENV)/.test
	$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) .venv-cwt
