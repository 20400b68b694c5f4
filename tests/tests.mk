# The tests, in layers. `make check` runs all of them; each can be run alone. DATA=folder adds the comparisons with real data.

comma        := ,
DATA         ?=
FUZZ_SECONDS ?= $(if $(CI),60,5)
CLANG        ?= clang
ASAN         := $(BUILD)/asan
TINYB        := $(BUILD)/tiny
TSANB        := $(BUILD)/tsan
FUZZB        := $(BUILD)/fuzz

UNIT     := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/*_test.c))
CLI_PARTS := $(filter-out $(BUILD)/obj/cli/main.o,$(call OBJ,$(CLI)))
FUZZERS  := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: check check-roundtrip check-unit check-golden check-fmt check-codes check-fixes check-bytes check-flips check-certify check-decoder check-engine check-exact check-rooms check-docs check-real check-regex check-language check-faults \
        check-asan check-tiny check-tsan check-scale check-fuzz check-mutants check-portable check-examples check-junit check-progress check-fold check-sigma check-sources check-export bench demo deps deps-test

.PHONY: check-report report-pictures deps-browser
.PHONY: check-formats check-gate check-quality check-decide check-rules bench-lint
.PHONY: check-embed check-kernel deps-embed deps-prove prove prove-mutants
# The layers one after another, each with its own closing line; the last line sums them up.
LAYERS := check-rooms check-unit check-codes check-rules check-fixes check-formats check-golden check-fmt check-roundtrip check-examples check-junit check-progress check-bytes check-flips check-certify check-decoder check-engine check-exact check-gate check-decide check-quality check-report check-docs check-fold check-regex check-language check-sigma check-sources check-export \
          check-install check-embed check-portable check-kernel check-scale check-faults check-tiny check-asan check-fuzz check-real
check: deps-test deps-embed ## all tests, in layers, on a bare machine too
	@sh tests/layers.sh $(LAYERS)

$(BUILD)/tests/unit/%: tests/unit/%.c $(LIB_OBJ) $(CLI_PARTS)
	@mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -I$(GEN) -Icompiler -I. -MMD -MP -o $@ $< $(LIB_OBJ) $(CLI_PARTS) $(LIBS)

check-unit: $(UNIT) ## the parts, one by one
	@sh tests/programs.sh $(UNIT)

$(BUILD)/tests/flip.so: tests/gate/flip.c
	@mkdir -p $(@D)
	@$(CC) -shared -fPIC -O1 -o $@ $< -ldl

QUALITY_ROUNDS ?= 1000000
check-quality: $(WEIR) $(BUILD)/tests/unit/solve_test ## generated tests, coverage, mutants and diff as promised; DATA=folder of Sigma rules; QUALITY_ROUNDS of the solver against enumeration
	@$(PYTHON) tests/quality.py --weir $(abspath $(WEIR)) $(if $(DATA),--data $(DATA))
	@SOLVE_ROUNDS=$(QUALITY_ROUNDS) $(BUILD)/tests/unit/solve_test

# DECIDE_PAIRS=1000000 DECIDE_SEED=N: other pairs each time
DECIDE_PAIRS ?= 20000
DECIDE_SEED  ?= 1
DECIDE       := $(addprefix $(BUILD)/tests/decide/,plain.o generate.o decide.o)
$(BUILD)/tests/decide/%.o: tests/decide/%.c
	@mkdir -p $(@D)
	@$(CC) $(WARN) $(DEFS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/decide/decide: $(DECIDE) $(LIB_OBJ)
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

check-decide: $(BUILD)/tests/decide/decide ## the decision procedures of the linter against plain enumeration: DECIDE_PAIRS random pairs of conditions
	@$(BUILD)/tests/decide/decide $(DECIDE_PAIRS) $(DECIDE_SEED)

check-gate: $(WEIR) $(BUILD)/tests/flip.so ## hooks before a commit, the release gate and its seeded faults, staged release
	@$(PYTHON) tests/gate/hooks.py --weir $(abspath $(WEIR))
	@$(PYTHON) tests/gate/affected.py --weir $(abspath $(WEIR))
	@$(PYTHON) tests/gate/gate.py --weir $(abspath $(WEIR)) --library $(BUILD)/tests/flip.so
	@$(PYTHON) tests/gate/pages.py --weir $(abspath $(WEIR))

.PHONY: check-install deps-deb
check-install: $(WEIR) $(LIBWEIR) ## make deb, installed and removed again; the manual page, and what completes words in bash, zsh and fish
	@MAKE="$(MAKE) --no-print-directory" $(PYTHON) tests/install/run.py --build $(BUILD)

check-report: $(WEIR) ## the page of weir report, held against the other commands, and in a real browser; NOT RUN there where none is installed (make deps-browser)
	@$(PYTHON) tests/report/run.py --weir $(abspath $(WEIR))

report-pictures: $(WEIR) ## the pictures in docs/report.md, of the example projects, with the browser and the font of make deps-browser
	@$(PYTHON) tests/report/pictures.py --weir $(abspath $(WEIR))

check-golden: $(WEIR) ## what users see
	@$(PYTHON) tests/golden/run.py --weir $(abspath $(WEIR))

check-fmt: $(WEIR) ## formatting changes nothing but the layout, and what is ours is formatted
	@$(PYTHON) tests/fmt.py --weir $(abspath $(WEIR))

check-codes: $(WEIR) ## each code's examples give that code, and its mended ones none
	@$(PYTHON) tests/codes/run.py --weir $(abspath $(WEIR))

# weir once more, with every call of a rule sent through without.c.
RULES := $(shell sed -n 's/^\(RULE\|LATER\).\([a-z_]*\),.*/\2/p' lint/lint.def)
$(BUILD)/tests/weir-without: tests/codes/without.c lint/lint.def $(LIB_OBJ) $(call OBJ,$(CLI))
	@mkdir -p $(@D)
	@$(CC) $(filter-out -Wmissing-prototypes,$(WARN)) $(DEFS) $(CFLAGS) $(LDFLAGS) $(addprefix -Wl$(comma)--wrap=lint_rule_,$(RULES)) -o $@ $(filter %.c %.o,$^) $(LIBS)

