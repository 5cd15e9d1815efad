import Bytes
package import HTTP
package import Pipeline

/// URLs are parameters as text.
extension HTTPURL: FactValue {
    package static var shape: ValueShape {
        .matching(pattern: "^[Hh][Tt][Tt][Pp][Ss]?://", words: "an http or https URL")
    }

    package init?(_ value: Value) {
        guard case .string(let text) = value, let url = try? HTTPURL(text) else { return nil }
        self = url
    }

    package var value: Value { .string(text) }

    /// A URL, or a template of one, without its query, which can be a signature.
    static func shown(_ text: String) -> String {
        text.halves(around: "?").map { "\($0.before)?…" } ?? text
    }
}
