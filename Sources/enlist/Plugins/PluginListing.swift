import Pipeline
import PipelineFile
import PluginHost
import Reporting

/// The plugins of a pipeline, as `enlist plugins list` shows them.
struct PluginListing {
    private var lines: [String] = []
    private var values: [Value] = []
    private(set) var problems: [Diagnostic] = []

    mutating func add(_ plugin: PluginReference, _ description: PluginDescription) {
        let kinds = description.steps.map(\.kind)
        lines.append("\(description.name) \(description.version)  \(plugin.path)")
        lines += ItemLines("  steps: ", kinds).lines
        values.append([
            "file": .string(plugin.path), "name": .string(description.name),
            "version": .string(description.version),
            "steps": .list(kinds.map(Value.string)), "problem": .null,
        ])
    }

    mutating func add(_ plugin: PluginReference, problem: Diagnostic) {
        lines.append("?  \(plugin.path)")
        values.append([
            "file": .string(plugin.path), "name": .null, "version": .null, "steps": [],
            "problem": .string(problem.message),
        ])
        problems.append(problem)
    }

    var text: String {
        lines.isEmpty
            ? "the pipeline names no plugins\n"
            : lines.map { PrintableText($0).text + "\n" }.joined()
    }

    var json: Value { .list(values) }
}

/// Everything that a plugin says of itself.
struct PluginText {
    private let plugin: PluginReference
    private let description: PluginDescription
    private let kinds: [StepKind]

    init(_ plugin: PluginReference, _ description: PluginDescription, _ kinds: [StepKind]) {
        self.plugin = plugin
        self.description = description
        self.kinds = kinds
    }

    var text: String {
        let heading = [
            "\(description.name) \(description.version)", "file: \(plugin.path)",
            "interface: version 1, revision \(description.abi)",
        ]
        let steps = zip(description.steps, kinds).map { step, kind in
            "\n" + KindListing.text(of: kind)
                + PrintableText("signature: \(step.signature.text)").text + "\n"
                + "can tell whether it is done: \(step.hasCheck ? "yes" : "no"); "
                + "can be undone: \(step.hasRevert ? "yes" : "no")\n"
        }
        return heading.map { PrintableText($0).text + "\n" }.joined() + steps.joined()
    }

    var json: Value {
        [
            "file": .string(plugin.path), "name": .string(description.name),
            "version": .string(description.version), "abi": .integer(description.abi),
            "steps": .list(
                zip(description.steps, kinds).map { step, kind in
                    [
                        "kind": kind.json, "signature": .string(step.signature.text),
                        "check": .boolean(step.hasCheck), "revert": .boolean(step.hasRevert),
                    ]
                }),
        ]
    }
}
