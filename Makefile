# SPDX-License-Identifier: PostgreSQL
#
# bellows: plain GNU make, one file. Everything that is built lies in build/$(VARIANT)/; `make help` lists the targets.

VERSION = 0.1.0

# release | debug | san (address and undefined-behaviour sanitizer) | coverage
VARIANT ?= release
BUILD = build/$(VARIANT)
PREFIX ?= /usr/local
DESTDIR ?=
# 1 makes warnings errors
WERROR ?= 0
CC = gcc
CLANG_FORMAT = clang-format
CLANG_TIDY = clang-tidy
# 1 shows the commands
V ?= 0
ifeq ($(V),0)
say = @echo "  $(1) $@";
endif

ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL = all
.DELETE_ON_ERROR:

# --- what there is -----------------------------------------------------------------------------------------------

MAIN := $(wildcard src/ui/main.c)
SOURCES := $(filter-out $(MAIN),$(wildcard src/*/*.c))
HEADERS := $(wildcard include/*/*.h include/*/*.def src/*/*.h)
TEMPLATES := $(shell find templates -name '*.sql')
# A directory changes when a file in it comes or goes.
TEMPLATE_DIRS := $(shell find templates -type d)
TESTS := $(wildcard tests/unit/*/test_*.c)
TEST_HEADERS := $(wildcard tests/unit/*.h tests/unit/*/*.h)
SCRIPTS := contrib/install-deps contrib/clients/shell/bellows-lease .ci/run tests/run-catalogue tests/clients/build $(shell grep -lE '^\#!.*\b(sh|bash)$$' tests/golden/run 2>/dev/null) tests/evidence/fake/kubectl tests/evidence/fake/aws

OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/gen/templates.o
ARCHIVE := $(BUILD)/libbellows.a
BELLOWS := $(MAIN:src/ui/main.c=$(BUILD)/bellows)
TOOLS := $(wildcard tests/tools/*.c)
TEST_PROGRAMS := $(TESTS:%.c=$(BUILD)/%) $(TOOLS:%.c=$(BUILD)/%)
FUZZERS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
TIDY := $(SOURCES:%.c=build/tidy/%.ok) $(MAIN:%.c=build/tidy/%.ok)

# --- flags -------------------------------------------------------------------------------------------------------

PACKAGES = libpq libcyaml yaml-0.1 talloc jansson zlib
PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
# libpg_query has no .pc file in Debian and holds its own protobuf-c: never link -lprotobuf-c beside it.
LDLIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lpg_query

WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes \
    -Wwrite-strings -Wformat=2 -Wcast-qual -Wvla -Wundef -Wpointer-arith -Wduplicated-cond -Wduplicated-branches \
    -Wlogical-op -Wnull-dereference -Wimplicit-fallthrough
HARDENING = -fstack-protector-strong -fPIE
LDFLAGS_HARDENING = -pie -Wl,-z,relro,-z,now

CFLAGS_release = -O2 -g -D_FORTIFY_SOURCE=2
CFLAGS_debug = -Og -g3 -DBELLOWS_FAULTS
# The sanitizers' own branches make gcc 12 see null pointers that are none.
CFLAGS_san = -O1 -g -DBELLOWS_FAULTS -fsanitize=address,undefined -fno-sanitize-recover=all \
    -fno-omit-frame-pointer -Wno-null-dereference
CFLAGS_coverage = -O0 -g -DBELLOWS_FAULTS --coverage
LDFLAGS_san = -fsanitize=address,undefined
LDFLAGS_coverage = --coverage

ifeq ($(CFLAGS_$(VARIANT)),)
$(error VARIANT must be release, debug, san or coverage)
endif

CPPFLAGS_ALL = -std=c17 -D_GNU_SOURCE -DBELLOWS_VERSION='"$(VERSION)"' -Iinclude $(PACKAGE_CFLAGS) $(CPPFLAGS)
CFLAGS_ALL = -pthread $(WARNINGS) $(if $(filter 1,$(WERROR)),-Werror) $(HARDENING) $(CFLAGS_$(VARIANT)) $(CFLAGS)
LDFLAGS_ALL = -pthread $(LDFLAGS_HARDENING) $(LDFLAGS_$(VARIANT)) $(LDFLAGS)

# --- build -------------------------------------------------------------------------------------------------------

.PHONY: all programs
all: $(BELLOWS) ## build build/$(VARIANT)/bellows (VARIANT=release, debug, san or coverage)

programs: $(BELLOWS) $(TEST_PROGRAMS) $(FUZZERS)

$(BUILD)/bellows: $(MAIN:%.c=$(BUILD)/%.o) $(ARCHIVE)
	$(call say,LINK)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LDLIBS)

$(ARCHIVE): $(OBJECTS)
	$(call say,AR  )rm -f $@ && ar rcs $@ $^

$(TEST_PROGRAMS): $(BUILD)/%: $(BUILD)/%.o $(ARCHIVE)
	$(call say,LINK)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LDLIBS) -lcmocka

$(FUZZERS): $(BUILD)/%: $(BUILD)/%.o $(BUILD)/tests/fuzz/standalone.o $(ARCHIVE)
	$(call say,LINK)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LDLIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC  )$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(call say,CC  )$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/gen/templates.c: templates/embed.awk $(TEMPLATES) $(TEMPLATE_DIRS)
	@mkdir -p $(@D)
	$(call say,GEN )LC_ALL=C awk -f templates/embed.awk -v root=templates/ $(TEMPLATES) > $@

# Objects of programs are not intermediate files.
.SECONDARY:

-include $(OBJECTS:.o=.d) $(MAIN:%.c=$(BUILD)/%.d) $(addsuffix .d,$(TEST_PROGRAMS) $(FUZZERS))

# --- checks ------------------------------------------------------------------------------------------------------

# Installing packages changes what pkg-config says, so the build is a make of its own.
define run_checks
	@contrib/install-deps build server $(if $(filter check,$@),lint)
	+@$(if $(findstring tap,$(2)),$(MAKE) VARIANT=release WERROR=1 all &&) $(MAKE) VARIANT=$(1) WERROR=1 programs || \
	    { echo "0 passed, 1 failed"; exit 1; }
	$(if $(findstring tap,$(2)),@tests/clients/build build/$(1)/tests/clients)
	@tests/run-checks --build build/$(1) $(2)
endef

.PHONY: check check-unit check-golden check-fuzz check-tap check-catalogue check-clients check-model check-matrix check-slow coverage
check: ## all tests under ASan and UBSan; the last line says how many passed
	$(call run_checks,san,unit golden fuzz tap)

check-unit: ## only the unit tests (no server)
	$(call run_checks,san,unit)

check-golden: ## only the golden tests: plan to classification to steps (no server)
	$(call run_checks,san,golden)

check-fuzz: ## only the fuzz targets, a bounded number of inputs from a fixed seed
	$(call run_checks,san,fuzz)

check-tap: ## only the scenarios on a real server
	$(call run_checks,san,tap)

check-catalogue: ## every plan under every oracle, as a table (BELLOWS_CATALOGUE=all, BELLOWS_ONLY=REGEX, BELLOWS_RANDOM=N, BELLOWS_SEED=N)
	@contrib/install-deps build server
	@$(MAKE) VARIANT=san WERROR=1 programs
	@tests/run-catalogue --build build/san

check-slow: ## scenarios that take minutes (tests/slow), which `make check` leaves out
	@contrib/install-deps build server
	@$(MAKE) VARIANT=san WERROR=1 programs
	@tests/run-checks --build build/san --timeout 3600 slow

check-clients: ## the clients of contrib/clients, all of them, each with its driver on a real server
	@contrib/install-deps build server clients
	@$(MAKE) VARIANT=san WERROR=1 programs
	@tests/clients/build build/san/tests/clients
	@BELLOWS_CLIENTS=all tests/run-checks --build build/san --only lease_clients tap

check-model: ## the model of the gate by spin: its invariants, and that each fails without the rule that keeps it (BELLOWS_MODEL=long)
	@contrib/install-deps model
	@tests/model/run --build build/model

check-matrix: ## lock oracle, catalogue and edge cases on every server of PG_BINDIRS ("/usr/lib/postgresql/12/bin …"; else all that are installed)
	@contrib/install-deps build server
	@$(MAKE) VARIANT=san WERROR=1 programs
	@tests/run-matrix --build build/san

coverage: ## all tests, then the lines they reach in build/coverage/index.html (needs gcovr)
	@$(MAKE) VARIANT=coverage programs
	@find build/coverage -name '*.gcda' -delete
	@chmod -R a+rwX build/coverage
	@tests/run-checks --build build/coverage unit golden tap
	gcovr --root . --filter src/ --html-details build/coverage/index.html --print-summary build/coverage

# --- benchmarks --------------------------------------------------------------------------------------------------

.PHONY: bench-lint bench-backfill bench-impact
bench-backfill: ## the backfill against row triggers, a loop by hand and ALTER TYPE, in one run (ROWS=5000000)
	@contrib/install-deps build server
	@$(MAKE) VARIANT=release all
	@tests/bench/backfill $(if $(ROWS),--rows $(ROWS))

bench-impact: ## what two versions of an application feel of an expand: TPS, p50, p99, longest wait (ROWS=1000000)
	@contrib/install-deps build server
	@$(MAKE) VARIANT=release all
	@tests/bench/impact $(if $(ROWS),--rows $(ROWS))

bench-lint: ## lint against squawk on the same tree in the same run (SQUAWK=path, TREE=folder)
	@contrib/install-deps build bench
	@$(MAKE) VARIANT=release all
	@tests/bench/lint $(if $(TREE),--tree $(TREE)) $(if $(SQUAWK),--squawk $(SQUAWK))

# --- demo --------------------------------------------------------------------------------------------------------

.PHONY: demo
demo: ## a throw-away PostgreSQL, two versions of an application, the whole life of a plan
	@contrib/install-deps build server
	@$(MAKE) VARIANT=release all
	build/release/bellows demo

# --- lint --------------------------------------------------------------------------------------------------------

.PHONY: lint lint-format lint-tidy lint-layers lint-symbols lint-banned lint-codes lint-edge-cases lint-shell format
lint: ## format, clang-tidy, layers, symbols, banned functions, codes and edge cases in docs, shellcheck
	@contrib/install-deps build lint
	@$(MAKE) VARIANT=release WERROR=1 lint-format lint-layers lint-banned lint-codes lint-edge-cases lint-shell lint-symbols lint-tidy

lint-format:
	$(CLANG_FORMAT) --dry-run -Werror $(MAIN) $(SOURCES) $(filter %.h,$(HEADERS)) $(TESTS) $(TEST_HEADERS)

lint-layers:
	tests/lint/layers

lint-symbols: $(ARCHIVE)
	tests/lint/symbols $(ARCHIVE)

lint-banned:
	tests/lint/banned

lint-codes:
	tests/lint/codes

lint-edge-cases:
	tests/lint/edge-cases

lint-shell:
	shellcheck $(SCRIPTS)

lint-tidy: $(TIDY)

build/tidy/%.ok: %.c .clang-tidy $(HEADERS)
	@mkdir -p $(@D)
	$(call say,TIDY)$(CLANG_TIDY) --quiet $< -- $(CPPFLAGS_ALL) -DBELLOWS_FAULTS 2>/dev/null
	@touch $@

format: ## rewrite the C files by .clang-format
	$(CLANG_FORMAT) -i $(MAIN) $(SOURCES) $(filter %.h,$(HEADERS)) $(TESTS) $(TEST_HEADERS)

# --- install -----------------------------------------------------------------------------------------------------

.PHONY: install uninstall dist clean help
install: all ## install below $(DESTDIR)$(PREFIX)
	install -D -m 755 $(BUILD)/bellows $(DESTDIR)$(PREFIX)/bin/bellows
	test ! -f docs/bellows.1 || install -D -m 644 docs/bellows.1 $(DESTDIR)$(PREFIX)/share/man/man1/bellows.1

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/bellows $(DESTDIR)$(PREFIX)/share/man/man1/bellows.1

dist: ## build/bellows-$(VERSION).tar.gz of the last commit
	@mkdir -p build
	git archive --prefix=bellows-$(VERSION)/ -o build/bellows-$(VERSION).tar.gz HEAD

clean: ## remove build/
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
