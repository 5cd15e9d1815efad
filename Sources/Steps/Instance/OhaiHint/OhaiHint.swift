import JSON

/// The content of an Ohai hint file.
struct OhaiHint: Sendable {
    private let content: [UInt8]

    init(_ content: [UInt8]) { self.content = content }

    /// Whether Ohai accepts it as a hint.
    ///
    /// Ohai accepts an empty file and any JSON value, also with comments around its parts
    /// (`FFI_Yajl::Parser`, Ohai 16 to 18); white space or a comment alone ends in "premature EOF".
    var isTaken: Bool {
        content.isEmpty || (try? JSONParser.parse(withoutComments)) != nil
    }

    /// The content with a blank for each `// …` and `/* … */` outside of strings.
    private var withoutComments: [UInt8] {
        var plain: [UInt8] = []
        var rest = content[...]
        var isInText = false
        while let byte = rest.first {
            if isInText {
                // The escaped character may be a quote.
                let count = byte == UInt8(ascii: "\\") ? 2 : 1
                plain += rest.prefix(count)
                rest = rest.dropFirst(count)
                isInText = byte != UInt8(ascii: "\"")
                continue
            }
            if rest.starts(with: "//".utf8) {
                rest = rest.drop { $0 != UInt8(ascii: "\n") }
                plain.append(UInt8(ascii: " "))
            } else if rest.starts(with: "/*".utf8) {
                rest = rest.dropFirst(2)
                while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
                rest = rest.dropFirst(2)
                plain.append(UInt8(ascii: " "))
            } else {
                isInText = byte == UInt8(ascii: "\"")
                plain.append(byte)
                rest = rest.dropFirst()
            }
        }
        return plain
    }
}