check-rules: $(BUILD)/tests/weir-without ## without any one rule of the linter some example fails; each rule has a near miss
	@$(PYTHON) tests/codes/without.py --without $<

# SARIF_SCHEMA=sarif-schema-2.1.0.json: the standard's schema, which no package of the distribution has.
SARIF_SCHEMA ?=
check-formats: $(WEIR) ## what weir lint writes for other programs: json against its schema, SARIF (against the standard's, when SARIF_SCHEMA names it), JUnit, GitLab and GitHub
	@$(PYTHON) tests/lint/formats.py --weir $(abspath $(WEIR)) $(addprefix --sarif-schema ,$(SARIF_SCHEMA))

check-fixes: $(WEIR) ## the edits of weir lint --fix: each rule that claims one does it, and no verdict changes by a safe one
	@$(PYTHON) tests/lint/fixes.py --weir $(abspath $(WEIR))

# A sanitizer's runtime is not in the library, so C is compiled against the plain one only.
STAGE := $(if $(SAN)$(TINY),,$(abspath $(BUILD))/stage)
check-examples: $(WEIR) $(if $(STAGE),$(LIBWEIR)) ## the example project and every example in the documents
	@$(if $(STAGE),rm -rf $(STAGE) && $(MAKE) --no-print-directory install PREFIX=$(STAGE) DESTDIR=)
	@$(PYTHON) tests/examples.py --weir $(abspath $(WEIR)) $(if $(STAGE),--prefix $(STAGE))

check-progress: $(WEIR) ## the progress line: on a terminal, after a second, gone at the end
	@$(PYTHON) tests/progress.py --weir $(abspath $(WEIR))

check-junit: $(WEIR) ## the JUnit XML of weir test has the form that CI systems read
	@$(PYTHON) tests/junit/check.py --weir $(abspath $(WEIR))

check-roundtrip: $(WEIR) ## weir inspect --source compiles to the same bytes again
	@$(PYTHON) tests/source.py --weir $(abspath $(WEIR)) $(if $(DATA),--data $(DATA)) examples/starter

check-rooms: $(WEIR) $(BUILD)/libweir-interpreter.a ## who includes whom, no writable globals, file sizes, freestanding interpreter
	@$(PYTHON) tests/rooms.py --build $(BUILD)

