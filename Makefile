# make demo: the main job against the local cloud. make test: all tests. make help: the rest.

SWIFT_FLAGS := --explicit-target-dependency-import-check error
BUILD := .build/debug
VENV := .venv-peers

.PHONY: help setup build test lint

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: ## install what the build needs and this machine lacks
	@scripts/setup

build: setup ## build enlist and localcloud (debug)
	swift build $(SWIFT_FLAGS) --product enlist
	swift build $(SWIFT_FLAGS) --product localcloud

test: ## run all tests, those against aws-cli, botocore, moto, apt, dnf, zypper and ohai included
	@scripts/setup --peers
	swift test $(SWIFT_FLAGS)
	$(VENV)/bin/python -m pytest Tests/Peers

lint: ## check the format of all Swift sources
	swift format lint --strict -r Sources Tests Package.swift
