package import Foundation

/// What an IAM policy allows: a list of statements of actions and resources.
package struct Policy: Sendable, Equatable {
    private let statements: [Statement]

    private struct Statement: Sendable, Equatable {
        var allows: Bool
        var actions: [String]
        var resources: [String]
        var validUntil: Date?
    }

    /// A policy that allows some actions and denies others, on every resource.
    ///
    /// - Parameters:
    ///   - allowed: Actions such as `ec2:CreateTags`, with `*` for any text.
    ///   - denied: Actions that it denies even so.
    package init(allowing allowed: [String], denying denied: [String] = []) {
        statements = [
            Statement(allows: true, actions: allowed, resources: ["*"]),
            Statement(allows: false, actions: denied, resources: ["*"]),
        ]
    }

    /// Reads a policy document; the only condition that it supports is an end date.
    ///
    /// - Throws: IAM's `MalformedPolicyDocument`.
    package init(document: String) throws(ServiceError) {
        let malformed = ServiceError("MalformedPolicyDocument", "Syntax errors in policy.")
        guard let json = try? JSONValue(parsing: Data(document.utf8)),
            let listed = json["Statement"].map(Self.list), !listed.isEmpty
        else { throw malformed }
        var statements: [Statement] = []
        for entry in listed {
            guard case .string(let effect)? = entry["Effect"], ["Allow", "Deny"].contains(effect),
                let actions = entry["Action"].map(Self.strings), !actions.isEmpty,
                let resources = entry["Resource"].map(Self.strings), !resources.isEmpty
            else { throw malformed }
            var until: Date?
            if let condition = entry["Condition"] {
                guard case .string(let limit)? = condition["DateLessThan"]?["aws:CurrentTime"],
                    let date = Timestamp.date(iso8601: limit)
                else { throw malformed }
                until = date
            }
            statements.append(
                Statement(
                    allows: effect == "Allow", actions: actions, resources: resources,
                    validUntil: until))
        }
        self.statements = statements
    }

    /// The decision of a set of policies: a denial wins, and the default is to deny.
    package static func allows(
        _ policies: [Policy], action: String, resource: String, at now: Date
    ) -> Bool {
        let matching = policies.flatMap(\.statements).filter { statement in
            statement.validUntil.map { now < $0 } ?? true
                && statement.actions.contains { matches(action.lowercased(), $0.lowercased()) }
                && statement.resources.contains { resource == "*" || matches(resource, $0) }
        }
        return matching.contains(where: \.allows) && matching.allSatisfy(\.allows)
    }

    private static func list(_ value: JSONValue) -> [JSONValue] {
        if case .array(let entries) = value { entries } else { [value] }
    }

    private static func strings(_ value: JSONValue) -> [String] {
        list(value).compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        Wildcard(pattern).matches(text)
    }
}
