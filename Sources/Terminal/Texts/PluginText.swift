package import Application
package import Pipeline
import PipelineFile
import Reporting

/// The plugins of a pipeline, for `enlist plugins list`.
package struct PluginListing {
    private var lines: [String] = []
    private var values: [Value] = []
    package private(set) var problems: [Diagnostic] = []

    package init() {}

    /// Adds a usable plugin.
    package mutating func add(_ contents: PluginContents) {
        let kinds = contents.steps.map(\.kind.name)
        lines.append("\(contents.name) \(contents.version)  \(contents.path)")
        lines += ItemLines("  steps: ", kinds).lines
        values.append([
            "file": .string(contents.path), "name": .string(contents.name),
            "version": .string(contents.version),
            "steps": .list(kinds.map(Value.string)), "problem": .null,
        ])
    }

    /// Adds an unusable plugin, and the reason.
    package mutating func add(_ plugin: PluginReference, problem: Diagnostic) {
        lines.append("?  \(plugin.path)")
        values.append([
            "file": .string(plugin.path), "name": .null, "version": .null, "steps": [],
            "problem": .string(problem.message),
        ])
        problems.append(problem)
    }

    package var text: String {
        lines.isEmpty
            ? "the pipeline names no plugins\n"
            : lines.map { PrintableText($0).text + "\n" }.joined()
    }

    /// The listing for programs.
    package var json: Value { .list(values) }
}

/// A plugin's description of itself.
package struct PluginText {
    private let contents: PluginContents

    /// Creates the text of a description.
    package init(_ contents: PluginContents) { self.contents = contents }

    package var text: String {
        let heading = [
            "\(contents.name) \(contents.version)", "file: \(contents.path)",
            "interface: version 1, revision \(contents.revision)",
        ]
        let steps = contents.steps.map { step in
            "\n" + KindListing.text(of: step.kind)
                + PrintableText("signature: \(step.signature)").text + "\n"
                + "can tell whether it is done: \(step.hasCheck ? "yes" : "no"); "
                + "can be undone: \(step.hasRevert ? "yes" : "no")\n"
                + "can look beforehand at what it needs: \(step.hasRequire ? "yes" : "no")\n"
                + ItemLines("is left by: ", step.leaving.isEmpty ? ["nothing"] : step.leaving)
                .lines.map { PrintableText($0).text + "\n" }.joined()
        }
        return heading.map { PrintableText($0).text + "\n" }.joined() + steps.joined()
    }

    package var json: Value {
        [
            "file": .string(contents.path), "name": .string(contents.name),
            "version": .string(contents.version), "abi": .integer(contents.revision),
            "steps": .list(
                contents.steps.map { step in
                    [
                        "kind": step.kind.json, "signature": .string(step.signature),
                        "check": .boolean(step.hasCheck), "revert": .boolean(step.hasRevert),
                        "require": .boolean(step.hasRequire),
                        "leaving": .list(step.leaving.map(Value.string)),
                    ]
                }),
        ]
    }
}
