import Bytes
package import Pipeline

/// A step of a plugin with valid parameters.
package struct Example: Sendable {
    let step: PluginStep
    private let facts: Facts

    /// Creates an example from a step of a pipeline file; nil if it is not a plugin's.
    ///
    /// - Parameters:
    ///   - step: as the plan creates it.
    ///   - facts: the facts that it needs.
    package init?(_ step: any Step, facts: Facts) {
        switch step {
        case let step as PluginStep: self.step = step
        case let step as RevertiblePluginStep: self.step = step.step
        default: return nil
        }
        self.facts = facts
    }

    /// A call of the step, with what it has recorded before.
    func call(
        _ entry: PluginCall.Entry, recorded: [String: Value] = [:]
    ) throws(PluginError) -> PluginCall {
        try step.pluginCall(entry, facts: facts, recorded: recorded)
    }

    private init(_ step: PluginStep, facts: Facts) {
        self.step = step
        self.facts = facts
    }

    /// The step that ends this one's work, as in a leaving pipeline.
    func left(by leaving: PluginStepDescription) -> Example {
        var parameters: [String: Value] = [:]
        for parameter in leaving.parameters {
            let value = step.parameters[parameter.name] ?? parameter.defaultValue
            if let value, value != .null { parameters[parameter.name] = value }
        }
        return Example(
            PluginStep(
                description: leaving, file: step.file, parameters: parameters,
                belowRoot: step.belowRoot, place: step.place), facts: facts)
    }

    /// A required parameter without a value; nil if none exists.
    var missingParameter: String? {
        step.description.parameters
            .first { $0.defaultValue == nil && step.parameters[$0.name] == nil }?.name
    }

    /// The same call with other values for one of the arguments, each with a description.
    ///
    /// They are of the argument's type, and mostly useless for the step.
    func oddCalls() throws(PluginError) -> [(words: String, call: PluginCall)] {
        let good = try call(.run)
        var calls: [(String, PluginCall)] = []
        for (index, argument) in step.description.signature.arguments.enumerated() {
            for value in argument.type.oddValues {
                var values = good.values
                values[index] = value
                let shown = value.text.beginning(20)
                let cut = shown.isSpelled(value.text) ? "" : "…"
                calls.append(
                    (
                        "`\(argument.name ?? "")` as `\(shown)\(cut)`",
                        PluginCall(
                            kind: good.kind, entry: .run, values: values, facts: good.facts,
                            recorded: [:])
                    ))
            }
        }
        return calls
    }
}

extension Signature.ArgumentType {
    /// Edge cases of the type.
    fileprivate var oddValues: [Value] {
        switch self {
        case .i32: [0, -1, .integer(Int(Int32.min)), .integer(Int(Int32.max))]
        case .i64: [0, -1, .integer(.min), .integer(.max)]
        case .u32: [0, .integer(Int(UInt32.max))]
        case .u64: [0, .string(String(UInt64.max))]
        case .f64: [0, -1, .number(.greatestFiniteMagnitude)]
        case .bool: [true, false]
        case .str, .bytes: ["", "%s%n", "ä€😀", .string(String(repeating: "x", count: 5000))]
        case .strings: [[], [""], .list(Array(repeating: "x", count: 1000))]
        case .json: [[:], "{", .list(Array(repeating: 1, count: 1000))]
        }
    }
}
