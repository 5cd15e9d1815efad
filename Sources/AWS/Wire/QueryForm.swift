/// The parameters of the Query protocol and its EC2 variety: named strings in order, sent as a
/// form.
struct QueryForm: Sendable, Equatable {
    /// One parameter.
    struct Parameter: Sendable, Equatable {
        let name: String
        let value: String
    }

    private(set) var parameters: [Parameter] = []

    /// Adds a parameter.
    mutating func add(_ name: String, _ value: String) {
        parameters.append(Parameter(name: name, value: value))
    }

    /// Adds a list in EC2's notation: `ResourceId.1`, `ResourceId.2`.
    mutating func add(_ name: String, _ values: [String]) {
        for (place, value) in values.enumerated() { add("\(name).\(place + 1)", value) }
    }

    static func + (first: QueryForm, second: QueryForm) -> QueryForm {
        QueryForm(parameters: first.parameters + second.parameters)
    }

    private init(parameters: [Parameter]) { self.parameters = parameters }

    /// The body: `application/x-www-form-urlencoded`, in UTF-8.
    var encoded: String {
        parameters
            .map { "\(QueryForm.escape($0.name))=\(QueryForm.escape($0.value))" }
            .joined(separator: "&")
    }

    /// Decodes percent-encoding, and `+` for blanks.
    static func unescape(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2,
                let value = UInt8(digits, radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Percent-encodes everything but the unreserved characters of RFC 3986.
    static func escape(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            let scalar = UnicodeScalar(byte)
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~":
                escaped.unicodeScalars.append(scalar)
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return escaped
    }
}

extension QueryForm: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, String)...) {
        self.init(parameters: elements.map { Parameter(name: $0.0, value: $0.1) })
    }
}
