# Weir: one Makefile, not recursive. `make help` lists the targets.
#
# Variants go to folders of their own: make BUILD=build/asan SAN=1, make BUILD=build/tiny TINY=1.

BUILD   ?= build
CC      ?= cc
ifeq ($(origin CXX),default)
CXX     := $(if $(findstring clang,$(CC)),$(subst clang,clang++,$(CC)),$(if $(findstring gcc,$(CC)),$(subst gcc,g++,$(CC)),c++))
endif
PREFIX  ?= /usr/local
OBJCOPY ?= objcopy
CFLAGS  ?= -O2 -g
RE2C    ?= re2c
LEMON   ?= lemon
PYTHON  ?= python3
LEMPAR  ?= $(firstword $(wildcard /usr/share/lemon/lempar.c))

VERSION := $(shell sed -n 's/^\#define WEIR_VERSION "\(.*\)"/\1/p' compiler/version.h)

WARN    := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum -Wvla -Wstrict-prototypes \
           -Wmissing-prototypes -Wwrite-strings -Wpointer-arith -Wundef -Werror
DEFS    := -D_POSIX_C_SOURCE=200809L -pthread
# The one file of C++: without exceptions and run-time types, by the compiler's sibling.
CXXWARN := -std=c++17 -Wall -Wextra -Wshadow -Wconversion -Werror -fno-exceptions -fno-rtti
LIBS    := -lsimdjson -lstdc++ -lcjson -lcrypto -lyaml -lm -pthread
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
SOLVE    := $(wildcard solve/*.c)
LINT     := $(wildcard lint/*.c lint/rules/*.c)
EXCHANGE := $(wildcard exchange/*.c)
KIT      := $(wildcard kit/*.c)
CLI      := $(wildcard cli/*.c cli/*/*.c) cli/events/reader.cpp
OBJ       = $(addprefix $(BUILD)/obj/,$(addsuffix .o,$(basename $(1))))
LIB_OBJ  := $(call OBJ,$(INTERP) $(COMPILER) $(SOLVE) $(LINT) $(EXCHANGE) $(KIT)) $(BUILD)/gen/lexer.o $(BUILD)/gen/parser.o $(BUILD)/gen/stdlib.o $(BUILD)/gen/pages.o $(BUILD)/gen/mapping.o $(BUILD)/gen/kit.o $(BUILD)/gen/report.o
WEIR     := $(BUILD)/weir

# The libraries for sensors. ABI is the number in the shared one's name: it changes when a program that was linked before would no longer work.
ABI      := 1
LIBWEIR  := $(BUILD)/lib/libweir.a $(BUILD)/lib/libweir.so.$(ABI) $(BUILD)/lib/weir.h

.PHONY: all help clean deb install uninstall
all: $(WEIR) $(BUILD)/libweir-interpreter.a $(LIBWEIR)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1 — /p' $(MAKEFILE_LIST) | sort

$(WEIR): $(LIB_OBJ) $(call OBJ,$(CLI))
	echo '  LINK $@'
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# The same objects that weir itself uses, for the tests.
$(BUILD)/libweir-interpreter.a: $(call OBJ,$(INTERP))
	echo '  AR   $@'
	rm -f $@ && $(AR) rcs $@ $^

# The interpreter is freestanding wherever it is built; it has no access to the other folders.
$(BUILD)/obj/interpreter/%.o: interpreter/%.c
	mkdir -p $(@D)
	echo '  CC   $<'
	$(CC) $(WARN) $(CFLAGS) -ffreestanding -MMD -MP -c -o $@ $<

# What a sensor links: the same sources once more, position-independent, as one object with the names of libweir.map and no others.
PIC := $(patsubst interpreter/%.c,$(BUILD)/pic/%.o,$(INTERP))
$(BUILD)/pic/%.o: interpreter/%.c
	mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) -ffreestanding -fPIC -MMD -MP -c -o $@ $<

$(BUILD)/lib/exports: interpreter/libweir.map
	mkdir -p $(@D)
	sed -n 's/^    \(weir_[a-z_]*\);$$/\1/p' $< > $@

$(BUILD)/lib/libweir.o: $(PIC) $(BUILD)/lib/exports
	$(CC) $(CFLAGS) -nostdlib -r -o $@ $(PIC)
	$(OBJCOPY) --keep-global-symbols=$(BUILD)/lib/exports $@

$(BUILD)/lib/libweir.a: $(BUILD)/lib/libweir.o
	echo '  AR   $@'
	rm -f $@ && $(AR) rcs $@ $<

$(BUILD)/lib/libweir.so.$(ABI): $(PIC) interpreter/libweir.map
	mkdir -p $(@D)
	echo '  LINK $@'
	$(CC) $(CFLAGS) $(LDFLAGS) -nostdlib -shared -Wl,-soname,$(@F) -Wl,--version-script=interpreter/libweir.map -Wl,-z,defs -Wl,-Bsymbolic-functions -o $@ $(PIC)

$(BUILD)/tools/header: tools/header.c
	mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -o $@ $<

