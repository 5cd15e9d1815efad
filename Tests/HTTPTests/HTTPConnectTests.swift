import Glibc
import HTTP
import TestServer
import Testing

@Suite struct HTTPConnectTests {
    @Test func `a connection is opened, says nothing and is closed again`() async throws {
        let listener = LoopbackSocket()
        defer { listener.close() }
        listener.listen(backlog: 4)
        let client = try HTTPClient(
            userAgent: "t", environment: ["http_proxy": "http://127.0.0.1:1"])
        try await client.connect(to: "127.0.0.1", port: listener.port, within: .seconds(5))
        let connection = accept(listener.descriptor, nil, nil)
        defer { close(connection) }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(
            connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var byte: UInt8 = 0
        #expect(recv(connection, &byte, 1, 0) == 0)
    }

    @Test func `nobody there is said at once`() async throws {
        let nobody = LoopbackSocket()
        defer { nobody.close() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        let error = await #expect(throws: HTTPError.self) {
            try await client.connect(to: "127.0.0.1", port: nobody.port, within: .seconds(5))
        }
        guard case .couldNotConnect? = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a connection that is not answered ends when its task is cancelled`() async throws {
        let listener = LoopbackSocket()
        let clients = listener.listenWithFullQueue()
        defer { for socket in clients + [listener] { socket.close() } }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        let task = Task {
            try await client.connect(to: "127.0.0.1", port: listener.port, within: .seconds(60))
        }
        task.cancel()
        let error = await #expect(throws: HTTPError.self) { try await task.value }
        #expect(error?.reason == .cancelled)
    }
}
