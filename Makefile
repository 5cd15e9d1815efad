# make demo: the main job against the local cloud. make test: all tests. make help: the rest.

SWIFT_FLAGS := --explicit-target-dependency-import-check error
BUILD := .build/debug
VENV := .venv-peers

.PHONY: help build test lint

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

build: ## build enlist and localcloud (debug)
	swift build $(SWIFT_FLAGS) --product enlist
	swift build $(SWIFT_FLAGS) --product localcloud

test: ## run all tests
	swift test $(SWIFT_FLAGS)

lint: ## check the format of all Swift sources
	swift format lint --strict -r Sources Tests Package.swift
