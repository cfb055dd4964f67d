# alkres: build with PGXS.  "make demo" and "make test" do all set-up themselves.
EXTENSION  := alkres
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" alkres.control)
MODULE_big := alkres
# alkres-cram is a program of its own, beside the library; see src/README.
PROGRAM_SRC = $(wildcard src/decode/*.c) src/hts/refusals.c src/hts/log.c src/core/base/error.c src/core/base/crc32.c
OBJS        = $(patsubst %.c,%.o,$(filter-out src/decode/%,$(wildcard src/*.c src/*/*.c src/*/*/*.c)))
DATA        = $(wildcard src/sql/upgrade/alkres--*--*.sql)
DATA_built  = alkres--$(EXTVERSION).sql
EXTRA_CLEAN = build results $(OBJS:.o=.d) $(OBJS:.o=.bc) $(wildcard src/decode/*.[od])

# PG_VERSION=17 means Debian's packages of that version, PG_CONFIG=/path/pg_config any installation.
PG_CONFIG ?= $(if $(PG_VERSION),/usr/lib/postgresql/$(PG_VERSION)/bin/pg_config,pg_config)
PG_CPPFLAGS = -Isrc $(shell pkg-config --cflags htslib 2>/dev/null)
PG_CFLAGS   = -MMD -MP -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers -Wno-declaration-after-statement
SHLIB_LINK  = $(shell pkg-config --libs htslib 2>/dev/null) -Wl,-Bsymbolic-functions
# COVERAGE=1: lines run are counted; SANITIZE=1: undefined behaviour is reported.  See CONTRIBUTING.md.
INSTRUMENT  = $(if $(COVERAGE),--coverage -O1) $(if $(SANITIZE),-fsanitize=undefined -fno-omit-frame-pointer)
PG_CFLAGS  += $(INSTRUMENT)
SHLIB_LINK += $(INSTRUMENT)

# A fresh machine has no pg_config yet, or one that knows no server: demo and test install it first, then call make again.
PGXS := $(wildcard $(shell $(PG_CONFIG) --pgxs 2>/dev/null))
ifneq ($(PGXS),)
include $(PGXS)
# Objects of another PostgreSQL or with other instruments are made again.
BUILT_FOR := $(shell $(PG_CONFIG) --version) $(shell $(PG_CONFIG) --includedir-server) $(INSTRUMENT)
$(shell mkdir -p build && { echo '$(BUILT_FOR)' | cmp -s - build/built_for || echo '$(BUILT_FOR)' >build/built_for; })
$(OBJS) $(PROGRAM_SRC:.c=.o): build/built_for
# Loops over the bases of every read, which call each other across files; and over the cells of a pileup.
$(filter src/ingest/%.o src/hts/%.o src/core/pileup/decode%.o,$(OBJS)): CFLAGS += -O3 -fno-semantic-interposition
-include $(OBJS:.o=.d) $(patsubst %.c,%.d,$(wildcard src/decode/*.c))

all: build/alkres-cram
build/alkres-cram: $(PROGRAM_SRC:.c=.o)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ $(LDFLAGS) $(shell pkg-config --libs htslib 2>/dev/null)
install: install-program
install-program: build/alkres-cram installdirs
	$(INSTALL_PROGRAM) $< '$(DESTDIR)$(pkglibdir)/alkres-cram'
	$(MKDIR_P) '$(DESTDIR)$(bindir)'
	$(INSTALL_SCRIPT) bin/alkres-import '$(DESTDIR)$(bindir)/alkres-import'
uninstall: uninstall-program
uninstall-program:
	rm -f '$(DESTDIR)$(pkglibdir)/alkres-cram' '$(DESTDIR)$(bindir)/alkres-import'
.PHONY: install-program uninstall-program
# What an object depends on is known of the object; its bitcode is made again with it.
$(OBJS:.o=.bc): %.bc: %.o
else
.DEFAULT_GOAL := missing
.PHONY: missing
missing:
	@echo "no PostgreSQL to build for: run test/setup first (or make demo, make test)" >&2; exit 1
endif

INSTALL_SQL = $(sort $(wildcard src/sql/install/*.sql))
STORE_SQL   = $(sort $(wildcard src/sql/store/*/*.sql))
KNOWLEDGE   = $(sort $(wildcard src/sql/knowledge/*.tsv))

alkres--$(EXTVERSION).sql: alkres.control src/sql/join $(INSTALL_SQL) $(STORE_SQL) $(KNOWLEDGE)
	src/sql/join > $@.tmp
	mv $@.tmp $@

.PHONY: setup test demo cluster lint bench unit mutants simulator fuzz torture
setup:
	test/setup
demo: setup
	test/demo
test: setup
	test/run
# A server for work on alkres, which test/run uses: make cluster, make cluster DO=stop, make cluster DO=psql.
cluster: setup
	test/cluster $(DO)
bench:
	test/bench/types
	test/bench/ddpcr
	test/bench/pileup
	test/bench/calling_speed
lint:
	test/setup lint
	test/lint

# Unit tests of src/core, built and run: plain C with sanitizers, no server.
UNIT_CHECKS = -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined
UNIT_CC     = gcc $(if $(COVERAGE),--coverage) -std=c11 -g -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -D_GNU_SOURCE -Isrc -Itest/unit $(UNIT_CHECKS)
UNIT_TESTS = $(patsubst test/unit/%.c,build/unit/%,$(wildcard test/unit/*_test.c))
CORE       = $(wildcard src/core/*/*.c)
CORE_H     = $(wildcard src/core/*/*.h)
UNIT_CORE  = $(patsubst src/core/%.c,build/unit/src/core/%.o,$(CORE))
unit: $(UNIT_TESTS)
	@test/unit/run $^
$(UNIT_TESTS): %: %.o build/unit/memory.o build/unit/core.a
	$(UNIT_CC) -o $@ $^ -lm
# An archive: a test is linked with what it uses.
build/unit/core.a: $(UNIT_CORE)
	@rm -f $@
	ar rcs $@ $^
$(UNIT_TESTS:=.o) build/unit/memory.o: build/unit/%.o: test/unit/%.c
	@mkdir -p $(@D)
	$(UNIT_CC) -MMD -MP -c -o $@ $<
$(UNIT_CORE): build/unit/%.o: %.c
	@mkdir -p $(@D)
	$(UNIT_CC) -MMD -MP -c -o $@ $<
-include $(UNIT_CORE:.o=.d) $(UNIT_TESTS:=.d) build/unit/memory.d
$(UNIT_CORE) $(UNIT_TESTS:=.o): $(wildcard build/built_for)

# Changes to the rules, each of which a test must notice: test/mutants/README.
mutants: setup
	test/mutants/run $(MUTANTS)

# A store under torture, at length: test/torture.
torture: setup
	test/torture
	test/torture sqlsmith 600

# The simulators of the demo, the tests and the benches: plain C and htslib, no server, no code of src/.
SIM_CC   = gcc -std=c11 -O2 -g -Wall -Wextra -Werror -Wno-unused-parameter -D_GNU_SOURCE $(shell pkg-config --cflags htslib 2>/dev/null)
SIM_LIBS = $(shell pkg-config --libs htslib 2>/dev/null) -lm
simulator: build/simulate build/simulate_panel
build/simulate: $(wildcard test/sim/*.c test/sim/*.h)
	@mkdir -p build
	$(SIM_CC) -o $@ $(filter %.c,$^) $(SIM_LIBS)
build/simulate_panel: $(wildcard test/sim/panel/*.c test/sim/panel/*.h) $(patsubst %,test/sim/%.c,align random records reference) $(wildcard test/sim/*.h)
	@mkdir -p build
	$(SIM_CC) -o $@ $(filter %.c,$^) $(SIM_LIBS)

# libFuzzer over src/core: make fuzz [FUZZ_SECONDS=300 for each]; test/fuzz/reader is the one of files in a server.
FUZZ_SECONDS ?= 60
FUZZ_CC    = clang -std=c11 -g -O1 -w -D_GNU_SOURCE -Isrc -Itest/unit -Itest/fuzz -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined
FUZZERS    = $(patsubst test/fuzz/%.c,build/fuzz/%,$(wildcard test/fuzz/*_fuzz.c))
fuzz: $(FUZZERS)
	@for fuzzer in $^; do mkdir -p $$fuzzer.corpus; echo "== $$fuzzer"; \
		$$fuzzer -max_total_time=$(FUZZ_SECONDS) -max_len=16384 -timeout=10 -rss_limit_mb=2048 -dict=test/fuzz/words -print_final_stats=1 \
			-artifact_prefix=$$fuzzer. $$fuzzer.corpus 2>$$fuzzer.log || { tail -40 $$fuzzer.log; exit 1; }; \
		grep -E 'number_of_executed_units|new_units_added' $$fuzzer.log; done
$(FUZZERS): build/fuzz/%: test/fuzz/%.c test/fuzz/arena.c test/fuzz/fuzz.h $(wildcard test/unit/*.h) $(CORE) $(CORE_H)
	@command -v clang >/dev/null || { echo "make fuzz needs clang" >&2; exit 1; }
	@mkdir -p $(@D)
	$(FUZZ_CC) -o $@ $< test/fuzz/arena.c $(CORE) -lm

# How each file is compiled, for editors and clang tools.
compile_commands.json: Makefile $(OBJS:.o=.c) $(wildcard test/unit/*.c)
	@{ for file in $(OBJS:.o=.c) $(wildcard src/decode/*.c); do printf '%s\t%s\n' "$$file" '$(COMPILE.c)'; done; \
		for file in $(wildcard test/unit/*.c); do printf '%s\t%s -c\n' "$$file" '$(UNIT_CC)'; done; } | \
		awk -F '\t' -v folder='$(CURDIR)' 'BEGIN { print "[" } { gsub(/["\\]/, "\\\\&", $$2); \
			printf "%s{\"directory\": \"%s\", \"file\": \"%s\", \"command\": \"%s %s\"}", (NR > 1 ? ",\n" : ""), folder, $$1, $$2, $$1 } END { print "\n]" }' >$@
