# Weir: one Makefile, not recursive. `make help` lists the targets.
#
# Variants go to folders of their own: make BUILD=build/asan SAN=1, make BUILD=build/tiny TINY=1.

BUILD   ?= build
CC      ?= cc
PREFIX  ?= /usr/local
CFLAGS  ?= -O2 -g
RE2C    ?= re2c
LEMON   ?= lemon
PYTHON  ?= python3
LEMPAR  ?= $(firstword $(wildcard /usr/share/lemon/lempar.c))

VERSION := $(shell sed -n 's/^\#define WEIR_VERSION "\(.*\)"/\1/p' compiler/version.h)

WARN    := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum -Wvla -Wstrict-prototypes \
           -Wmissing-prototypes -Wwrite-strings -Wpointer-arith -Wundef -Werror
DEFS    := -D_POSIX_C_SOURCE=200809L -pthread
LIBS    := -lcjson -lsodium -lyaml -lm -pthread
ifdef SAN
CFLAGS  := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
endif
ifdef TINY
DEFS    += -DWEIR_TINY_LIMITS
endif

# One line a step; V=1 shows the commands.
ifndef V
.SILENT:
endif

# ---- what is made of what ----
GEN      := $(BUILD)/gen
LEXER    := $(GEN)/lexer.c
PARSER   := $(GEN)/parser.c
EMBED    := $(BUILD)/tools/embed
INTERP   := $(wildcard interpreter/*.c)
COMPILER := $(wildcard compiler/*.c compiler/*/*.c)
LINT     := $(wildcard lint/*.c lint/rules/*.c)
EXCHANGE := $(wildcard exchange/*.c)
CLI      := $(wildcard cli/*.c)
OBJ       = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
LIB_OBJ  := $(call OBJ,$(INTERP) $(COMPILER) $(LINT) $(EXCHANGE)) $(BUILD)/gen/lexer.o $(BUILD)/gen/parser.o $(BUILD)/gen/stdlib.o $(BUILD)/gen/pages.o $(BUILD)/gen/mapping.o
WEIR     := $(BUILD)/weir

.PHONY: all help clean
all: $(WEIR) $(BUILD)/libweir-interpreter.a

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1 — /p' $(MAKEFILE_LIST) | sort

$(WEIR): $(LIB_OBJ) $(call OBJ,$(CLI))
	echo '  LINK $@'
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# What a sensor embeds; the same objects that weir itself uses.
$(BUILD)/libweir-interpreter.a: $(call OBJ,$(INTERP))
	echo '  AR   $@'
	rm -f $@ && $(AR) rcs $@ $^

# The interpreter is freestanding wherever it is built; it has no access to the other folders.
$(BUILD)/obj/interpreter/%.o: interpreter/%.c
	mkdir -p $(@D)
	echo '  CC   $<'
	$(CC) $(WARN) $(CFLAGS) -ffreestanding -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: %.c | $(GEN)/parser.h
	mkdir -p $(@D)
	echo '  CC   $<'
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -I$(GEN) -MMD -MP -c -o $@ $<

# Generated C: our own rules hold for our own files only.
$(BUILD)/gen/%.o: $(BUILD)/gen/%.c | $(GEN)/parser.h
	echo '  CC   $<'
	$(CC) -std=c11 -w $(DEFS) $(CFLAGS) -I. -Igrammar -Icompiler/syntax -I$(GEN) -MMD -MP -c -o $@ $<

$(LEXER): grammar/lexer.re grammar/tokens.def
	mkdir -p $(@D)
	echo '  RE2C $<'
	$(RE2C) -W --no-generation-date --no-debug-info -i -o $@ $<

$(PARSER) $(GEN)/parser.h &: grammar/parser.y
	mkdir -p $(GEN)
	echo '  LEMON $<'
	$(LEMON) -q -l -T$(LEMPAR) -d$(GEN) $<
	test -f $(PARSER) && touch $(PARSER) $(GEN)/parser.h # lemon leaves a header alone that would be the same

$(EMBED): tools/embed.c
	mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -o $@ $<

STDLIB := $(sort $(wildcard stdlib-templates/*/*.weir))
$(GEN)/stdlib.c: $(EMBED) $(STDLIB) Makefile
	mkdir -p $(@D)
	$(EMBED) stdlib stdlib-templates $(STDLIB) > $@.tmp && mv $@.tmp $@

# Which Template Type stands for a log source of other formats.
MAPPING := $(sort $(wildcard exchange/mapping/*.json))
$(GEN)/mapping.c: $(EMBED) $(MAPPING) Makefile
	mkdir -p $(@D)
	$(EMBED) mapping exchange/mapping $(MAPPING) > $@.tmp && mv $@.tmp $@

# The examples of the codes' pages are files that the tests run; `weir explain` carries them.
CODES := $(sort $(wildcard tests/codes/*/*.weir tests/codes/*/*.json tests/codes/*/*.yml))
$(GEN)/pages.c: $(EMBED) $(CODES) Makefile
	mkdir -p $(@D)
	$(EMBED) pages tests/codes $(CODES) > $@.tmp && mv $@.tmp $@

clean: ## removes what was built
	rm -rf $(BUILD)

-include tests/tests.mk
-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d $(BUILD)/obj/*/*/*/*.d $(BUILD)/gen/*.d)
