import Bytes
import Pipeline

/// A place to connect to, as a parameter: `db.example.com:5432`, `127.0.0.1:80`, `[::1]:80`.
struct HostAndPort: Sendable, Equatable {
    /// A name or an address; an IPv6 address is in brackets.
    let host: String
    let port: Int

    var text: String { "\(host):\(port)" }
}

extension HostAndPort: FactValue {
    static var shape: ValueShape {
        .matching(
            pattern: #"^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$"#,
            words: "a host and a port, as `db.example.com:5432`")
    }

    init?(_ value: Value) {
        guard case .string(let text) = value,
            let colon = text.utf8.lastIndex(of: UInt8(ascii: ":"))
        else { return nil }
        let host = text.utf8[..<colon]
        let digits = text.utf8[colon...].dropFirst()
        guard Self.isName(host) || Self.isBracketed(host), digits.count <= 5,
            digits.allSatisfy(\.isDigit), let port = Int(Substring(digits)),
            (1...65_535).contains(port)
        else { return nil }
        self.init(host: String(Substring(host)), port: port)
    }

    private static func isName(_ host: Substring.UTF8View) -> Bool {
        !host.isEmpty && host.allSatisfy { $0.isLetter || $0.isDigit || "._-".utf8.contains($0) }
    }

    private static func isBracketed(_ host: Substring.UTF8View) -> Bool {
        host.count > 2 && host.first == UInt8(ascii: "[") && host.last == UInt8(ascii: "]")
            && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || ":.".utf8.contains($0) }
    }

    var value: Value { .string(text) }
}
