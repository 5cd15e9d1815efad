import Application
import DebugAdapter
import JSON
import Pipeline

/// The arguments of a launch configuration.
struct LaunchArguments: Sendable {
    let request: PlanRequest
    /// Variables to set in addition to those of this process; nil to unset one.
    let variables: [String: String?]
    let stateFolder: String
    let isFresh: Bool
    let revertsOnFailure: Bool
    let stopsOnEntry: Bool
    /// Whether nothing stops the run: no breakpoint, and no failure.
    let isNotDebugged: Bool

    /// Parses the arguments of `launch`; unknown ones are the editor's own.
    ///
    /// - Throws: the first invalid one.
    init(_ arguments: JSONFields<AdapterProblem>) throws(AdapterProblem) {
        var request = PlanRequest()
        let pipeline = try arguments.optionalText("pipeline")
        request.pipeline = pipeline.map { FileURI.path(of: $0) ?? $0 }
        for member in try arguments.optionalObject("inputs")?.members ?? [] {
            guard let name = FactName(member.name), Facts.inputs.contains(name) else {
                throw .argument(
                    "inputs", "a mapping with product, environment, platform and major")
            }
            guard let text = LaunchArguments.text(member.value) else {
                throw .argument("inputs.\(name)", "a text")
            }
            request.inputs[name] = (text, "the launch configuration")
        }
        for member in try arguments.optionalObject("facts")?.members ?? [] {
            guard let name = FactName(member.name), !Facts.inputs.contains(name) else {
                throw .argument("facts", "a mapping of facts other than inputs")
            }
            guard let value = LaunchArguments.fact(name, member.value) else {
                throw .argument("facts.\(name)", Facts.isText(name) ? "a text" : "its value")
            }
            request.settings[name] = value
            request.written[name] = LaunchArguments.written(member.value)
        }
        var variables: [String: String?] = [:]
        for member in try arguments.optionalObject("env")?.members ?? [] {
            guard member.value == .null || LaunchArguments.text(member.value) != nil else {
                throw .argument("env.\(member.name)", "a text, or null for none")
            }
            variables[member.name] = .some(LaunchArguments.text(member.value))
        }
        self.request = request
        self.variables = variables
        stateFolder = try arguments.optionalText("stateDir") ?? StateFolder.standard
        isFresh = try arguments.optionalFlag("fresh") ?? false
        revertsOnFailure = try arguments.optionalFlag("revertOnFailure") ?? false
        let stops = try arguments.optionalFlag("stopOnEntry") ?? false
        stopsOnEntry = stops || arguments["stopOnEntry"] == nil
        isNotDebugged = try arguments.optionalFlag("noDebug") ?? false
    }

    /// A text; a number counts as one, as in YAML.
    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text), .number(let text): text
        default: nil
        }
    }

    /// The text for a JSON value; nil unless it is a single one.
    private static func written(_ value: JSONValue) -> String? {
        switch value {
        case .bool(let flag): flag ? "true" : "false"
        default: text(value)
        }
    }

    private static func fact(_ name: FactName, _ value: JSONValue) -> Value? {
        if Facts.isText(name) { return text(value).map(Value.string) }
        guard let value = Value(value) else { return nil }
        if name == FactKey.identity.name, InstanceIdentity(value) == nil { return nil }
        return value
    }
}
