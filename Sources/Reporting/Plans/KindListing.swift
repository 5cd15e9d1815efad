package import Pipeline
import PipelineFile

/// The kinds of steps, for `enlist steps`.
package struct KindListing {
    /// The kinds in the default order: by role, then those without a role as registered.
    let kinds: [StepKind]

    /// Creates a listing of the registered kinds.
    package init(_ registry: StepRegistry) {
        let withRole = registry.kinds.filter { $0.role != nil }
            .sorted { ($0.role?.number ?? 0) < ($1.role?.number ?? 0) }
        kinds = withRole + registry.kinds.filter { $0.role == nil }
    }

    /// All kinds, one line each.
    package var text: String {
        let width = kinds.map(\.name.utf8.count).max() ?? 0
        return kinds.map { kind in
            let padding = String(repeating: " ", count: width - kind.name.utf8.count)
            return "\(kind.name)\(padding)  \(kind.summary)\n"
        }.joined()
    }

    package var json: Value { .list(kinds.map(\.json)) }

    /// The full description of one kind.
    package static func text(of kind: StepKind) -> String {
        var lines = ["\(kind.name): \(kind.summary)"]
        if let role = kind.role {
            lines.append("role: \(role.name), \(role.number) of \(Role.all.count)")
        }
        lines.append("")
        lines.append(kind.parameters.isEmpty ? "takes no parameters" : "parameters:")
        for parameter in kind.parameters {
            lines.append("  \(parameter.name): \(parameter.summary)")
            lines.append("      \(parameter.typeName); \(standing(parameter))")
        }
        lines.append("")
        let policy = PolicyText(policy: kind.policy, failures: kind.failures)
        for (label, items) in [
            ("needs", kind.needs.map(\.text)), ("gives", kind.gives.map(\.text)),
            ("fails with", kind.failures.map(\.rawValue).sorted()), ("retries", policy.retries),
            ("limits", policy.limits),
        ] {
            lines += ItemLines("\(label): ", items.isEmpty ? ["none"] : items).lines
        }
        if !kind.rights.isEmpty { lines += ItemLines("permissions: ", kind.rights).lines }
        return lines.map { PrintableText($0).text + "\n" }.joined()
    }

    private static func standing(_ parameter: ParameterDescription) -> String {
        switch parameter.defaultValue {
        case nil: "required"
        case .null: "optional"
        case let value?: "by default \(value.json)"
        }
    }
}

extension StepKind {
    /// The actions that a step of the kind calls with its default parameters.
    fileprivate var rights: [String] {
        let defaults = parameters.compactMap { parameter in
            parameter.defaultValue.map { (parameter.name, $0) }
        }
        let permissions = permissions(with: Dictionary(defaults) { first, _ in first })
        return Set(permissions.map(\.name)).sorted()
    }

    /// The description for programs.
    package var json: Value {
        .map([
            "name": .string(name),
            "summary": .string(summary),
            "role": role.map { .string($0.name) } ?? .null,
            "parameters": .list(
                parameters.map { parameter in
                    [
                        "name": .string(parameter.name), "type": .string(parameter.typeName),
                        "summary": .string(parameter.summary),
                        "required": .boolean(parameter.isRequired),
                        "default": parameter.defaultValue ?? .null,
                    ]
                }),
            "needs": .list(needs.map { .string($0.text) }),
            "gives": .list(gives.map { .string($0.text) }),
            "rights": .list(rights.map(Value.string)),
            "failures": .list(failures.map(\.rawValue).sorted().map(Value.string)),
            "policy": policy.json,
        ])
    }
}
