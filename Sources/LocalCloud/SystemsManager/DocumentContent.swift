/// The content of a command document: its parameters and its steps, of schema 2.2 or 1.2.
package struct DocumentContent: Sendable, Equatable {
    package let schemaVersion: String
    package let description: String
    package let parameters: [String: Parameter]
    package let steps: [Step]

    /// A parameter of a document.
    package struct Parameter: Sendable, Equatable {
        package let type: String
        package let description: String
        /// The default; nil if a value is required.
        package let standard: JSONValue?
        package let allowed: [JSONValue]
    }

    /// One step of a document.
    package struct Step: Sendable, Equatable {
        /// Its name; in schema 1.2 the number and name of its plugin.
        package let name: String
        /// Its name in reports: the plugin, in schema 1.2.
        package let title: String
        package let action: String
        package let inputs: [String: JSONValue]
        package let onFailure: String?
        package let isLast: Bool
        /// The conditions for running it: pairs that must be equal.
        package let preconditions: [[String]]
    }

    /// Why a text is not a document.
    package struct Malformed: Error, Equatable {
        package let reason: String
    }

    /// Parses a document.
    ///
    /// - Throws: ``Malformed`` with what is wrong.
    package init(_ value: JSONValue) throws(Malformed) {
        guard let version = value["schemaVersion"]?.string else {
            throw Malformed(reason: "`schemaVersion` is missing")
        }
        schemaVersion = version
        description = value["description"]?.string ?? ""
        parameters = (value["parameters"]?.members ?? [:]).mapValues { entry in
            Parameter(
                type: entry["type"]?.string ?? "String",
                description: entry["description"]?.string ?? "", standard: entry["default"],
                allowed: entry["allowedValues"]?.list ?? [])
        }
        switch version {
        case "2.0", "2.2": steps = try Self.steps(main: value["mainSteps"])
        case "1.2": steps = try Self.steps(runtime: value["runtimeConfig"])
        default: throw Malformed(reason: "`schemaVersion` must be 2.2 or 1.2")
        }
        guard !steps.isEmpty else { throw Malformed(reason: "it has no steps") }
        guard Set(steps.map(\.name)).count == steps.count else {
            throw Malformed(reason: "two steps have one name")
        }
    }

    private static func steps(main: JSONValue?) throws(Malformed) -> [Step] {
        var steps: [Step] = []
        for (index, entry) in (main?.list ?? []).enumerated() {
            guard let name = entry["name"]?.string, let action = entry["action"]?.string else {
                throw Malformed(reason: "`mainSteps[\(index)]` lacks `name` or `action`")
            }
            let equal = entry["precondition"]?["StringEquals"]?.list
            steps.append(
                Step(
                    name: name, title: name, action: action,
                    inputs: entry["inputs"]?.members ?? [:],
                    onFailure: entry["inputs"]?["onFailure"]?.string ?? entry["onFailure"]?.string,
                    isLast: entry["inputs"]?["finallyStep"] == .bool(true)
                        || entry["inputs"]?["finallyStep"]?.string == "true",
                    preconditions: equal.map { [$0.compactMap(\.string)] } ?? []))
        }
        return steps
    }

    private static func steps(runtime: JSONValue?) throws(Malformed) -> [Step] {
        var steps: [Step] = []
        for (action, plugin) in (runtime?.members ?? [:]).sorted(by: { $0.key < $1.key }) {
            for (index, entry) in (plugin["properties"]?.list ?? []).enumerated() {
                steps.append(
                    Step(
                        name: entry["id"]?.string ?? "\(index).\(action)", title: action,
                        action: action, inputs: entry.members ?? [:], onFailure: nil,
                        isLast: false, preconditions: []))
            }
        }
        return steps
    }
}
