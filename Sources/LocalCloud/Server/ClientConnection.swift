import FlyingSocks
import Foundation

/// A client's connection: the requests that come in on it, one after the other, and their replies.
struct ClientConnection {
    private let socket: AsyncSocket
    private let entrance: Request.Entrance
    private let cloud: Cloud
    /// The client's address and port.
    private let name: String
    /// What has come in and was not read yet.
    private var bytes: ArraySlice<UInt8> = []

    init(_ socket: AsyncSocket, entrance: Request.Entrance, cloud: Cloud) {
        self.socket = socket
        self.entrance = entrance
        self.cloud = cloud
        name = (try? socket.socket.remotePeer()).map(Self.name) ?? ""
    }

    /// Answers requests until the client closes the connection, or one is malformed.
    mutating func serve() async {
        defer { try? socket.close() }
        do {
            while try await answerOne() {}
        } catch let bad as BadRequest {
            var reply = Reply(status: bad.status, text: "Bad Request: \(bad.reason)\n")
            reply.headers["Connection"] = "close"
            try? await write(reply, isHead: false)
            await linger()
        } catch {
            // The client has gone, or the cloud ends.
        }
    }

    /// Answers the next request.
    ///
    /// - Returns: Whether another may follow.
    private mutating func answerOne() async throws -> Bool {
        guard let head = try await head() else { return false }
        if head.awaitsContinue, bytes.isEmpty {
            try await socket.write(Data("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        let body = try await body(head.framing)
        var reply = await cloud.reply(
            to: Request(
                entrance: entrance, method: head.method, path: head.path, query: head.query,
                headers: head.headers, body: body, connection: name))
        guard reply.delivery != .dropped else { return false }
        if !head.keepsAlive { reply.headers["Connection"] = "close" }
        try await write(reply, isHead: head.method == "HEAD")
        return head.keepsAlive && reply.delivery == .whole
    }

    /// Shuts down the sending side and reads the rest of the request: closing a connection with
    /// unread input would discard the reply.
    private mutating func linger() async {
        shutdown(socket.socket.file.rawValue, Int32(SHUT_WR))
        var left = 1024 * 1024
        while left > 0, (try? await receive()) == true {
            left -= bytes.count
            bytes = []
        }
    }

    /// Writes a reply, or as much of it as a fault permits.
    private func write(_ reply: Reply, isHead: Bool) async throws {
        try await socket.write(reply.head)
        guard !isHead else { return }
        switch reply.delivery {
        case .whole: try await socket.write(reply.body)
        case .cutOff(let count): try await socket.write(Data(reply.body.prefix(count)))
        case .dropped: break
        }
    }

    /// The next request's head; nil if the client has closed the connection before it.
    private mutating func head() async throws -> RequestHead? {
        var lines: [String] = []
        var left = BadRequest.longestHead
        while true {
            // Empty lines before a request are skipped (RFC 9112, 2.2).
            if lines.isEmpty, bytes.isEmpty, try await !receive() { return nil }
            let line = try await line(atMost: left)
            left -= line.utf8.count + 1
            if !line.isEmpty {
                // Who speaks another protocol, as TLS, sends no empty line, and waits.
                if lines.isEmpty { _ = try RequestHead.words(ofFirstLine: line) }
                lines.append(line)
            } else if !lines.isEmpty {
                return try RequestHead(lines: lines)
            }
        }
    }

    /// The next line, without its end.
    private mutating func line(atMost limit: Int) async throws -> String {
        var searched = 0
        while true {
            if let end = bytes.dropFirst(searched).firstIndex(of: 0x0A) {
                let line = bytes[bytes.startIndex..<end]
                bytes = bytes[(end + 1)...]
                return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            }
            searched = bytes.count
            guard searched < limit else {
                throw BadRequest("the head is longer than 64 KiB", status: 431)
            }
            guard try await receive() else {
                throw BadRequest("the head ends before its last line")
            }
        }
    }

    private mutating func body(_ framing: RequestHead.Framing) async throws -> Data {
        switch framing {
        case .length(let count): return Data(try await take(count))
        case .chunked: return try await chunks()
        }
    }

    /// A body in chunks (RFC 9112, 7.1), without their extensions and what follows them.
    private mutating func chunks() async throws -> Data {
        var body = Data()
        while true {
            let size = try await line(atMost: 1024).parts(at: ";")[0].words(at: " ").first ?? ""
            guard size.utf8.allSatisfy(\.isHexDigit), let count = Int(size, radix: 16),
                count <= BadRequest.longestBody - body.count
            else { throw BadRequest("a chunk does not begin with its size") }
            guard count > 0 else { break }
            body.append(contentsOf: try await take(count))
            guard try await line(atMost: 2).isEmpty else {
                throw BadRequest("a chunk is longer than its size")
            }
        }
        while try await !line(atMost: BadRequest.longestHead).isEmpty {}
        return body
    }

    /// So many of the next bytes.
    private mutating func take(_ count: Int) async throws -> ArraySlice<UInt8> {
        while bytes.count < count {
            guard try await receive() else {
                throw BadRequest("the body is shorter than its length")
            }
        }
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count)
    }

    /// Waits for more bytes.
    ///
    /// - Returns: Whether there are any: not where the client has closed its side.
    private mutating func receive() async throws -> Bool {
        do {
            bytes += try await socket.read(atMost: 4096)
            return true
        } catch SocketError.disconnected {
            return false
        }
    }

    private static func name(_ address: Socket.Address) -> String {
        switch address {
        case .ip4(let host, let port), .ip6(let host, let port): "\(host):\(port)"
        case .unix(let path): path
        }
    }
}
