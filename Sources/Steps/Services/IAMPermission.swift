import Bytes
package import Pipeline

/// A permission in IAM's policy language.
package struct IAMPermission: Permission, Equatable {
    /// The action as a policy names it: `ec2:CreateTags`.
    package let action: String
    package var name: String { action }
    /// The service of the action: `ec2`.
    package var service: String { action.parts(at: ":", most: 1)[0] }
    /// The resource as a policy names it: a template of an ARN, with a wildcard (`*`) for each
    /// unknown fact.
    package let resource: String
    package let conditions: [Condition]
    package let use: PermissionUse

    /// A condition on the request.
    package struct Condition: Sendable, Equatable {
        /// How the values are compared: `StringEquals`.
        package let comparison: String
        package let key: String
        /// Templates; if one needs an unknown fact, the condition is left out.
        package let values: [String]

        package init(_ comparison: String, _ key: String, _ values: [String]) {
            self.comparison = comparison
            self.key = key
            self.values = values
        }
    }

    package init(
        _ action: String, on resource: String = "*", where conditions: [Condition] = [],
        for use: PermissionUse = .working
    ) {
        self.action = action
        self.resource = resource
        self.conditions = conditions
        self.use = use
    }

    /// The same permission, for another use.
    package func used(for use: PermissionUse) -> IAMPermission {
        IAMPermission(action, on: resource, where: conditions, for: use)
    }

    package func grantText(knowing facts: Facts) -> String {
        grant(knowing: facts).statement.json
    }

    /// The grant for it in a policy, as narrow as the known facts allow.
    package func grant(knowing facts: Facts) -> Grant {
        let facts = facts.withPartition
        var found: [String: [String: Value]] = [:]
        for condition in conditions {
            let values = condition.values.compactMap { (try? Template($0))?.render(facts)?.text }
            guard values.count == condition.values.count else { continue }
            found[condition.comparison, default: [:]][condition.key] =
                values.count == 1
                ? .string(values[0]) : .list(values.sorted().map(Value.string))
        }
        return Grant(
            action: action, resource: Self.pattern(resource, facts),
            conditions: found.mapValues(Value.map))
    }

    private static func pattern(_ resource: String, _ facts: Facts) -> String {
        guard let template = try? Template(resource) else { return "*" }
        return template.parts.map { part in
            switch part {
            case .text(let text): text
            case .fact(let name, let fallback): facts[name]?.text ?? fallback ?? "*"
            }
        }.joined()
    }
}

extension IAMPermission {
    /// The permissions that a kind declares, by a step's parameters.
    static func declared(
        _ permissions: @escaping @Sendable ([String: Value]) -> [IAMPermission]
    ) -> @Sendable ([String: Value]) -> [any Permission] {
        { permissions($0) }
    }
}

/// A permission as a policy states it, with everything that is known filled in.
package struct Grant: Sendable, Hashable {
    package let action: String
    package let resource: String
    /// The conditions' values, by comparison and then by key.
    package let conditions: [String: Value]

    /// The statement of a policy that allows this and nothing else.
    package var statement: Value { Self.statement([action], on: resource, where: conditions) }

    /// The statement of a policy that allows actions on a resource, under the same conditions.
    package static func statement(
        _ actions: [String], on resource: String, where conditions: [String: Value]
    ) -> Value {
        var statement: [String: Value] = [
            "Effect": "Allow", "Resource": .string(resource),
            "Action": actions.count == 1 ? .string(actions[0]) : .list(actions.map(Value.string)),
        ]
        if !conditions.isEmpty { statement["Condition"] = .map(conditions) }
        return .map(statement)
    }
}
