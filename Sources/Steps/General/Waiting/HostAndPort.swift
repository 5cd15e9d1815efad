import Pipeline

/// A place to connect to, as a parameter: `db.example.com:5432`, `127.0.0.1:80`, `[::1]:80`.
struct HostAndPort: Sendable, Equatable {
    /// A name or an address; one of IPv6 is in brackets.
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
            let match = text.wholeMatch(
                of: /(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})/),
            let port = Int(match.2), (1...65_535).contains(port)
        else { return nil }
        self.init(host: String(match.1), port: port)
    }

    var value: Value { .string(text) }
}
