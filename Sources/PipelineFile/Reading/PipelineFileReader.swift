package import Pipeline

/// Reads a pipeline file: version, name, deadline, steps.
package struct PipelineFileReader: Sendable {
    /// The version of the format, as the key `enlist` states it.
    package static let version = 1

    private static let keys = ["enlist", "name", "deadline", "steps"]
    /// Keys that the format has and this version of the program does not read.
    private static let laterKeys = ["extends", "changes", "plugins", "defaults", "when"]

    package init() {}

    /// Makes the definition that a text states; which kinds there are is not looked at.
    ///
    /// - Throws: everything that is wrong with the text, in the order of its lines.
    package func read(_ source: SourceText) throws(Diagnostics) -> Definition {
        let document = try YAMLReader.read(source)
        var problems = document.problems
        let definition = definition(of: document.root, &problems)
        guard problems.isEmpty, let definition else {
            throw Diagnostics(problems.sorted(by: Diagnostic.inOrderOfPlace))
        }
        return definition
    }

    private func definition(
        of root: YAMLNode, _ problems: inout [Diagnostic]
    ) -> Definition? {
        guard let entries = root.entries("a pipeline file", &problems) else { return nil }
        var name: String?
        var steps: [StepDefinition]?
        var deadline: Duration?
        for entry in entries {
            switch entry.key {
            case "enlist": checkVersion(entry.value, &problems)
            case "name": name = entry.value.name("name", &problems)
            case "deadline": deadline = entry.value.duration("deadline", &problems)
            case "steps":
                steps = entry.value.items("steps", &problems)?.compactMap { node in
                    StepReader(node: node).read(&problems)
                }
            case let key where Self.laterKeys.contains(key):
                problems.append(.laterKey(entry))
            default:
                problems.append(.unknownKey(entry, in: "a pipeline file", Self.keys))
            }
        }
        let keys = entries.map(\.key)
        // A file for a later version may do without: saying so besides would only mislead.
        if !keys.contains(where: Self.laterKeys.contains) {
            for key in ["enlist", "name", "steps"] where !keys.contains(key) {
                problems.append(.missingKey(key, at: root.location))
            }
        }
        guard let name, let steps else { return nil }
        return Definition(name: name, deadline: deadline, steps: steps)
    }

    private func checkVersion(_ node: YAMLNode, _ problems: inout [Diagnostic]) {
        guard node.value != .integer(Self.version) else { return }
        problems.append(.wrongVersion(node, reads: Self.version))
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
