package import Pipeline

/// The text of a file that a person wrote.
package struct SourceText: Sendable {
    /// The file's name in messages.
    package let name: String
    package let text: String

    /// Creates a source from a text that is known to be valid, such as one in the program itself.
    package init(_ text: String, name: String) {
        self.text = text
        self.name = name
    }

    /// Decodes the bytes of a file.
    ///
    /// - Throws: if they are not valid text: not UTF-8, or with control characters.
    package init(bytes: [UInt8], name: String) throws(Diagnostic) {
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw .notUTF8(name, at: SourceText.firstBadPlace(in: bytes, name: name))
        }
        if text.unicodeScalars.first == "\u{FEFF}" {
            // A byte order mark is not part of the text; it would shift the columns of the first
            // line.
            text.unicodeScalars.removeFirst()
        }
        var place = TextPlace()
        for scalar in text.unicodeScalars {
            if SourceText.isControl(scalar) {
                throw .controlCharacter(scalar, at: place.location(in: name))
            }
            place.pass(scalar)
        }
        self.init(text, name: name)
    }

    /// The line with this number, counted from 1; nil if none exists.
    package func line(_ number: Int) -> Substring? {
        var current = 1
        var rest = text.utf8[...]
        while current < number {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            rest = rest[end...].dropFirst()
            current += 1
        }
        let line = Substring(rest.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") })
        return number < 1 ? nil : line
    }

    /// The C0 and C1 controls except tab and line breaks: no file that a person writes contains
    /// them.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\n", "\r", "\u{85}": false
        default: scalar.properties.generalCategory == .control
        }
    }

    private static func firstBadPlace(in bytes: [UInt8], name: String) -> SourceLocation {
        var place = TextPlace()
        var decoder = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        while case .valid(let encoded) = decoder.parseScalar(from: &rest) {
            place.pass(Unicode.UTF8.decode(encoded))
        }
        return place.location(in: name)
    }
}

/// A place that moves through a text.
private struct TextPlace {
    private var line = 1
    private var column = 1

    mutating func pass(_ scalar: Unicode.Scalar) {
        if scalar == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }

    func location(in file: String) -> SourceLocation {
        SourceLocation(file: file, line: line, column: column)
    }
}
