import Bytes
import JSON
import Pipeline

/// Converts a plugin's tables to a description, and reports everything that is wrong with them.
///
/// The tables arrive as a value from the process that has read them; their texts are untrusted.
struct DescriptionReader {
    private(set) var problems: [String] = []

    /// More than any plugin has.
    static let mostSteps = 256
    /// The limit for each of parameters, needs and gives, in one step.
    static let mostEntries = 256

    /// Reads the tables.
    ///
    /// - Returns: nil if something is wrong; `problems` then says what.
    mutating func read(_ tables: Value) -> PluginDescription? {
        guard case .map(let plugin) = tables, case .list(let entries)? = plugin["steps"] else {
            problems.append("its table is not readable")
            return nil
        }
        let name = name(plugin["name"], "its name")
        var steps: [PluginStepDescription] = []
        for (index, entry) in entries.enumerated() {
            guard case .map(let entry) = entry, let step = step(entry, number: index + 1) else {
                continue
            }
            if steps.contains(where: { $0.kind == step.kind }) {
                problems.append("it has two steps of the kind `\(step.kind)`")
            }
            steps.append(step)
        }
        if entries.isEmpty { problems.append("it has no steps") }
        guard problems.isEmpty, let name else { return nil }
        return PluginDescription(
            name: name, version: text(plugin["version"]) ?? "",
            abi: plugin["abi"].flatMap { Int($0) } ?? 0, steps: steps)
    }

    // MARK: Steps

    private mutating func step(
        _ entry: [String: Value], number: Int
    ) -> PluginStepDescription? {
        guard let kind = name(entry["kind"], "the kind of its step \(number)") else { return nil }
        let who = "the step `\(kind)`"
        let known = problems.count
        let summary = text(entry["summary"]) ?? ""
        if summary.isEmpty { problems.append("\(who) has no summary") }
        var parameters: [PluginParameter] = []
        for case .map(let entry) in list(entry["parameters"]) {
            guard let parameter = parameter(entry, of: who) else { continue }
            if parameters.contains(where: { $0.name == parameter.name }) {
                problems.append("\(who) has two parameters `\(parameter.name)`")
            }
            parameters.append(parameter)
        }
        let needs = facts(entry["needs"], "\(who): a fact that it needs")
        if needs.contains(FactKey.identity.name) {
            problems.append(
                "\(who) needs the fact `\(FactKey.identity.name)`, which is secret and stays in enlist"
            )
        }
        let gives = facts(entry["gives"], "\(who): a fact that it gives")
        let signature = signature(entry["signature"], of: who)
        if let signature { check(signature, parameters, needs, gives, of: who) }
        if entry["run"] != true { problems.append("\(who) has no `run`") }
        let leaving = list(entry["leaving"]).compactMap {
            name($0, "\(who): a kind of a step by which it is left")
        }
        if leaving.contains(kind) { problems.append("\(who) would be left by itself") }
        let planText = planText(entry["plan-text"], of: who)
        guard problems.count == known, let signature else { return nil }
        return PluginStepDescription(
            kind: kind, summary: summary, parameters: parameters, needs: needs, gives: gives,
            signature: signature, hasCheck: entry["check"] == true,
            hasRevert: entry["revert"] == true, hasRequire: entry["require"] == true,
            leaving: leaving, planText: planText,
            timeout: timeout(entry["timeout-ms"]))
    }

    private mutating func signature(_ value: Value?, of who: String) -> Signature? {
        guard let text = text(value) else {
            problems.append("\(who) has no signature")
            return nil
        }
        do throws(SignatureProblem) {
            return try Signature(parsing: text)
        } catch {
            problems.append("\(who): its signature cannot be read: \(error.message)")
            return nil
        }
    }

