import Bytes

/// A `file:` URI (RFC 8089), by which some editors refer to files.
package enum FileURI {
    private static let scheme = "file:"

    /// Returns the path that a client means, by a path or a URI.
    ///
    /// - Returns: the name itself unless it is a `file:` URI; nil for a URI of another machine's
    ///   file.
    package static func path(of name: String) -> String? {
        let start = String(decoding: name.utf8.prefix(scheme.utf8.count), as: UTF8.self)
        guard start.lowercased() == scheme else { return name }
        var rest = name.dropping(bytes: scheme.utf8.count)
        if let afterSlashes = rest.rest(after: "//") {
            guard let slash = afterSlashes.utf8.firstIndex(of: UInt8(ascii: "/")) else {
                return nil
            }
            let host = String(decoding: afterSlashes.utf8[..<slash], as: UTF8.self).lowercased()
            guard host.isEmpty || host == "localhost" else { return nil }
            rest = String(decoding: afterSlashes.utf8[slash...], as: UTF8.self)
        }
        guard rest.begins(with: "/") else { return nil }
        return String(validating: decoded(Array(rest.utf8)), as: UTF8.self)
    }

    /// The URI of an absolute path.
    package static func uri(of path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in path.utf8 {
            if isPlain(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return "file://" + String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a byte of a path is left unescaped in a URI (RFC 3986, "unreserved", and the slash).
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    /// Decodes each `%41` to its byte.
    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
                let high = digit(bytes[place + 1]), let low = digit(bytes[place + 2])
            {
                result.append(high << 4 | low)
                place += 3
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return result
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
