import Foundation

/// The values that replace `{{ name }}` in a document.
struct ParameterValues {
    private var values: [String: JSONValue] = [:]
    /// The parameters that were looked up in Parameter Store and do not exist.
    private(set) var missing: [String] = []

    /// Collects the values.
    ///
    /// - Parameters:
    ///   - content: The document, which has defaults.
    ///   - given: The values that were sent with it: lists of texts, by name.
    ///   - stored: Returns the value of a parameter of Parameter Store, for `{{ ssm:name }}`.
    init(
        of content: DocumentContent, given: [String: JSONValue], stored: (String) -> String?
    ) {
        for (name, parameter) in content.parameters {
            let value = given[name]?.list.map { Self.value($0, of: parameter.type) }
            values[name] = value ?? parameter.standard ?? .null
        }
        let text =
            values.values.map(Self.text) + content.steps.map { Self.text(.object($0.inputs)) }
        for name in Set(text.flatMap(Self.storedNames)) {
            if let value = stored(name) {
                values["ssm:\(name)"] = .string(value)
            } else {
                missing.append(name)
            }
        }
        missing.sort()
        for (name, value) in values { values[name] = rendered(value, only: "ssm:") }
    }

    /// A value with its parameters replaced; unknown names stay as they are.
    func rendered(_ value: JSONValue) -> JSONValue { rendered(value, only: "") }

    private func rendered(_ value: JSONValue, only prefix: String) -> JSONValue {
        switch value {
        case .null, .bool, .number: return value
        case .string(let text): return rendered(text, only: prefix)
        case .object(let members): return .object(members.mapValues { rendered($0, only: prefix) })
        case .array(let entries):
            // A list that is an entry of a list, by its name, becomes part of it.
            let replaced = entries.flatMap { entry in
                let new = rendered(entry, only: prefix)
                return entry.string == nil ? [new] : new.list ?? [new]
            }
            return .array(replaced)
        }
    }

    private func rendered(_ text: String, only prefix: String) -> JSONValue {
        let pattern = /\{\{\s*([\w:.\/-]+)\s*\}\}/  // characters: own
        let match = try? pattern.wholeMatch(in: text)  // characters: own
        if let whole = match, whole.1.begins(with: prefix),
            let value = values[String(whole.1)]
        {
            return value
        }
        return .string(
            text.replacing(pattern) { match in
                guard match.1.begins(with: prefix), let value = values[String(match.1)] else {
                    return String(match.0)
                }
                return Self.text(value)
            })
    }

    private static func storedNames(in text: String) -> [String] {
        text.matches(of: /\{\{\s*ssm:([\w.\/-]+)\s*\}\}/).map { String($0.1) }  // characters: own
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? String(decoding: value.text(), as: UTF8.self)
    }

    private static func value(_ given: [JSONValue], of type: String) -> JSONValue {
        switch type {
        case "StringList": return .array(given)
        case "String": return given.first ?? ""
        default:
            let text = given.first?.string ?? ""
            return (try? JSONValue(parsing: Data(text.utf8))) ?? .string(text)
        }
    }
}