check-embed: $(WEIR) $(LIBWEIR) ## what an embedder gets: the installed libraries and header, weir bind, and the example sensor on every machine that is installed
	@$(PYTHON) tests/embed/run.py --weir $(abspath $(WEIR)) --build $(BUILD)

check-kernel: $(WEIR) ## the interpreter and the contract of weir bind in a Linux kernel object, against the installed kernel headers
	@CC="$(CC)" sh tests/kernel/run.sh $(abspath $(WEIR)) $(abspath $(BUILD))/kernel

check-docs: $(WEIR) ## generated pages equal what is committed
	@$(PYTHON) tests/docs.py --weir $(abspath $(WEIR))

$(BUILD)/tests/bytes: tests/bytes/run.c $(BUILD)/libweir-interpreter.a
	@mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -o $@ $^

check-bytes: $(BUILD)/tests/bytes ## bad channel files, at least one for each refusal
	@$(PYTHON) tests/bytes/assemble.py $(BUILD)/bytes tests/bytes/*.hex
	@$(BUILD)/tests/bytes $(BUILD)/bytes
	@$(PYTHON) tests/bytes/kit.py $(BUILD)/bytes

$(BUILD)/tests/flips: tests/bytes/flips.c $(BUILD)/libweir-interpreter.a
	@mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -o $@ $^

check-flips: $(WEIR) $(BUILD)/tests/flips ## every bit flip and every truncation of five channel files
	@rm -rf $(BUILD)/flips && $(WEIR) compile -C examples/starter -o $(abspath $(BUILD)/flips) --quiet
	@$(BUILD)/tests/flips $$(ls -S -r $(BUILD)/flips/*.chn | awk 'NR % 5 == 1' | head -n 5)

check-certify: $(WEIR) ## the conformance kit: our own interpreter passes through the protocol, and each that is broken on purpose fails
	@CC="$(CC)" SANITIZE="$(if $(SAN),-fsanitize=address$(comma)undefined)" $(PYTHON) tests/certify/run.py --weir $(abspath $(WEIR)) --build $(abspath $(BUILD))

check-decoder: $(WEIR) ## the decoder that was written from the format's page alone reads every file and agrees
	@$(PYTHON) tests/decoder/run.py --weir $(abspath $(WEIR))

# The interpreter once more, counting its basic blocks and its steps, beside a program that asks it about many files.
COUNTED := $(patsubst interpreter/%.c,$(BUILD)/counted/%.o,$(INTERP))
$(BUILD)/counted/%.o: interpreter/%.c $(wildcard interpreter/*.h interpreter/*.def)
	@mkdir -p $(@D)
	@$(CC) $(WARN) $(CFLAGS) -ffreestanding -DWEIR_COUNT_STEPS -fsanitize-coverage=trace-pc -c -o $@ $<

$(BUILD)/tests/judge: tests/bytes/judge.c $(COUNTED)
	@mkdir -p $(@D)
	@$(CC) $(WARN) $(DEFS) $(CFLAGS) -o $@ $^

EXACT_MOST ?= 1500
EXACT_SEED ?= 1
check-exact: $(WEIR) $(BUILD)/tests/judge ## mutants of good files: the verifier and the page's decoder say the same, and the cost is kept
	@rm -rf $(BUILD)/exact
	@for p in tests/bytes/costly tests/decoder/every examples/starter; do $(WEIR) compile -C $$p -o $(abspath $(BUILD)/exact)/$$p --quiet || exit 1; done
	@$(PYTHON) tests/bytes/exact.py --judge $(BUILD)/tests/judge --most $(EXACT_MOST) --seed $(EXACT_SEED) --keep $(BUILD)/exact/kept \
	    $$(find $(BUILD)/exact/tests -name '*.chn' | sort) $$(ls -S $(BUILD)/exact/examples/starter/*.chn | awk 'NR % 12 == 1')

$(BUILD)/tests/allocate.so: tests/faults/allocate.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -O1 -fPIC -shared -o $@ $<

check-fold: ## the tables of Unicode are what the installed database makes
	@PYTHON=$(PYTHON) sh tests/unicode.sh

REGEX_COUNT ?= 15000
REGEX_SEED  ?= 1
$(BUILD)/tests/regex_re2: tests/differential/regex_re2.cc $(call OBJ,$(wildcard compiler/base/*.c compiler/pattern/*.c))
	@mkdir -p $(@D)
	$(CXX) -std=c++17 -Wall -Wextra $(DEFS) $(CFLAGS) -I. -o $@ $^ -lre2 $(LIBS)

check-regex: $(BUILD)/tests/regex_re2 ## regular expressions against RE2: the same verdicts, the same answers
	@$(BUILD)/tests/regex_re2 $(REGEX_COUNT) $(REGEX_SEED)

LANGUAGE_COUNT ?= 80
LANGUAGE_SEED  ?= 1
check-language: $(WEIR) $(BUILD)/tests/engine-counting ## random projects against a plain reading of the language's manual; the engine against the plain evaluator
	@WEIR_ENGINE=$(abspath $(BUILD)/tests/engine-counting) $(PYTHON) tests/differential/language.py --weir $(abspath $(WEIR)) --count $(LANGUAGE_COUNT) --seed $(LANGUAGE_SEED)

# The engine beside the plain evaluator; the second one counts steps and dies where an event takes more than the bound.
COUNTING := $(patsubst interpreter/%.c,$(BUILD)/counting/%.o,$(INTERP))
$(BUILD)/counting/%.o: interpreter/%.c $(wildcard interpreter/*.h interpreter/*.def)
	@mkdir -p $(@D)
	@$(CC) $(WARN) $(CFLAGS) -ffreestanding -DWEIR_COUNT_STEPS -c -o $@ $<

$(BUILD)/tests/engine: tests/differential/engine.c $(LIB_OBJ) $(CLI_PARTS)
	@mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -I$(GEN) -o $@ $^ $(LIBS)

$(BUILD)/tests/engine-counting: tests/differential/engine.c $(COUNTING) $(filter-out $(call OBJ,$(INTERP)),$(LIB_OBJ)) $(CLI_PARTS)
	@mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -I$(GEN) -o $@ $^ $(LIBS)

$(BUILD)/tests/pairs: tests/fuzz/pairs.c $(COUNTING)
	@mkdir -p $(@D)
	@$(CC) $(WARN) $(DEFS) $(CFLAGS) -o $@ $^

# PAIRS=100000000 PAIRS_PROJECTS=250 PAIRS_SEED=N: as long as you like, over other random projects and events each time
PAIRS          ?= 20000
PAIRS_PROJECTS ?= 10
PAIRS_SEED     ?= 1
check-engine: $(WEIR) $(BUILD)/tests/engine-counting $(BUILD)/tests/pairs ## the engine against the plain evaluator, and its steps against the bound, on the example's events and, when DATA names them, real ones
	@rm -rf $(BUILD)/engine && $(WEIR) compile -C examples/starter -o $(abspath $(BUILD)/engine/starter) --quiet
	@for events in examples/starter/events/*.jsonl; do $(BUILD)/tests/engine-counting $$events $(BUILD)/engine/starter/*.chn || exit 1; done
	@for p in tests/bytes/costly tests/decoder/every; do $(WEIR) compile -C $$p -o $(abspath $(BUILD)/engine)/$$p --quiet 2>/dev/null || exit 1; done
	@$(PYTHON) tests/differential/language.py --weir $(abspath $(WEIR)) --count $(PAIRS_PROJECTS) --seed $(PAIRS_SEED) --channels $(BUILD)/engine/random
	@$(BUILD)/tests/pairs $(PAIRS) $(PAIRS_SEED) $$(find $(BUILD)/engine -name '*.chn' | sort)
	@sh tests/real/engine.sh $(WEIR) $(BUILD)/tests/engine-counting $(BUILD)/engine $(DATA)

check-faults: $(WEIR) $(BUILD)/tests/allocate.so ## each allocation and each system call fails once; killed at any moment
	@$(PYTHON) tests/faults/run.py --weir $(WEIR) --library $(BUILD)/tests/allocate.so

check-scale: $(WEIR) $(BUILD)/tests/allocate.so ## scan as a filter: threads, slow streams, bounded memory, and the commands of docs/scale.md
	@$(PYTHON) tests/scale.py --weir $(WEIR) --library $(BUILD)/tests/allocate.so

check-tsan: ## scan's threads, and content replaced under readers, with the thread sanitizer
	@$(MAKE) --no-print-directory BUILD=$(TSANB) CFLAGS="-O1 -g -fsanitize=thread" $(TSANB)/weir $(TSANB)/tests/unit/embed_test
	@$(TSANB)/tests/unit/embed_test
	@$(PYTHON) tests/golden/run.py --weir $(TSANB)/weir scan/
	@$(PYTHON) tests/scale.py --weir $(TSANB)/weir --no-limits same latency reader

prove: ## the verifier's proof with Frama-C, and some mutants that must fail it; NOT RUN where Frama-C is not installed (make deps-prove)
	@nice $(PYTHON) tests/prove/run.py $(PROVE)

prove-mutants: ## every seeded mistake must fail the proof; many minutes
	@nice $(PYTHON) tests/prove/run.py --no-units --mutants all --verbose $(PROVE)

check-mutants: ## mistakes seeded into the verifier, emit_check and the proof are each seen by a test; minutes, so not part of make check
	@$(PYTHON) tests/mutants/run.py

check-portable: $(WEIR) ## the interpreter on other machines, as far as compilers and qemu-user are installed
	@CC="$(CC)" PYTHON=$(PYTHON) sh tests/portable.sh $(abspath $(WEIR)) $(abspath $(BUILD))/portable

check-asan: ## the suite with the address and undefined-behaviour sanitizers
	@$(MAKE) --no-print-directory BUILD=$(ASAN) SAN=1 ASAN_OPTIONS=detect_leaks=0 check-unit check-codes check-golden check-examples check-bytes check-flips check-certify

check-tiny: ## the suite with limits small enough to be met
	@$(MAKE) --no-print-directory BUILD=$(TINYB) TINY=1 check-codes check-golden check-examples

# BENCH='--sizes 1000,10000 --runs 3' and other options of tests/bench/run.py
BENCH ?=
$(BUILD)/tests/measure: tests/bench/measure.c
	@mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -o $@ $<

$(BUILD)/tests/match: tests/bench/match.c $(LIB_OBJ) $(CLI_PARTS)
	@mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -I. -o $@ $^ $(LIBS)

# Hyperscan, or Vectorscan in its place, where one is installed.
HYPERSCAN := $(if $(wildcard /usr/include/hs/hs.h),$(BUILD)/tests/hyperscan)
$(BUILD)/tests/hyperscan: tests/bench/hyperscan.c $(LIB_OBJ) $(CLI_PARTS)
	@mkdir -p $(@D)
	$(CC) $(WARN) $(DEFS) $(CFLAGS) -I. -o $@ $^ -lhs $(LIBS)

bench: $(WEIR) $(BUILD)/tests/measure $(BUILD)/tests/match $(HYPERSCAN) ## what compiling, verifying, scanning and matching cost, beside yarac, Hyperscan and SQLite: figures, no verdict
	@$(PYTHON) tests/bench/run.py --weir $(WEIR) --measure $(BUILD)/tests/measure --match $(BUILD)/tests/match $(addprefix --hyperscan ,$(HYPERSCAN)) $(if $(DATA),--data $(DATA)) \
	    --work $(BUILD)/bench $(BENCH)

# BENCH_LINT='--sizes 3000 --findings-size 1000 --judge'
BENCH_LINT ?=
bench-lint: $(WEIR) $(BUILD)/tests/measure ## what linting costs, by size and by finding
	@$(PYTHON) tests/bench/lint.py --weir $(WEIR) --measure $(BUILD)/tests/measure --work $(BUILD)/bench $(BENCH_LINT)

# HOOKS='--runs 5 --gate-runs 1' and other options of tests/bench/hooks.py
HOOKS ?=
.PHONY: bench-hook
bench-hook: $(WEIR) $(BUILD)/tests/measure ## what the hooks before a commit cost on 5,000 instances, and the gate on 3,000: figures, no verdict
	@$(PYTHON) tests/bench/hooks.py --weir $(WEIR) --measure $(BUILD)/tests/measure --work $(BUILD)/bench $(HOOKS)

SIGMA_RULES ?= 400
SIGMA_SEED  ?= 1
check-real: $(WEIR) ## real recorded events, when DATA names their folder
	@$(PYTHON) tests/real/compare.py --weir $(abspath $(WEIR)) $(if $(DATA),--data $(DATA))
	@$(PYTHON) tests/real/sigma.py --weir $(abspath $(WEIR)) $(if $(DATA),--data $(DATA))
	@$(PYTHON) tests/real/findings.py --weir $(abspath $(WEIR)) $(if $(DATA),--data $(DATA))

check-sources: $(WEIR) ## each log source of the mapping: rules, events that they match and nearly match
	@$(PYTHON) tests/sources.py --weir $(abspath $(WEIR))

check-export: $(WEIR) ## what weir export writes as SQL, in the databases that are installed
	@$(PYTHON) tests/export/run.py --weir $(abspath $(WEIR))

check-sigma: $(WEIR) ## imported Sigma rules: the specification as a table, random ones against an evaluator of Sigma, and real ones over real events when DATA names their folder
	@$(PYTHON) tests/differential/sigma_table.py --weir $(abspath $(WEIR))
	@$(PYTHON) tests/differential/sigma_random.py --weir $(abspath $(WEIR)) --rules $(SIGMA_RULES) --seed $(SIGMA_SEED)
	@$(if $(DATA),$(PYTHON) tests/real/sigma.py --weir $(abspath $(WEIR)) --data $(DATA),echo "real Sigma rules were not compared: DATA=folder names none")

# ---- fuzzing: clang's libFuzzer over the same sources, compiled once into an archive that every target is linked against ----
FUZZ_SAN   := -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_FLAGS := -std=c11 -w $(DEFS) -DWEIR_COUNT_STEPS -g -O1 -fno-omit-frame-pointer $(FUZZ_SAN) -I. -Igrammar -Icompiler -Icompiler/syntax -I$(GEN)
FUZZ_OBJ   := $(addprefix $(FUZZB)/obj/,$(addsuffix .o,$(basename $(INTERP) $(COMPILER) $(SOLVE) $(LINT) $(EXCHANGE) $(KIT) $(filter-out cli/main.c,$(CLI))))) \
              $(addprefix $(FUZZB)/obj/gen/,lexer.o parser.o stdlib.o pages.o mapping.o kit.o report.o)
$(FUZZB)/obj/gen/%.o: $(GEN)/%.c | $(GEN)/parser.h
	@mkdir -p $(@D)
	@$(CLANG) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(FUZZB)/obj/%.o: %.c | $(GEN)/parser.h
	@mkdir -p $(@D)
	@$(CLANG) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(FUZZB)/obj/%.o: %.cpp
	@mkdir -p $(@D)
	@$(subst clang,clang++,$(CLANG)) $(subst -std=c11,-std=c++17,$(FUZZ_FLAGS)) -fno-exceptions -fno-rtti -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(FUZZB)/libweir.a: $(FUZZ_OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^

$(FUZZB)/fuzz_%: tests/fuzz/fuzz_%.c $(wildcard tests/fuzz/*.h) $(FUZZB)/libweir.a
	@mkdir -p $(@D)
	@$(CLANG) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $< $(FUZZB)/libweir.a $(LIBS)

-include $(FUZZ_OBJ:.o=.d)

check-fuzz: $(addprefix $(FUZZB)/,$(FUZZERS)) ## each fuzz target for FUZZ_SECONDS
	@sh tests/fuzz/run.sh $(FUZZB) $(FUZZ_SECONDS) $(FUZZERS)

# ---- what the machine needs ----
deps: ## installs what is missing to build, and says what
	@sh tools/deps.sh build

deps-test: ## ... and to test
	@sh tools/deps.sh build test

deps-embed: ## compilers for other machines, an emulator and kernel headers, where the system's packages have them
	@sh tools/deps.sh embed

deps-deb: ## ... and to make a Debian package
	@sh tools/deps.sh deb

deps-prove: ## ... and to prove
	@sh tools/deps.sh prove

deps-browser: ## ... and to look at the page of weir report
	@sh tools/deps.sh browser

demo: deps ## builds weir and does its main job on the example project
	@$(MAKE) --no-print-directory $(WEIR)
	@sh tools/demo.sh $(abspath $(WEIR))

-include $(BUILD)/tests/unit/*.d $(BUILD)/tests/decide/*.d