    /// Whether everything that the function takes exists, with a fitting type.
    private mutating func check(
        _ signature: Signature, _ parameters: [PluginParameter], _ needs: [FactName],
        _ gives: [FactName], of who: String
    ) {
        for (index, argument) in signature.arguments.enumerated() {
            guard let name = argument.name else {
                problems.append(
                    "\(who): argument \(index + 1) of its signature has no name of a parameter or a "
                        + "needed fact")
                continue
            }
            if let parameter = parameters.first(where: { $0.name == name }) {
                guard parameter.type == argument.type else {
                    problems.append(
                        "\(who): its parameter `\(name)` is `\(parameter.type.name)`, and its signature "
                            + "takes it as `\(argument.type.name)`")
                    continue
                }
            } else if !needs.contains(where: { $0.text == name }) {
                let near = nearestName(
                    to: name, among: parameters.map(\.name) + needs.map(\.text))
                problems.append(
                    "\(who): `\(name)` of its signature is neither a parameter nor a needed fact; "
                        + (near.map { "is `\($0)` meant?" } ?? Self.known(parameters.map(\.name))))
            }
        }
        for parameter in parameters where !signature.names.contains(parameter.name) {
            problems.append(
                "\(who): its signature does not take the parameter `\(parameter.name)`")
        }
        guard signature.result != .status, signature.result != .void, gives.count != 1 else {
            return
        }
        problems.append(
            "\(who) returns `\(signature.result.rawValue)`, which becomes the one fact that it gives, "
                + "and it gives \(gives.count)")
    }

    /// What a step declares, for an author who has left something out.
    private static func known(_ parameters: [String]) -> String {
        guard !parameters.isEmpty else { return "`parameter_count` says that it has no parameters" }
        return "`parameter_count` says that its parameters are "
            + parameters.map { "`\($0)`" }.joined(separator: ", ")
    }

    private mutating func planText(_ value: Value?, of who: String) -> String? {
        guard let text = text(value) else { return nil }
        do throws(Template.Malformed) {
            _ = try Template(text)
            return text
        } catch {
            problems.append("\(who): its plan text is no template: \(error.reason)")
            return nil
        }
    }

    private func timeout(_ value: Value?) -> Duration {
        guard case .integer(let milliseconds)? = value, milliseconds > 0 else {
            return PluginStepDescription.standardTimeout
        }
        return .milliseconds(min(milliseconds, Int(Int32.max)))
    }

    // MARK: Parameters

    private mutating func parameter(
        _ entry: [String: Value], of who: String
    ) -> PluginParameter? {
        guard let name = name(entry["name"], "\(who): a parameter's name") else { return nil }
        let place = "\(who): its parameter `\(name)`"
        guard name != BelowRoot.parameter.name else {
            problems.append("\(place) has a name that every step's parameter of enlist's own has")
            return nil
        }
        let typeName = text(entry["type"]) ?? ""
        guard let type = Signature.ArgumentType.allCases.first(where: { $0.name == typeName })
        else {
            let all = Signature.ArgumentType.allCases.map { "`\($0.name)`" }
            problems.append(
                "\(place) has the type `\(typeName)`, which is not one of "
                    + all.joined(separator: ", "))
            return nil
        }
        let documentation = text(entry["documentation"]) ?? ""
        if documentation.isEmpty { problems.append("\(place) has no documentation") }
        var defaultValue: Value?
        if let text = text(entry["default"]) {
            guard let value = try? Value(JSONParser.parse(Array(text.utf8))) else {
                problems.append("\(place) has a default that is not JSON; a text stands in quotes")
                return nil
            }
            defaultValue = value
        }
        let parameter = PluginParameter(
            name: name, type: type, summary: documentation, defaultValue: defaultValue,
            isSecret: entry["secret"] == true)
        if parameter.isOptional, !type.isPointer {
            problems.append("\(place) has the default `null`, and no `\(typeName)` is nothing")
        } else if let defaultValue, let problem = parameter.description.problem(defaultValue) {
            problems.append("\(place) has a default that \(problem)")
        }
        return parameter
    }

    // MARK: Texts

    private mutating func name(_ value: Value?, _ what: String) -> String? {
        let text = text(value) ?? ""
        // Names of parameters and kinds follow the rule for facts' names.
        guard FactName(text) != nil else {
            problems.append(
                "\(what) is `\(text.beginning(64))`, and should be letters, digits, `-` and `.`, "
                    + "beginning with a letter, in lower case")
            return nil
        }
        return text
    }

    private mutating func facts(_ value: Value?, _ what: String) -> [FactName] {
        list(value).compactMap { entry in
            name(entry, what).flatMap { FactName($0) }
        }
    }

    private func list(_ value: Value?) -> [Value] {
        if case .list(let entries)? = value { entries } else { [] }
    }

    private func text(_ value: Value?) -> String? {
        if case .string(let text)? = value { text } else { nil }
    }
}

extension Signature.ArgumentType {
    /// Whether the function receives a pointer, which can be null.
    var isPointer: Bool {
        switch self {
        case .str, .bytes, .strings, .json: true
        case .i32, .i64, .u32, .u64, .f64, .bool: false
        }
    }
}
