package import Pipeline

/// Reads a pipeline file: a pipeline of its own, or changes to another.
package struct PipelineFileReader: Sendable {
    /// The version of the format, as the key `enlist` states it.
    package static let version = 1

    /// What a file is read for.
    package enum Purpose: Sendable {
        /// To be the pipeline that runs: steps of its own, or changes to what it extends.
        case pipeline
        /// To change whatever pipeline runs.
        case changes
    }

    /// What both sorts of files can say.
    private static let commonKeys: [FileKey<Overlay>] = [
        FileKey("enlist", "the version of the format", schema: .exactly(.integer(version))) {
            entry, _, problems in
            guard entry.value.value != .integer(version) else { return }
            problems.append(.wrongVersion(entry.value, reads: version))
        },
        FileKey("name", "the pipeline's name", .name, to: \.name),
        FileKey("deadline", "the most that a whole run may take", .duration, to: \.deadline),
        FileKey(
            "defaults", "the default policy of every step",
            schema: .mapping([JSONSchema.Key](PolicyReader(canRewind: false).keys))
        ) { entry, common, problems in
            common.defaults = defaults(entry.value, &problems)
        },
        FileKey(
            "on-failure", "what is done about a run that failed, in an Auto Scaling group",
            schema: FailurePolicyReader.schema
        ) { entry, common, problems in
            common.onFailure = FailurePolicyReader(node: entry.value).read(&problems)
        },
        FileKey(
            "every-boot", "what is done at each boot of an instance that has joined", .choice,
            to: \.everyBoot),
        FileKey(
            "inventory",
            "whether the provider's inventory keeps how runs ended, for `enlist fleet`",
            .flag, to: \.isRecorded),
        FileKey(
            "plugins", "the shared objects whose steps can be used",
            schema: .list(of: PluginReader.schema)
        ) { entry, common, problems in
            common.plugins = (entry.value.items("plugins", &problems) ?? []).compactMap {
                PluginReader(node: $0).read(&problems)
            }
        },
        FileKey(
            "require-signatures", "whether trusted keys must have signed all plugins", .flag,
            to: \.requiresSignatures),
    ]
    private static let stepsKey = FileKey<Definition>(
        "steps", "what to do, in this order", schema: .list(of: .defined("step"), atLeast: 1)
    ) { entry, definition, problems in
        definition.steps = (entry.value.items("steps", &problems) ?? []).compactMap { node in
            StepReader(node: node).read(&problems)
        }
    }
    private static let changeKeys: [FileKey<Overlay>] = [
        FileKey(
            "extends", "what is changed: a built-in pipeline's name, or the path of a file",
            schema: JSONSchema(["type": "string"])
        ) { entry, overlay, problems in
            overlay.extends = entry.value.string("extends", &problems)
                .map { Reference($0, at: entry.value.location) }
        },
        FileKey(
            "changes", "what to change, one after the other", schema: .list(of: .defined("change"))
        ) { entry, overlay, problems in
            overlay.changes = (entry.value.items("changes", &problems) ?? []).compactMap {
                ChangeReader(node: $0).read(&problems)
            }
        },
    ]
    private static let required = (whole: ["enlist", "name", "steps"], overlay: ["enlist"])
    private static let keys = commonKeys.map(\.name) + [stepsKey.name]
    private static let overlayKeys = (commonKeys + changeKeys).map(\.name)

    /// A schema for a file that is a pipeline of its own, or changes to another.
    static var schema: JSONSchema {
        let all = [JSONSchema.Key](commonKeys + changeKeys) + .init([stepsKey])
        let changes = JSONSchema.any(changeKeys.map { .having($0.name) })
        let whole = JSONSchema.all(required.whole.map(JSONSchema.having) + [.not(changes)])
        let settings = JSONSchema.all(
            [.not(.having("name")), JSONSchema(["minProperties": .integer(2)])])
        let overlay = JSONSchema.all(
            [.any([changes, settings]), .not(.having(stepsKey.name))])
        return JSONSchema.mapping(all, required: required.overlay).and(.one([whole, overlay]))
    }

    private let purpose: Purpose

    package init(for purpose: Purpose = .pipeline) { self.purpose = purpose }

    /// Makes what a text states; which kinds there are is not looked at.
    ///
    /// - Parameters:
    ///   - source: the text of the file.
    ///   - problems: all that is wrong with the text is added to it, in the order of its lines.
    /// - Returns: as much as can be read; nil if that is nothing.
    package func read(
        _ source: SourceText, _ problems: inout [Diagnostic]
    ) -> PipelineDocument? {
        var found: [Diagnostic] = []
        let result: PipelineDocument?
        do throws(Diagnostics) {
            let document = try YAMLReader.readUnlessEmpty(source)
            found = document?.problems ?? []
            result =
                switch (document, purpose) {
                case (let document?, _): self.document(of: document.root, &found)
                // Whoever comments all lines out wants nothing changed.
                case (nil, .changes): .overlay(Overlay())
                case (nil, .pipeline): throw Diagnostics([.emptyFile(source.name)])
                }
        } catch {
            found = error.all
            result = nil
        }
        problems += found.sorted(by: Diagnostic.inOrderOfPlace)
        return result
    }

    private func document(
        of root: YAMLNode, _ problems: inout [Diagnostic]
    ) -> PipelineDocument? {
        guard let entries = root.entries("a pipeline file", &problems) else { return nil }
        let isWhole = isWhole(entries)
        let keys = isWhole ? Self.keys : Self.overlayKeys
        for entry in entries where !keys.contains(entry.key) {
            problems.append(problem(with: entry, keys))
        }
        let required =
            isWhole
            ? Self.required.whole
            : Self.required.overlay + (purpose == .pipeline ? ["extends"] : [])
        for key in required where !entries.contains(where: { $0.key == key }) {
            problems.append(.missingKey(key, at: root.location))
        }
        return isWhole
            ? .whole(definition(of: entries, &problems)) : .overlay(overlay(of: entries, &problems))
    }

    /// A file says by its keys what it is; one that says nothing is what is wanted here.
    ///
    /// One that has neither a name nor steps but says something else, as `on-failure`, says it of whatever
    /// pipeline runs.
    private func isWhole(_ entries: [YAMLNode.Entry]) -> Bool {
        let keys = Set(entries.map(\.key))
        guard purpose == .pipeline, keys.isDisjoint(with: Self.changeKeys.map(\.name)) else {
            return false
        }
        return !keys.isDisjoint(with: Self.required.whole.filter { $0 != "enlist" })
            || keys.isSubset(of: Self.required.overlay)
    }

    private func problem(with entry: YAMLNode.Entry, _ keys: [String]) -> Diagnostic {
        switch (entry.key, purpose) {
        case ("steps", .changes): return .stepsInOverlay(entry)
        case ("steps", .pipeline): return .stepsBesideChanges(entry)
        default:
            let all = keys + (purpose == .pipeline ? ["extends", "changes"] : [])
            return .unknownKey(entry, in: "a pipeline file", all)
        }
    }

    private func definition(
        of entries: [YAMLNode.Entry], _ problems: inout [Diagnostic]
    ) -> Definition {
        var definition = Definition(name: "", steps: [])
        let common = common(of: entries, &problems)
        definition.name = common.name ?? ""
        definition.deadline = common.deadline
        definition.defaults = common.defaults.map { [$0] } ?? []
        definition.onFailure = common.onFailure
        definition.everyBoot = common.everyBoot
        definition.isRecorded = common.isRecorded ?? true
        definition.add(common.plugins)
        definition.requiresSignatures = common.requiresSignatures ?? false
        definition.locations = common.locations
        for entry in entries where entry.key == Self.stepsKey.name {
            Self.stepsKey.read(entry, &definition, &problems)
        }
        return definition
    }

    private func overlay(
        of entries: [YAMLNode.Entry], _ problems: inout [Diagnostic]
    ) -> Overlay {
        var overlay = common(of: entries, &problems)
        for entry in entries {
            Self.changeKeys.first { $0.name == entry.key }?.read(entry, &overlay, &problems)
        }
        return overlay
    }

    /// What both sorts of files can say.
    private func common(
        of entries: [YAMLNode.Entry], _ problems: inout [Diagnostic]
    ) -> Overlay {
        var common = Overlay()
        for entry in entries {
            guard let key = Self.commonKeys.first(where: { $0.name == entry.key }) else { continue }
            common.locations.byPath[entry.key] = entry.keyLocation
            key.read(entry, &common, &problems)
        }
        return common
    }

    private static func defaults(
        _ node: YAMLNode, _ problems: inout [Diagnostic]
    ) -> PolicyChange? {
        guard let entries = node.entries("defaults", &problems) else { return nil }
        let names = PolicyReader.names
        for entry in entries where !names.contains(entry.key) {
            problems.append(.unknownKey(entry, in: "`defaults`", names))
        }
        return PolicyReader(canRewind: false).read(entries, &problems)
    }
}

extension Diagnostic {
    /// For sorting: problems without a place come first.
    fileprivate static func inOrderOfPlace(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
        switch (left.location, right.location) {
        case (let left?, let right?): left < right
        case (nil, .some): true
        default: false
        }
    }
}
