import FlyingSocks
import Foundation
import LocalCloud
import Testing

/// What goes over the wire of a cloud's port, byte by byte.
@Suite struct ClientConnectionTests {
    /// What the cloud answers to some bytes, until it closes the connection.
    private func answer(to parts: String...) async throws -> String {
        let cloud = try await LocalCloud(Scenario.standard, port: 0)
        let port = try #require(URL(string: cloud.endpoint)?.port)
        let socket = try await AsyncSocket.connected(
            to: .inet(ip4: "127.0.0.1", port: UInt16(port)), timeout: 120)
        var answer: [UInt8] = []
        for part in parts {
            try await socket.write(Data(part.utf8))
            // Each part is sent when something has been said to the one before it.
            if part != parts.last { answer += try await socket.read(atMost: 4096) }
        }
        while let more = try? await socket.read(atMost: 4096) { answer += more }
        try socket.close()
        await cloud.stop()
        return String(decoding: answer, as: UTF8.self)
    }

    /// The statuses of the replies in an answer.
    private func statuses(_ answer: String) -> [String] {
        answer.components(separatedBy: "HTTP/1.1 ").dropFirst().map { String($0.prefix(3)) }
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "\u{16}\u{3}\u{1}\n\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x", "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
    ])
    func `a malformed request is answered`(request: String) async throws {
        let cloud = try await LocalCloud(Scenario.standard, port: 0)
        let port = try #require(URL(string: cloud.endpoint)?.port)
        let socket = try await AsyncSocket.connected(
            to: .inet(ip4: "127.0.0.1", port: UInt16(port)), timeout: 120)
        try await socket.write(Data(request.utf8))
        shutdown(socket.socket.file.rawValue, Int32(SHUT_WR))
        var answer: [UInt8] = []
        while let more = try? await socket.read(atMost: 4096) { answer += more }
        try socket.close()
        let text = String(decoding: answer, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"))
        await cloud.stop()
    }

    @Test func `a client that waits for the word gets it before its body`() async throws {
        let head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\n"
        let answer = try await answer(to: head + "Content-Length: 2\r\n\r\n", "ab")
        #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 4"))
        // One that does not wait is not told.
        let impatient = try await self.answer(to: head + "Content-Length: 2\r\n\r\nab")
        #expect(!impatient.contains("100 Continue"))
    }

    @Test func `requests that come together are answered one after the other`() async throws {
        let first =
            "\r\nPOST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n0\r\nT: t\r\n\r\n"
        let answer = try await answer(
            to: first + "GET /_localcloud/state HTTP/1.1\nConnection: close\n\n")
        #expect(statuses(answer) == ["404", "200"])
    }

    @Test func `a reply to HEAD has no body`() async throws {
        let answer = try await answer(to: "HEAD /_localcloud/state HTTP/1.0\r\n\r\n")
        #expect(answer.hasSuffix("\r\n\r\n"))
        #expect(statuses(answer) == ["404"])
    }
}
