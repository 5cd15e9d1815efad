import HTTP
import TestServer
import Testing

@Suite struct HTTPFailureTests {
    /// What `client` throws for `request`.
    private func failure(of request: HTTPRequest) async throws -> HTTPError? {
        let client = try HTTPClient(userAgent: "t", environment: [:])
        return await #expect(throws: HTTPError.self) { try await client.send(request) }
    }

    private func failure(
        _ acts: [ScriptedServer.Act], _ change: (inout HTTPRequest) -> Void = { _ in }
    ) async throws -> HTTPError? {
        let server = ScriptedServer.start { _, _ in acts }
        defer { server.stop() }
        var request = HTTPRequest(.post, try HTTPURL(server.url), body: [1])
        request.isRepeatable = false
        change(&request)
        return try await failure(of: request)
    }

    @Test func `a dropped connection is told from one that was never made`() async throws {
        let dropped = try await failure([.close])
        #expect(dropped?.reason == .connectionDropped("Empty reply from server"))
        #expect(dropped?.mayHaveArrived == true)

        // Bound, so that nobody else gets the port, but not listening.
        let unused = LoopbackSocket()
        defer { unused.close() }
        let refused = try await failure(
            of: HTTPRequest(.get, HTTPURL("http://127.0.0.1:\(unused.port)/")))
        guard case .couldNotConnect = refused?.reason else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(refused?.mayHaveArrived == false)
    }

    @Test func `a reset while waiting for the reply is a dropped connection`() async throws {
        let reset = try await failure([.reset])
        #expect(reset?.reason == .connectionDropped("Recv failure: Connection reset by peer"))
        #expect(reset?.mayHaveArrived == true)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1234",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n",
    ])
    func `a body that ends early is cut off`(_ reply: String) async throws {
        let error = try await failure([.send(reply), .close])
        #expect(error?.reason == .bodyCutOff(received: 4))
        #expect(error?.mayHaveArrived == true)
    }

    @Test func `what is not HTTP is a malformed reply`() async throws {
        let error = try await failure([.send("SSH-2.0-OpenSSH_9.2\r\n"), .close])
        guard case .malformedReply = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `header fields without end are a malformed reply`() async throws {
        let lines = String(
            repeating: "X-Filler: \(String(repeating: "x", count: 1000))\r\n", count: 300)
        let error = try await failure([.send("HTTP/1.1 200 OK\r\n" + lines), .hold])
        #expect(error?.reason == .malformedReply("its header is larger than 262144 bytes"))
    }

    @Test func `a body over the bound is refused, one at the bound is not`() async throws {
        let error = try await failure([.reply(200, "12345")]) {
            $0.destination = .memory(limit: 4)
        }
        #expect(error?.reason == .bodyTooLarge(limit: 4))
        #expect(HTTPRequest.memoryLimit == 16_777_216)

        let server = ScriptedServer.start { _, _ in [.reply(200, "1234")] }
        defer { server.stop() }
        var request = HTTPRequest(.get, try HTTPURL(server.url))
        request.destination = .memory(limit: 4)
        let client = try HTTPClient(userAgent: "t", environment: [:])
        #expect(try await client.send(request).body.count == 4)
    }

    @Test func `each limit says which one it was`() async throws {
        let total = try await failure([.hold]) { $0.timeouts.total = .milliseconds(50) }
        #expect(total?.reason == .timedOut(.total, after: .milliseconds(50)))
        #expect(total?.mayHaveArrived == true)

        let stall = try await failure([.send("HTTP/1.1 200 OK\r\n"), .hold]) {
            $0.timeouts.stall = .seconds(1)
        }
        #expect(stall?.reason == .timedOut(.stall, after: .seconds(1)))

        // A listener whose queue is full lets no further connection be made.
        let full = LoopbackSocket()
        let waiting = full.listenWithFullQueue()
        defer { for socket in waiting + [full] { socket.close() } }
        var request = HTTPRequest(.get, try HTTPURL("http://127.0.0.1:\(full.port)/"))
        request.timeouts.connect = .milliseconds(100)
        let connect = try await failure(of: request)
        #expect(connect?.reason == .timedOut(.connect, after: .milliseconds(100)))
        #expect(connect?.mayHaveArrived == false)
    }

    @Test func `cancelling the task ends the transfer`() async throws {
        let (arrivals, arrival) = AsyncStream<Void>.makeStream()
        let server = ScriptedServer.start { _, _ in
            arrival.yield()
            return [.hold]
        }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        let url = try HTTPURL(server.url)
        let task = Task { try await client.send(HTTPRequest(.get, url)) }
        for await _ in arrivals { break }
        task.cancel()
        let result = await task.result
        #expect(throws: HTTPError(.cancelled, url: url.description, mayHaveArrived: true)) {
            try result.get()
        }
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        let server = ScriptedServer.start { _, _ in [.reply()] }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        let url = try HTTPURL(server.url)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(HTTPRequest(.get, url))
        }
        let result = await task.result
        #expect(throws: HTTPError(.cancelled, url: url.description)) { try result.get() }
        #expect(server.requests.isEmpty)
    }

    @Test func `a client that goes away lets its requests end`() async throws {
        let (arrivals, arrival) = AsyncStream<Void>.makeStream()
        let server = ScriptedServer.start { _, _ in
            arrival.yield()
            return [.reply(200, "whole")]
        }
        defer { server.stop() }
        // The client is held by nothing but the call itself.
        let url = try HTTPURL(server.url)
        let response = try await HTTPClient(userAgent: "t", environment: [:])
            .send(HTTPRequest(.get, url))
        #expect(response.status == 200)
        for await _ in arrivals { break }
    }

    @Test(arguments: [
        ("Name\r\nEvil", "x"), ("", "x"), ("Nämé", "x"), ("Name", "x\r\nEvil: 1"), ("Name", "x\0y"),
    ])
    func `a header that would break the request is refused`(_ name: String, _ value: String)
        async throws
    {
        var request = HTTPRequest(.get, try HTTPURL("http://127.0.0.1:1/"))
        request.headers.add(name, value)
        guard case .invalidRequest = try await failure(of: request)?.reason else {
            Issue.record("\(name): \(value) was accepted")
            return
        }
    }

    @Test func `plain HTTP where TLS is asked for is a TLS failure`() async throws {
        let server = ScriptedServer.start(greeting: "HTTP/1.1 400 No\r\n\r\n") { _, _ in [] }
        defer { server.stop() }
        let error = try await failure(
            of: HTTPRequest(.get, HTTPURL("https://127.0.0.1:\(server.port)/")))
        guard case .tlsFailed = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.mayHaveArrived == false)
    }
}
