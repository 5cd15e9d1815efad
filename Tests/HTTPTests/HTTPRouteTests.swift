import TestServer
import Testing

@testable import HTTP

@Suite struct HTTPRouteTests {
    @Test func `the environment's proxy is used, except for its exceptions and direct requests`()
        async throws
    {
        let proxy = ScriptedServer.start { _, _ in [.reply(200, "proxy")] }
        let server = ScriptedServer.start { _, _ in [.reply(200, "server")] }
        defer {
            proxy.stop()
            server.stop()
        }
        func answer(
            _ url: String, _ environment: [String: String], _ route: HTTPRequest.Route
        ) async throws -> String {
            var request = HTTPRequest(.get, try HTTPURL(url))
            request.route = route
            let client = try HTTPClient(userAgent: "t", environment: environment)
            return String(decoding: try await client.send(request).body, as: UTF8.self)
        }
        let proxied = ["http_proxy": proxy.url]
        #expect(try await answer(server.url, proxied, .environment) == "proxy")
        #expect(proxy.requests.map(\.path) == ["\(server.url)/"])
        #expect(try await answer(server.url, proxied, .direct) == "server")
        #expect(try await answer(server.url, ["all_proxy": proxy.url], .environment) == "proxy")
        // A CGI server would fill this one from a stranger's header.
        #expect(try await answer(server.url, ["HTTP_PROXY": proxy.url], .environment) == "server")
        let excepted = ["http_proxy": proxy.url, "no_proxy": "localhost,127.0.0.1"]
        #expect(try await answer(server.url, excepted, .environment) == "server")
    }

    @Test(arguments: ["socks99://joe:S3cret@127.0.0.1:1/", "http://joe:S3cret@127.0.0.1:99999999/"])
    func `a proxy that cannot be used is named without its password`(proxy: String) async throws {
        let client = try HTTPClient(userAgent: "t", environment: ["http_proxy": proxy])
        let request = HTTPRequest(.get, try HTTPURL("http://127.0.0.1:1/"))
        let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
        let message = try #require(error).message
        #expect(message.contains("…@127.0.0.1"))
        #expect(!message.contains("S3cret"))
    }

    @Test func `a redirect is the reply unless the request asks for more`() async throws {
        let server = ScriptedServer.start { request, _ in
            request.path == "/end"
                ? [.reply(200, "end")] : [.reply(302, "", headers: ["Location: /end"])]
        }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        var request = HTTPRequest(.get, try HTTPURL("\(server.url)/start"))
        #expect(try await client.send(request).status == 302)
        request.redirects = .followed(atMost: 1)
        #expect(try await client.send(request).status == 200)
        request.redirects = .followed(atMost: 0)
        await #expect(
            throws: HTTPError(.tooManyRedirects(limit: 0), url: request.url.description)
        ) { try await client.send(request) }
    }

    @Test func `a redirect to another host takes no headers along`() async throws {
        let second = ScriptedServer.start { _, _ in [.reply(200, "end")] }
        let target = "\(second.url)/end"
        let first = ScriptedServer.start { _, _ in
            [.reply(302, "", headers: ["Location: \(target)"])]
        }
        defer {
            first.stop()
            second.stop()
        }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        var request = HTTPRequest(.get, try HTTPURL(first.url), headers: ["X-Token": "t"])
        request.redirects = .followed(atMost: 2)
        _ = try await client.send(request)
        #expect(first.requests.first?.headers["x-token"] == "t")
        #expect(second.requests.first?.headers["x-token"] == nil)
    }

    @Test(arguments: ["ftp://127.0.0.1/x", "file:///etc/passwd", "http://u:p@127.0.0.1/"])
    func `a redirect to what is no plain web address is refused`(_ target: String) async throws {
        let server = ScriptedServer.start { _, _ in
            [.reply(302, "", headers: ["Location: \(target)"])]
        }
        defer { server.stop() }
        let client = try HTTPClient(userAgent: "t", environment: [:])
        var request = HTTPRequest(.get, try HTTPURL(server.url))
        request.redirects = .followed(atMost: 2)
        let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
        #expect(error?.reason == .redirectRefused(to: target))
    }

    @Test func `a redirect may go from http to https, never back`() throws {
        let plain = HTTPRequest(.get, try HTTPURL("http://host/a"))
        #expect(try plain.redirected(to: "https://host/b").url.text == "https://host/b")
        let safe = HTTPRequest(.get, try HTTPURL("https://host/a?X-Amz-Signature=s3cret"))
        #expect(try safe.redirected(to: "../b?c").url.text == "https://host/b?c")
        #expect(
            throws: HTTPError(
                .redirectRefused(to: "http://host/b"), url: "https://host/a", mayHaveArrived: true)
        ) { try safe.redirected(to: "http://host/b?X-Amz-Signature=s3cret") }
    }

    @Test func `only a plain GET is redirected`() throws {
        var signed = HTTPRequest(.get, try HTTPURL("http://host/a"))
        signed.signature = SigV4(
            service: "ec2", region: "eu-west-1", accessKeyID: "k", secretAccessKey: "s")
        for request in [signed, HTTPRequest(.post, signed.url), HTTPRequest(.put, signed.url)] {
            #expect(throws: HTTPError.self) { try request.redirected(to: "http://host/b") }
        }
    }

    @Test func `a refused redirect is told without its query, whatever that begins with`() throws {
        let safe = HTTPRequest(.get, try HTTPURL("https://host/a"))
        let error = #expect(throws: HTTPError.self) {
            try safe.redirected(to: "http://host/b?\u{301}s3cret")
        }
        #expect(error?.reason == .redirectRefused(to: "http://host/b"))
    }
}
