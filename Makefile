# make demo: the main job against the local cloud. make test: all tests. make help: the rest.

# What swiftly has installed for this user (scripts/setup).
SWIFTLY_BIN := $(or $(SWIFTLY_BIN_DIR),$(or $(SWIFTLY_HOME_DIR),$(HOME)/.local/share/swiftly)/bin)
export PATH := $(SWIFTLY_BIN):$(PATH)
export SWIFT

SWIFT_FLAGS := --explicit-target-dependency-import-check error
# For instances: small before fast, nothing in it twice, no symbols, no tables for unwinding.
# A library that lies beside the program is not loaded.
STATIC_FLAGS := $(SWIFT_FLAGS) -c release --static-swift-stdlib --scratch-path .build-static --disable-local-rpath \
	-Xswiftc -Osize -Xswiftc -use-ld=lld -Xlinker --icf=safe -Xlinker --no-export-dynamic -Xlinker -s \
	-Xlinker scripts/no-unwind-tables.ld -Xlinker -z -Xlinker now
# RELR=1 saves a megabyte and asks for glibc 2.36; without it the program starts with 2.34, Amazon Linux 2023's.
ifdef RELR
STATIC_FLAGS += -Xlinker -z -Xlinker pack-relative-relocs
endif
SOURCES := Package.swift $(shell find Sources -type f)
BUILD := .build/debug
STATIC := .build-static/release
STAMP := .build-static/built
# The unit tests' own build, which leaves alone what is worked on in .build: without optimisation, but whole modules
# at once and without an index of the system's, which from nothing takes two thirds of the time that .build takes.
UNOPTIMISED := .build-test/release
UNIT_FLAGS := $(SWIFT_FLAGS) -c release -Xswiftc -Onone -Xswiftc -enable-testing -Xswiftc -index-ignore-system-modules \
	--scratch-path .build-test
VENV := .venv-peers
PREFIX ?= /usr/local

.PHONY: help demo setup peers build static programs test unit-tests peer-tests test-system lint docc bench bench-setup bench-distance bench-costs bench-fleets bench-thousand bench-long fuzz attack sanitize install install-plugins install-localcloud stage deb release

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

# Each in a cloud of its own, which is drawn afterwards.
JOIN := $(BUILD)/localcloud exec -- $(BUILD)/enlist run --product shop --environment prod --platform web --major 3
demo: setup $(BUILD)/stamp ## watch an instance join its layer, in the local cloud: by Systems Manager, and by the API of OpsWorks
	@echo 'An instance joins by AWS Systems Manager:'
	@$(JOIN)
	@echo
	@echo 'The same by the API of OpsWorks Stacks, which AWS shut down in 2024:'
	@$(JOIN) --pipeline opsworks

setup: ## install what the build needs and this machine lacks
	@scripts/setup

build: $(BUILD)/stamp ## build enlist and localcloud, for debugging

# The package manager takes seconds to find out that nothing is to be done; make does not.
$(BUILD)/stamp: $(SOURCES) | setup
	swift build $(SWIFT_FLAGS)
	@touch $@

