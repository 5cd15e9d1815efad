import Bytes
import Numbers

/// A JSON value that preserves its text's order of members and digits of numbers.
///
/// Foundation's decoders preserve neither. The agent's preconfig file repeats the service's
/// provisioning parameters exactly, and a journal's numbers are read back as they were written.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The digits as written, valid JSON.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order of the text; names are unique.
    case object([Member])

    /// One member of an object.
    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value of the member `name`; nil if there is no such member or this is not an object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.isSpelled(name) }?.value
    }

    /// The text of a string; nil if this is not a string.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A whole number; nil if this is not one, or if it is outside the bounds.
    package func integer(in bounds: ClosedRange<Int>) -> Int? {
        guard case .number(let digits) = self else { return nil }
        return Int(decimal: digits, in: bounds)
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
