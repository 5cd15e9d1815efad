import Bytes
import Numbers

/// A JSON value that keeps what its text said: the order of an object's members and the digits of
/// a number.
///
/// Foundation's decoders keep neither. The agent's preconfig file repeats the service's provisioning
/// parameters exactly, and a journal's numbers come back as they were written.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The number as it is written, valid JSON.
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

    /// The value of the member `name`; nil where there is none or this is no object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.isSpelled(name) }?.value
    }

    /// The text of a string; nil where this is none.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A whole number; nil where this is none, or one outside the bounds.
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
