# credex: the front door. `make` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help tools test-tools configure program setup build timing run examples screens pictures test interop bench fuzz conformance format lint check old-data fresh install clean

PRESET ?= release
BUILD := $(if $(filter release,$(PRESET)),build,build/$(PRESET))
STANDARDS ?= ../shared/standards
CASES ?= ../shared/cases
FUZZ_SECONDS ?= 60
JOBS ?= $(shell nproc)
PORT ?= 8080
# How far a build is: the share that is done, and the seconds so far.
export NINJA_STATUS ?= [%p, %es] 
PREFIX ?= /usr/local
DESTDIR ?=
WHAT ?= test

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/' | sort

setup: ## install what is missing of the Debian and npm packages
	@tools/setup.sh

tools:
	@tools/setup.sh tools

test-tools:
	@tools/setup.sh tests

configure: setup
	@mkdir -p build
	@cmake --preset $(PRESET) > build/configure.log 2>&1 || { cat build/configure.log; exit 1; }

build: configure ## build everything, the program at build/credex (PRESET=debug, asan or tsan for others)
	@cmake --build $(BUILD) -j $(JOBS)

program: configure
	@cmake --build $(BUILD) -j $(JOBS) --target credex

timing: setup ## how long a build from nothing takes here (docs/building.md); TESTS=tests runs the tests too
	@tools/timing.sh $(TESTS)

run: program ## the main job: the server with a living demonstration, at http://127.0.0.1:8080 (PORT=... for another)
	@$(BUILD)/credex demo --data build/demo-data --port $(PORT) 2> build/server.log

examples: program ## issue the examples on the command line and verify them, saying each step
	@tools/run-examples.sh $(BUILD)/credex

screens: test-tools program ## a picture of every page, phone and desktop, light and dark, in build/screens
	@node tests/e2e/screens.mjs $(BUILD)/credex build/screens

pictures: test-tools program ## the pictures of docs/using.md, from the demonstration
	@node tests/e2e/pictures.mjs $(BUILD)/credex docs/pictures

test: test-tools build ## all tests
	@ctest --test-dir $(BUILD) --output-on-failure -j $(JOBS)

interop: test-tools program ## software that nobody here wrote, from npm, both ways; writes docs/interoperability.md
	@node tests/interop/all.mjs $(BUILD)/credex

conformance: test-tools build ## the standards' own suites, a line each, and credentials from elsewhere
	@$(BUILD)/tests/conformance $(STANDARDS); suites=$$?; node tests/conformance/cases.mjs $(BUILD)/credex $(CASES); cases=$$?; \
	  for status in $$suites $$cases; do [ $$status = 0 ] || [ $$status = 77 ] || exit 1; done

bench: test-tools build ## the numbers, beside their references; writes build/bench.json; COMPARE=REV: beside those of that commit, in turns
ifdef COMPARE
	@other=$$(BENCH=1 JOBS=$(JOBS) tools/at-commit.sh $(COMPARE) | tail -1) && node tools/compare-bench.mjs $(BUILD) $$other $(COMPARE) $(STANDARDS)
else
	@$(BUILD)/bench/credex_bench $(BUILD)/bench.json $(STANDARDS)
	@$(BUILD)/bench/credex_recognition_bench $(BUILD)/bench-recognition.json
	@$(BUILD)/bench/credex_skills_bench $(BUILD)/bench-skills.json
	@$(BUILD)/bench/credex_framework_bench $(BUILD)/bench-framework.json
	@node bench/platform.mjs $(BUILD)/credex $(BUILD)/bench/credex_platform_tool $(BUILD)/bench-platform.json
	@node bench/portability.mjs $(BUILD)/credex $(BUILD)/bench-portability.json
	@node bench/peer.mjs || echo "the JavaScript peer did not run"
endif

fuzz: tools ## every fuzz target for FUZZ_SECONDS (60) each
	@cmake --preset fuzz > /dev/null && cmake --build build/fuzz -j $(JOBS)
	@tools/run-fuzz.sh build/fuzz $(FUZZ_SECONDS)

format: tools ## lay the code out
	@find src tests bench fuzz -name '*.h' -o -name '*.cpp' | xargs clang-format -i

lint: tools ## layout, room order, file length, messages, error codes, links, template keys, clang-tidy
	@tools/lint.sh

check: tools test-tools ## the whole: full products, clang-tidy, sanitizers, fuzz; in parts with a stamp each, so that it goes on where it was stopped (PART=asan, PART=table)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) JOBS=$(JOBS) tools/check.sh $(PART)

old-data: test-tools ## what the program of 585984d kept and answered (REV=... another), in build/old, for `make check` to open
	@tools/old-data.sh $(or $(REV),585984d)

fresh: ## build and test in a system that has nothing yet, from a clean clone (as root; SUITE=bookworm or trixie, WHAT=test)
	@CLEAN=$(CLEAN) tools/fresh.sh "$(SUITE)" $(WHAT)

install: program ## put program, manual, documents and systemd unit below PREFIX (/usr/local), within DESTDIR for packages
	@cmake --build $(BUILD) --target manual
	@DESTDIR=$(abspath $(DESTDIR)) cmake --install $(BUILD) --prefix $(PREFIX) > build/install.log || { tail -5 build/install.log; exit 1; }
	@echo "Installed below $(DESTDIR)$(PREFIX); docs/building.md says how to start it as a service"

clean: ## remove what was built
	@rm -rf build
