# alkres: build with PGXS.  "make demo" and "make test" do all set-up themselves.
EXTENSION  := alkres
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" alkres.control)
MODULE_big := alkres
OBJS        = $(patsubst %.c,%.o,$(wildcard src/*.c src/*/*.c))
DATA        = $(wildcard src/sql/upgrade/alkres--*--*.sql)
DATA_built  = alkres--$(EXTVERSION).sql
EXTRA_CLEAN = build results $(OBJS:.o=.d) $(OBJS:.o=.bc)

PG_CONFIG ?= pg_config
PG_CPPFLAGS = -Isrc -MMD -MP $(shell pkg-config --cflags htslib 2>/dev/null)
PG_CFLAGS   = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers -Wno-declaration-after-statement
SHLIB_LINK  = $(shell pkg-config --libs htslib 2>/dev/null)

# A fresh machine has no pg_config yet: demo and test install it first, then call make again.
ifneq ($(shell command -v $(PG_CONFIG) 2>/dev/null),)
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)
-include $(OBJS:.o=.d)
else
.DEFAULT_GOAL := missing
.PHONY: missing
missing:
	@echo "pg_config not found: run test/setup first (or make demo, make test)" >&2; exit 1
endif

INSTALL_SQL = $(sort $(wildcard src/sql/install/*.sql))
STORE_SQL   = $(sort $(wildcard src/sql/store/*/*.sql))
KNOWLEDGE   = $(sort $(wildcard src/sql/knowledge/*.tsv))

alkres--$(EXTVERSION).sql: alkres.control src/sql/join $(INSTALL_SQL) $(STORE_SQL) $(KNOWLEDGE)
	src/sql/join > $@.tmp
	mv $@.tmp $@

.PHONY: setup test demo lint bench unit simulator
setup:
	test/setup
demo: setup
	test/demo
test: setup
	test/run
bench:
	test/bench/types
	test/bench/ddpcr
lint:
	test/setup lint
	test/lint

# Unit tests of src/core: plain C with sanitizers, no server.
UNIT_CC    = gcc -std=c11 -g -O1 -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -D_GNU_SOURCE -Isrc -Itest/unit -fsanitize=address,undefined -fno-sanitize-recover=undefined
UNIT_TESTS = $(patsubst test/unit/%.c,build/unit/%,$(wildcard test/unit/*_test.c))
UNIT_CORE  = $(patsubst src/core/%.c,build/unit/core/%.o,$(wildcard src/core/*.c))
unit: $(UNIT_TESTS)
$(UNIT_TESTS): build/unit/%: test/unit/%.c test/unit/harness.h test/unit/memory.c $(UNIT_CORE)
	$(UNIT_CC) -o $@ $< test/unit/memory.c $(UNIT_CORE) -lm
build/unit/core/%.o: src/core/%.c $(wildcard src/core/*.h)
	@mkdir -p $(@D)
	$(UNIT_CC) -c -o $@ $<

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
