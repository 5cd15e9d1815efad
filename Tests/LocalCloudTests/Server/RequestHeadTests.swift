import Testing

@testable import LocalCloud

@Suite struct RequestHeadTests {
    @Test func `headers that stand in several lines are joined as AWS signs them`() throws {
        let head = try RequestHead(lines: [
            "POST /a/b%20c?x=1&y HTTP/1.1", "X-Two: first ", "x-two:\tsecond", "Empty:",
            "Content-Length: 3",
        ])
        #expect(head.method == "POST")
        #expect(head.path == "/a/b%20c")
        #expect(head.query == "x=1&y")
        #expect(head.headers == ["x-two": "first,second", "empty": "", "content-length": "3"])
        #expect(head.framing == .length(3))
        #expect(head.keepsAlive)
        #expect(!head.awaitsContinue)
    }

    @Test(arguments: [
        ("http://host/path?q", "/path", "q"), ("http://host", "/", ""), ("/p?a?b", "/p", "a?b"),
    ])
    func `a target has a path and a query, also of a proxy's client`(
        target: String, path: String, query: String
    ) throws {
        let head = try RequestHead(lines: ["GET \(target) HTTP/1.1"])
        #expect(head.path == path)
        #expect(head.query == query)
    }

    @Test(arguments: [
        ("HTTP/1.1", nil, true), ("HTTP/1.1", "close", false), ("HTTP/1.1", "x, Close", false),
        ("HTTP/1.0", nil, false), ("HTTP/1.0", "Keep-Alive", true),
    ])
    func `the version and the client say whether the connection stays`(
        version: String, connection: String?, stays: Bool
    ) throws {
        let head = try RequestHead(
            lines: ["GET / \(version)"] + (connection.map { ["Connection: \($0)"] } ?? []))
        #expect(head.keepsAlive == stays)
    }

    @Test func `a client is told to go on only where it has a body`() throws {
        let expecting = ["PUT / HTTP/1.1", "Expect: 100-Continue"]
        #expect(try !RequestHead(lines: expecting).awaitsContinue)
        #expect(try RequestHead(lines: expecting + ["Content-Length: 1"]).awaitsContinue)
        #expect(try RequestHead(lines: expecting + ["Transfer-Encoding: chunked"]).awaitsContinue)
    }

    @Test(arguments: [
        ["GET /"], ["GET / HTTP/2.0"], ["G T / HTTP/1.1"], ["G\"T / HTTP/1.1"], ["nonsense"],
        ["GET / HTTP/1.1", "no colon"], ["GET / HTTP/1.1", "Host : x"],
        ["GET / HTTP/1.1", " folded: x"], ["GET / HTTP/1.1", ": x"],
        ["GET / HTTP/1.1", "Content-Length: -1"], ["GET / HTTP/1.1", "Content-Length: 1x"],
        ["GET / HTTP/1.1", "Content-Length: 1", "Content-Length: 2"],
        ["GET / HTTP/1.1", "Content-Length: 99999999999999999999"],
        ["GET / HTTP/1.1", "Content-Length: 1", "Transfer-Encoding: chunked"],
        ["GET / HTTP/1.1", "Transfer-Encoding: gzip"],
    ])
    func `what is not HTTP is a bad request`(lines: [String]) {
        let error = #expect(throws: BadRequest.self) { try RequestHead(lines: lines) }
        #expect(error?.status == 400)
    }

    @Test func `another expectation is refused`() {
        let error = #expect(throws: BadRequest.self) {
            try RequestHead(lines: ["GET / HTTP/1.1", "Expect: tea"])
        }
        #expect(error?.status == 417)
    }
}
