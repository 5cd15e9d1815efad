import HTTP
import TestServer
import Testing

@Suite struct HTTPClientTests {
    @Test func `a request arrives as it was written, and its reply comes back whole`() async throws
    {
        let server = ScriptedServer.start { _, _ in
            [.reply(418, "short and stout", headers: ["X-Kind:  teapot "])]
        }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "enlist/1.2", environment: [:])
        let response = try await client.send(
            HTTPRequest(
                .post, HTTPURL("\(server.url)/a/b?c=d"), headers: ["X-Asked": "yes"],
                body: Array("ping".utf8)))
        #expect(
            server.requests == [
                ScriptedServer.Request(
                    method: "POST", path: "/a/b?c=d",
                    headers: [
                        "host": "127.0.0.1:\(server.port)", "user-agent": "enlist/1.2",
                        "accept": "*/*", "x-asked": "yes", "content-length": "4",
                    ], body: "ping")
            ])
        #expect(response.status == 418)
        #expect(response.headers["x-kind"] == "teapot")
        #expect(String(decoding: response.body, as: UTF8.self) == "short and stout")
    }

    @Test func `a PUT without a body says that it is empty`() async throws {
        let server = ScriptedServer.start { _, _ in [.reply()] }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        _ = try await client.send(HTTPRequest(.put, HTTPURL(server.url)))
        #expect(server.requests.first?.method == "PUT")
        #expect(server.requests.first?.headers["content-length"] == "0")
        #expect(server.requests.first?.headers["content-type"] == nil)
    }

    @Test func `one connection serves all requests to an endpoint`() async throws {
        let server = ScriptedServer.start { _, _ in [.reply(200, "again")] }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        for _ in 0..<5 { _ = try await client.send(HTTPRequest(.get, HTTPURL(server.url))) }
        #expect(server.requests.count == 5)
        #expect(server.connectionCount == 1)
    }

    @Test func `a run's hosts keep their connections, and not only four of them`() async throws {
        let servers = (0..<9).map { _ in ScriptedServer.start { _, _ in [.reply(200, "here")] } }
        defer { for server in servers { server.stop() } }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        for _ in 0..<2 {
            for server in servers {
                _ = try await client.send(HTTPRequest(.get, HTTPURL(server.url)))
            }
        }
        #expect(servers.map(\.requests.count) == Array(repeating: 2, count: 9))
        #expect(servers.map(\.connectionCount) == Array(repeating: 1, count: 9))
    }

    @Test func `a kept connection that died is replaced, except for what must not be repeated`()
        async throws
    {
        // The first reply keeps the connection; the next request on it is read and dropped.
        let server = ScriptedServer.start { request, place in
            place == 1 || request.path == "/once" ? [.reset] : [.reply(200, request.path)]
        }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        _ = try await client.send(HTTPRequest(.get, HTTPURL("\(server.url)/first")))
        let repeated = try await client.send(
            HTTPRequest(.post, HTTPURL("\(server.url)/again"), body: [1]))
        #expect(repeated.status == 200)
        #expect(server.requests.map(\.path) == ["/first", "/again", "/again"])

        var once = HTTPRequest(.post, try HTTPURL("\(server.url)/once"), body: [1])
        once.isRepeatable = false
        let error = await #expect(throws: HTTPError.self) { try await client.send(once) }
        #expect(error?.reason == .connectionDropped("Empty reply on a kept connection"))
        #expect(error?.mayHaveArrived == true)
        #expect(server.requests.map(\.path) == ["/first", "/again", "/again", "/once"])
    }

    @Test func `many requests at once each get their own reply`() async throws {
        let server = ScriptedServer.start { request, _ in [.reply(200, request.path)] }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        let paths = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<50 {
                group.addTask {
                    let url = try HTTPURL("\(server.url)/\(number)")
                    let response = try await client.send(HTTPRequest(.get, url))
                    return (number, String(decoding: response.body, as: UTF8.self))
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(paths == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, "/\($0)") }))
    }

    @Test func `an interim reply is not the reply`() async throws {
        let server = ScriptedServer.start { _, _ in
            [.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"), .reply(200, "late")]
        }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        let response = try await client.send(HTTPRequest(.get, HTTPURL(server.url)))
        #expect(response.status == 200)
        #expect(response.headers["X-Early"] == nil)
    }

    @Test func `headers and bodies stay out of descriptions and dumps`() throws {
        var request = HTTPRequest(
            .get, try HTTPURL("https://host/path?X-Amz-Signature=s3cret"),
            headers: ["Token": "s3cret"], body: Array("s3cret".utf8))
        request.signature = SigV4(
            service: "ec2", region: "eu-west-1", accessKeyID: "s3cret", secretAccessKey: "s3cret",
            sessionToken: "s3cret")
        let response = HTTPResponse(
            status: 200, headers: ["Token": "s3cret"], body: Array("s3cret".utf8))
        var dumped = "\(request) \(response) \(String(reflecting: request.signature))"
        dump(request, to: &dumped)
        dump(response, to: &dumped)
        dump(request.signature, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect(request.description == "GET https://host/path")
    }

    @Test func `a header's value may begin with a combining mark`() async throws {
        let server = ScriptedServer.start { _, _ in
            [.reply(headers: ["X-Mark:\u{301}a ", "X-Kelvin-\u{212A}: b"])]
        }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        let response = try await client.send(HTTPRequest(.get, HTTPURL(server.url)))
        #expect(response.headers["x-mark"]?.utf8.elementsEqual("\u{301}a".utf8) == true)
        #expect(response.headers["X-Kelvin-k"] == nil)
    }
}
