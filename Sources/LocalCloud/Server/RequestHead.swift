/// What stands before a request's body: its first line and its headers (RFC 9112).
struct RequestHead: Sendable, Equatable {
    /// What the length of the body is known by.
    enum Framing: Sendable, Equatable {
        case length(Int)
        case chunked
    }

    let method: String
    /// The path without its query, still percent-encoded.
    let path: String
    let query: String
    /// The headers, with names in lower case; repeated ones joined by commas, as AWS signs them.
    let headers: [String: String]
    let framing: Framing
    /// Whether the client waits for a word before it sends the body.
    let awaitsContinue: Bool
    /// Whether another request may follow on the connection.
    let keepsAlive: Bool

    /// Reads a head.
    ///
    /// - Parameter lines: Its lines without their ends, and without the empty one that ends it.
    /// - Throws: ``BadRequest`` if it is not HTTP/1.
    init(lines: some Collection<String>) throws(BadRequest) {
        let words = try Self.words(ofFirstLine: lines.first ?? "")
        method = words[0]
        let isNew = words[2] == "HTTP/1.1"
        (path, query) = Self.parts(of: words[1])
        headers = try Self.headers(lines.dropFirst())
        framing = try Self.framing(headers)
        let options = Set(
            (headers["connection"] ?? "").lowercased().words(at: ",").map(Self.trimmed))
        keepsAlive =
            isNew ? options.isDisjoint(with: ["close"]) : !options.isDisjoint(with: ["keep-alive"])
        let expectation = headers["expect"]?.lowercased()
        guard [nil, "100-continue"].contains(expectation) else {
            throw BadRequest("the only expectation that is known is 100-continue", status: 417)
        }
        awaitsContinue = isNew && expectation != nil && framing != .length(0)
    }

    /// The method, the target and the version.
    ///
    /// - Throws: ``BadRequest`` where they are not HTTP/1's.
    static func words(ofFirstLine line: String) throws(BadRequest) -> [String] {
        let words = line.words(at: " ")
        guard words.count == 3, isToken(words[0]) else {
            throw BadRequest("the first line is not a method, a target and a version")
        }
        guard ["HTTP/1.1", "HTTP/1.0"].contains(words[2]) else {
            throw BadRequest("`\(words[2])` is not a version that is spoken here")
        }
        return words
    }

    /// A target's path and query.
    ///
    /// A client that takes the port for its proxy sends an absolute one.
    private static func parts(of target: String) -> (path: String, query: String) {
        let parts = target.parts(at: "?", most: 1)
        let query = parts.count > 1 ? parts[1] : ""
        guard let rest = parts[0].rest(after: "http://") else { return (parts[0], query) }
        let absolute = rest.parts(at: "/", most: 1)
        return (absolute.count > 1 ? "/" + absolute[1] : "/", query)
    }

    private static func headers(
        _ lines: some Sequence<String>
    ) throws(BadRequest) -> [String: String] {
        var headers: [String: String] = [:]
        for line in lines {
            let parts = line.parts(at: ":", most: 1)
            guard parts.count == 2, isToken(parts[0]) else {
                throw BadRequest("a header is not a name, a colon and a value")
            }
            let name = parts[0].lowercased()
            let value = trimmed(parts[1])
            headers[name] = headers[name].map { "\($0),\(value)" } ?? value
        }
        return headers
    }

    private static func framing(_ headers: [String: String]) throws(BadRequest) -> Framing {
        let length = headers["content-length"]
        if let encoding = headers["transfer-encoding"] {
            guard length == nil, encoding.lowercased() == "chunked" else {
                throw BadRequest("the body's length is said in a way that is not known, or twice")
            }
            return .chunked
        }
        guard let length else { return .length(0) }
        guard !length.isEmpty, length.utf8.allSatisfy(\.isDigit), let count = Int(length),
            count <= BadRequest.longestBody
        else { throw BadRequest("Content-Length is not the length of a body") }
        return .length(count)
    }

    /// The text without the blanks at its ends.
    private static func trimmed(_ text: String) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let rest = text.utf8.drop(while: isBlank)
        let count = rest.reversed().drop(while: isBlank).count
        return String(decoding: rest.prefix(count), as: UTF8.self)
    }

    /// Whether a text can be a method, or a header's name.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                $0.isDigit || $0.isLetter || "!#$%&'*+-.^_`|~".utf8.contains($0)
            }
    }
}

/// Why a request is refused before its target is read.
struct BadRequest: Error, Equatable {
    let reason: String
    let status: Int

    /// The most bytes that a head may have, and a line of it.
    static let longestHead = 64 * 1024
    /// The most bytes that a body may have.
    static let longestBody = 256 * 1024 * 1024

    init(_ reason: String, status: Int = 400) {
        self.reason = reason
        self.status = status
    }
}