# The package manager builds a module again where those that it imports have changed, but not where those that they
# import have: in optimised builds a changed layout then stays unknown further up. So all are built again, or none.
static: setup ## build enlist for instances: optimised, stripped, Swift's runtime inside
	@if [ -e $(STAMP) ] && [ -n "$$(find Package.swift Sources -newer $(STAMP) -type f -print -quit)" ]; then \
		rm -rf $(patsubst Sources/%,$(STATIC)/%.build,$(wildcard Sources/*)); fi
	@mkdir -p .build-static && touch $(STAMP).new
	@swift build $(STATIC_FLAGS) --product enlist
	@mv $(STAMP).new $(STAMP)

# enlist for instances, and a local cloud that answers as fast.
programs: static
	@swift build $(STATIC_FLAGS) --product localcloud

# The two builds and pip at once: none of them keeps two cores busy.
test: lint ## check the format, then run all tests, those against aws-cli, moto, apt and so on too
	@$(MAKE) --no-print-directory -j3 unit-tests programs peers
	@$(MAKE) --no-print-directory peer-tests

peers: setup
	@scripts/setup --peers

unit-tests: setup
	swift test $(UNIT_FLAGS)

peer-tests: export ENLIST_BUILD := $(CURDIR)/$(STATIC)
peer-tests: export ENLIST_UNOPTIMISED_BUILD := $(CURDIR)/$(UNOPTIMISED)
peer-tests:
	$(VENV)/bin/python -m pytest -n 6 --dist worksteal Tests/Peers

test-system: export ENLIST_BUILD := $(CURDIR)/$(STATIC)
test-system: programs release docc ## the heavy tests: user-data under Debian's real cloud-init, the package, its units under a real systemd, the lives of groups of twenty with and without a warm pool, the libcurls and package managers of Debian 12 and 13 (MOVING=1: of backports and sid, too), other people's stand-ins, the real agent that SSM_AGENT names (as root, in roots of their own)
	@scripts/setup --peers
	@test -e $(UNOPTIMISED)/enlistPackageTests.xctest || $(MAKE) --no-print-directory unit-tests
	@command -v debootstrap >/dev/null || apt-get install -y --no-install-recommends debootstrap
	@command -v lintian >/dev/null || apt-get install -y --no-install-recommends lintian
	$(VENV)/bin/python -m pytest -q Tests/System

lint: setup ## check the format of all Swift sources, and that they take texts by their bytes
	@scripts/lint-text
	@scripts/lint-words
	swift format lint --strict -r Sources Tests Plugins Package.swift

# What a plugin's author or a contributor reads.
DOCUMENTED := Pipeline PipelineFile Steps PluginHost Debugger Journal HTTP AWS
docc: programs ## build the documentation of the modules as DocC archives, in .build-docc; any warning is an error
	@scripts/docc $(STATIC)/Modules .build-docc $(DOCUMENTED)

# BEFORE=FILE is another build of enlist, which is measured beside this one where that says something; one that is kept
# as .build-before/enlist is taken by itself.
BEFORE ?= $(wildcard .build-before/enlist)
bench-setup: static
	@scripts/setup --peers
	@swift build $(SWIFT_FLAGS) -c release --scratch-path .build-release --product localcloud

bench: bench-setup ## measure enlist against the same flow made of aws-cli calls, on loopback and at a distance (some minutes)
	@ENLIST_BENCH=1 swift build $(SWIFT_FLAGS) -c release --scratch-path .build-release --product callbench
	@$(VENV)/bin/python Tests/Benchmarks/bench.py $(STATIC)/enlist .build-release/release/localcloud \
		.build-release/release/callbench
	@$(VENV)/bin/python Tests/Benchmarks/distance.py .build-release/release/localcloud $(STATIC)/enlist $(BEFORE)

bench-distance: bench-setup ## only that at a distance: round trips, the same by TLS, and which request waits for which
	@$(VENV)/bin/python Tests/Benchmarks/distance.py .build-release/release/localcloud $(STATIC)/enlist $(BEFORE)

bench-costs: bench-setup ## only what a run and `enlist watch` take of the machine: processor time and memory
	@$(VENV)/bin/python Tests/Benchmarks/costs.py .build-release/release/localcloud $(STATIC)/enlist $(BEFORE)

FLEETBENCH := ENLIST_BENCH=1 swift build $(SWIFT_FLAGS) -c release --scratch-path .build-release --product fleetbench
bench-fleets: bench-setup ## measure when ends of documents are noticed, and forty instances that boot at once (ten minutes)
	@$(FLEETBENCH)
	@$(VENV)/bin/python Tests/Benchmarks/fleets.py .build-release/release/localcloud .build-release/release/fleetbench \
		$(STATIC)/enlist $(BEFORE)

bench-thousand: setup ## simulate a thousand instances that join at once, with limits of 1 to 100 requests a second (SCHEMES=1: other ways to wait, too)
	@$(FLEETBENCH)
	@.build-release/release/fleetbench thousand
	@$(if $(SCHEMES),.build-release/release/fleetbench schemes)

bench-long: static ## measure what a step of a pipeline of thousands takes
	@scripts/setup --peers
	@$(VENV)/bin/python Tests/Benchmarks/long.py $(STATIC)/enlist $(BEFORE)

# Of the tests' plugins, each of which does harm in its own way; valgrind sees what only the process of a
# plugin does. The sanitizer's reports stay in .build-asan/reports.
SANITIZED := native plugins plugin_trust plugins_commands
sanitize: build ## look for faults of memory in enlist, with AddressSanitizer and valgrind, under bad plugins
	@scripts/setup --peers
	@ENLIST_SANITIZE=1 swift build $(SWIFT_FLAGS) --sanitize address --scratch-path .build-asan --product enlist
	@rm -rf .build-asan/reports && mkdir -p .build-asan/reports
	ENLIST_SANITIZE=1 ENLIST_BUILD=$(CURDIR)/.build-asan/debug $(VENV)/bin/python -m pytest -n 2 $(SANITIZED:%=Tests/Peers/test_%.py)
	$(VENV)/bin/python Tests/Sanitizer/reports.py .build-asan/reports
	$(VENV)/bin/python Tests/Sanitizer/valgrind.py $(BUILD)/enlist

# Findings, and what was learned on the way, stay in .build-fuzz; a finding belongs among the seeds.
FUZZ_SECONDS ?= 300
FUZZ_TARGET ?= $(notdir $(wildcard Tests/FuzzTests/Seeds/*))
FUZZ_OPTIONS := -timeout=5 -rss_limit_mb=512 -print_final_stats=1
fuzz: export ENLIST_FUZZ := 1
fuzz: export SWIFT_BACKTRACE := enable=no
fuzz: setup ## look for inputs that crash a reader, hang it or eat memory, for FUZZ_SECONDS each (FUZZ_TARGET=json: one reader)
	@swift build $(SWIFT_FLAGS) -c release --sanitize fuzzer --scratch-path .build-fuzz --product fuzz
	@set -e; for target in $(FUZZ_TARGET); do \
		echo "fuzzing $$target for $(FUZZ_SECONDS) s"; \
		mkdir -p .build-fuzz/corpus/$$target .build-fuzz/findings; \
		FUZZ_TARGET=$$target .build-fuzz/release/fuzz -max_total_time=$(FUZZ_SECONDS) $(FUZZ_OPTIONS) \
			-dict=Tests/FuzzTests/Dictionaries/$$target.dict -max_len=16384 \
			-artifact_prefix=.build-fuzz/findings/$$target- \
			.build-fuzz/corpus/$$target Tests/FuzzTests/Seeds/$$target; \
	done

# ATTACK_SECONDS, ATTACK_SEED, ATTACK_ONLY and more: Tests/Attack/attack.py.
attack: build ## attack enlist at random for up to ten minutes: kills, full disks, few descriptors, clocks, hostile replies
	@scripts/setup --peers
	$(VENV)/bin/python Tests/Attack/attack.py

# PROGRAM is what is installed: another one than that of `make static` is taken as it is. ZSHDIR is where this
# system's zsh looks; Debian has a place of its own for packages.
PROGRAM ?= $(STATIC)/enlist
SYSCONFDIR ?= /etc
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
UNITS := $(wildcard systemd/*.service)
install: $(if $(filter $(STATIC)/enlist,$(PROGRAM)),static) ## install enlist, its manual, units, completions and logrotate's file below PREFIX (/usr/local)
	@swift build $(STATIC_FLAGS) --product generate-manual
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/enlist
	scripts/manual $(PROGRAM) $(STATIC)/generate-manual $(DESTDIR)$(PREFIX)/share/man/man8
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	set -e; for unit in $(UNITS); do \
		sed 's,/usr/local/bin/,$(PREFIX)/bin/,' $$unit >$(DESTDIR)$(PREFIX)/lib/systemd/system/$${unit##*/}; done
	install -D -m 644 packaging/logrotate/enlist $(DESTDIR)$(SYSCONFDIR)/logrotate.d/enlist
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(ZSHDIR) \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(PROGRAM) --generate-completion-script bash | sed '1{/^#!/d;}' >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/enlist
	$(PROGRAM) --generate-completion-script zsh >$(DESTDIR)$(ZSHDIR)/_enlist
	$(PROGRAM) --generate-completion-script fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/enlist.fish

# Where pipeline files name them. The path of this folder is in nothing, so that two folders give the same bytes.
PLUGINS := $(notdir $(wildcard Plugins/*))
PLUGIN_FLAGS := -O2 -g -ffile-prefix-map=$(CURDIR)=.
install-plugins: setup ## install the plugins of Plugins/ below PREFIX, in lib/enlist/plugins
	install -d $(DESTDIR)$(PREFIX)/lib/enlist/plugins
	set -e; for plugin in $(PLUGINS); do \
		$(MAKE) --no-print-directory -C Plugins/$$plugin OUTPUT=$(CURDIR)/.build-plugins/lib$$plugin.so \
			CFLAGS='$(PLUGIN_FLAGS)' CXXFLAGS='$(PLUGIN_FLAGS)'; \
		objcopy --remove-section=.swift_modhash .build-plugins/lib$$plugin.so; \
		install -m 644 -s .build-plugins/lib$$plugin.so $(DESTDIR)$(PREFIX)/lib/enlist/plugins/; \
		install -D -m 644 Plugins/$$plugin/README.md $(DESTDIR)$(PREFIX)/share/doc/enlist-plugins/$$plugin.md; done

LOCALCLOUD ?= $(STATIC)/localcloud
install-localcloud: $(if $(filter $(STATIC)/localcloud,$(LOCALCLOUD)),programs) ## install localcloud and its examples below PREFIX
	@swift build $(STATIC_FLAGS) --product generate-manual
	install -D -m 755 $(LOCALCLOUD) $(DESTDIR)$(PREFIX)/bin/localcloud
	scripts/manual $(LOCALCLOUD) $(STATIC)/generate-manual $(DESTDIR)$(PREFIX)/share/man/man8
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(ZSHDIR) \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(LOCALCLOUD) --generate-completion-script bash | sed '1{/^#!/d;}' >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/localcloud
	$(LOCALCLOUD) --generate-completion-script zsh >$(DESTDIR)$(ZSHDIR)/_localcloud
	$(LOCALCLOUD) --generate-completion-script fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/localcloud.fish
	set -e; for folder in scenarios faults; do \
		install -d $(DESTDIR)$(PREFIX)/share/doc/enlist-localcloud/$$folder; \
		install -m 644 docs/examples/$$folder/* $(DESTDIR)$(PREFIX)/share/doc/enlist-localcloud/$$folder/; done

# What a package holds, whatever its format.
DIST := .build-dist
STAGE_FLAGS := --no-print-directory -s PREFIX=/usr ZSHDIR=/usr/share/zsh/vendor-completions
stage:
	@rm -rf $(DIST)/stage && mkdir -p .build-plugins
	@$(MAKE) $(STAGE_FLAGS) install DESTDIR=$(CURDIR)/$(DIST)/stage/enlist

DEB := .build-deb
deb: stage ## make a Debian package of enlist, in .build-deb
	@rm -rf $(DEB)
	@scripts/deb enlist $(DIST)/stage/enlist $(DEB)

release: stage ## make the files of a release, in .build-dist/release: .deb, .rpm and tarballs of enlist, its plugins and localcloud, checksums, an SBOM (SIGNING_KEY=FILE signs them)
	@$(MAKE) $(STAGE_FLAGS) install-plugins DESTDIR=$(CURDIR)/$(DIST)/stage/enlist-plugins
	@$(MAKE) $(STAGE_FLAGS) install-localcloud DESTDIR=$(CURDIR)/$(DIST)/stage/enlist-localcloud
	@scripts/release $(DIST)/stage $(DIST)/release
