import Glibc

/// The requests that come over one connection.
struct ConnectionInput {
    private let connection: Int32
    private var bytes: [UInt8] = []

    init(_ connection: Int32) {
        self.connection = connection
    }

    /// The next whole request, or nil when the client has gone.
    mutating func nextRequest() -> ScriptedServer.Request? {
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                return request(headEnd: end)
            }
            guard fill() else { return nil }
        }
    }

    /// Reads until the client has gone.
    mutating func waitForEnd() {
        while fill() {}
    }

    private mutating func request(headEnd: Range<Int>) -> ScriptedServer.Request? {
        let head = String(decoding: bytes[..<headEnd.lowerBound], as: UTF8.self)
        bytes.removeSubrange(..<headEnd.upperBound)
        var lines = head.split(separator: "\r\n")
        let start = lines.removeFirst().split(separator: " ")
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers[line[..<colon].lowercased()] = String(value)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while bytes.count < length {
            guard fill() else { return nil }
        }
        let body = String(decoding: bytes[..<length], as: UTF8.self)
        bytes.removeSubrange(..<length)
        return ScriptedServer.Request(
            method: String(start[0]), path: String(start[1]), headers: headers, body: body)
    }

    private mutating func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(connection, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        bytes.append(contentsOf: chunk[..<count])
        return true
    }
}