# weir.h and all that it includes, in one.
$(BUILD)/lib/weir.h: $(BUILD)/tools/header $(wildcard interpreter/*.h interpreter/*.def)
	mkdir -p $(@D)
	$(BUILD)/tools/header interpreter/weir.h > $@.tmp && mv $@.tmp $@

# Every event goes through these: a twentieth less time than with -O2. Elsewhere -O3 gains nothing.
$(BUILD)/obj/interpreter/%.o $(PIC): CFLAGS := $(CFLAGS:-O2=-O3)

$(BUILD)/obj/%.o: %.c | $(GEN)/parser.h
	mkdir -p $(@D)
	echo '  CC   $<'
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -I$(GEN) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: %.cpp
	mkdir -p $(@D)
	echo '  CXX  $<'
	$(CXX) $(CXXWARN) $(DEFS) $(CFLAGS) -MMD -MP -c -o $@ $<

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

# The conformance kit: projects, and bad files.
KITS := $(sort $(wildcard kit/*.weir kit/*.txt))
$(GEN)/kit.c: $(EMBED) $(KITS) Makefile
	mkdir -p $(@D)
	$(EMBED) kit kit $(KITS) > $@.tmp && mv $@.tmp $@

# The page of weir report: its markup, style and script.
PAGE := $(sort $(wildcard cli/report/page.*ml cli/report/page.css cli/report/page.js))
$(GEN)/report.c: $(EMBED) $(PAGE) Makefile
	mkdir -p $(@D)
	$(EMBED) report cli/report $(PAGE) > $@.tmp && mv $@.tmp $@

# The examples of the codes' pages are files that the tests run; `weir explain` carries them.
CODES := $(sort $(wildcard tests/codes/*/*.weir tests/codes/*/*.json tests/codes/*/*.yml))
$(GEN)/pages.c: $(EMBED) $(CODES) Makefile
	mkdir -p $(@D)
	$(EMBED) pages tests/codes $(CODES) > $@.tmp && mv $@.tmp $@

# ---- installing: PREFIX is where it will be, DESTDIR a folder before that for packages ----
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR     ?= $(PREFIX)/share/man
BASHDIR    ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR     ?= $(PREFIX)/share/zsh/site-functions
FISHDIR    ?= $(PREFIX)/share/fish/vendor_completions.d
INSTALL    ?= install
INSTALLED   = $(BINDIR)/weir $(LIBDIR)/libweir.a $(LIBDIR)/libweir.so.$(ABI) $(LIBDIR)/libweir.so $(INCLUDEDIR)/weir/weir.h $(LIBDIR)/pkgconfig/weir.pc $(MANDIR)/man1/weir.1 \
              $(BASHDIR)/weir $(ZSHDIR)/_weir $(FISHDIR)/weir.fish

install: $(WEIR) $(LIBWEIR) ## installs the program, its manual page and completion for shells, the libraries, their header and pkg-config file below PREFIX
	$(INSTALL) -d $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR) $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR)/weir $(DESTDIR)$(MANDIR)/man1
	$(INSTALL) -m 755 $(WEIR) $(DESTDIR)$(BINDIR)/weir
	$(INSTALL) -m 644 $(BUILD)/lib/libweir.a $(DESTDIR)$(LIBDIR)/libweir.a
	$(INSTALL) -m 755 $(BUILD)/lib/libweir.so.$(ABI) $(DESTDIR)$(LIBDIR)/libweir.so.$(ABI)
	ln -sf libweir.so.$(ABI) $(DESTDIR)$(LIBDIR)/libweir.so
	$(INSTALL) -m 644 $(BUILD)/lib/weir.h $(DESTDIR)$(INCLUDEDIR)/weir/weir.h
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' tools/weir.pc.in > $(BUILD)/lib/weir.pc
	$(INSTALL) -m 644 $(BUILD)/lib/weir.pc $(DESTDIR)$(LIBDIR)/pkgconfig/weir.pc
	$(WEIR) help --man > $(BUILD)/lib/weir.1
	$(INSTALL) -m 644 $(BUILD)/lib/weir.1 $(DESTDIR)$(MANDIR)/man1/weir.1
	for shell in bash zsh fish; do $(WEIR) help --completion $$shell > $(BUILD)/lib/weir.$$shell || exit 1; done
	$(INSTALL) -m 644 $(BUILD)/lib/weir.bash $(DESTDIR)$(BASHDIR)/weir
	$(INSTALL) -m 644 $(BUILD)/lib/weir.zsh $(DESTDIR)$(ZSHDIR)/_weir
	$(INSTALL) -m 644 $(BUILD)/lib/weir.fish $(DESTDIR)$(FISHDIR)/weir.fish

uninstall: ## removes what make install with the same PREFIX and DESTDIR put there
	rm -f $(addprefix $(DESTDIR),$(INSTALLED))
	-rmdir $(DESTDIR)$(INCLUDEDIR)/weir 2>/dev/null || true

deb: $(WEIR) $(LIBWEIR) ## a Debian package of what make install installs, in BUILD; NOT RUN without Debian's tools (make deps-deb)
	sh tools/deb.sh $(BUILD) $(VERSION)

clean: ## removes what was built
	rm -rf $(BUILD)

-include tests/tests.mk
-include $(PIC:.o=.d)
-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d $(BUILD)/obj/*/*/*/*.d $(BUILD)/gen/*.d)
