import Foundation
import Pipeline
import SystemPackage
import TestServer
import Testing

@testable import Steps

@Suite struct FetchTests {
    /// The SHA-256 of `0123456789`.
    private static let digits: Value =
        "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"
    private static let part = ".f.enlist-part"

    private func bench(_ sandbox: borrowing Sandbox) throws -> StepBench {
        StepBench(Fetch.kind(try Host(sandbox)))
    }

    private func parameters(_ server: ScriptedServer, _ more: [String: Value] = [:])
        -> [String: Value]
    {
        [
            "url": .string(server.url + "/f?X-Amz-Signature=s3cr3t"), "to": "/f",
            "sha256": Self.digits,
        ]
        .merging(more) { $1 }
    }

    @Test func `a file is fetched, and is left alone when it is there`() async throws {
        let sandbox = try Sandbox()
        let server = ScriptedServer.start { _, _ in [.reply(200, "0123456789")] }
        defer { server.stop() }
        let bench = try bench(sandbox)
        try await bench.run(parameters(server, ["mode": "0755"]))
        #expect(sandbox.text(at: "f") == "0123456789")
        #expect(try sandbox.mode(of: "f") == "755")
        try await bench.run(parameters(server, ["mode": "0755"]))
        try await bench.run(parameters(server, ["mode": "0700"]))
        #expect(try sandbox.mode(of: "f") == "700")
        #expect(
            bench.recorder.notes
                == ["fetched /f, 10 bytes", "/f was there, with other permissions"])
        #expect(server.requests.map(\.path) == ["/f?X-Amz-Signature=s3cr3t"])
        #expect(!bench.recorder.everything.contains("s3cr3t"))
        #expect(try sandbox.tree() == ["root", "root/f"])
    }

    @Test func `a download that breaks off is resumed, where it broke off`() async throws {
        let sandbox = try Sandbox()
        let server = ScriptedServer.start { request, _ in
            guard request.headers["range"] == nil else {
                return [
                    .reply(
                        206, "56789", headers: ["Content-Range: bytes 5-9/10", "ETag: \"v1\""])
                ]
            }
            return [
                .send("HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nContent-Length: 10\r\n\r\n01234"), .close,
            ]
        }
        defer { server.stop() }
        let bench = try bench(sandbox)
        let failure = await #expect(throws: Failure.self) {
            try await bench.run(parameters(server))
        }
        #expect(failure?.failureClass == .transient)
        #expect(sandbox.text(at: Self.part) == "01234")
        try await bench.run(parameters(server))
        #expect(sandbox.text(at: "f") == "0123456789")
        #expect(server.requests.last?.headers["range"] == "bytes=5-")
        #expect(server.requests.last?.headers["if-range"] == "\"v1\"")
        #expect(bench.recorder.notes == ["going on after 5 bytes", "fetched /f, 10 bytes"])
        #expect(try sandbox.tree() == ["root", "root/f"])
    }

    @Test(
        "where it cannot be resumed, all of it is fetched",
        arguments: [
            // The server has another version by now, or knows no ranges.
            [ScriptedServer.Act.reply(200, "0123456789")],
            // What is there is part of something else.
            [.reply(206, "xxxxx", headers: ["Content-Range: bytes 5-9/10"])],
            [.reply(416, "no such range")],
        ])
    func anew(first: [ScriptedServer.Act]) async throws {
        let sandbox = try Sandbox()
        try sandbox.put("01234", at: Self.part)
        #expect(chmod(sandbox.place(Self.part).path, 0o600) == 0)
        let server = ScriptedServer.start { _, place in
            place == 0 ? first : [.reply(200, "0123456789")]
        }
        defer { server.stop() }
        try await bench(sandbox).run(parameters(server))
        #expect(server.requests.first?.headers["range"] == "bytes=5-")
        #expect(sandbox.text(at: "f") == "0123456789")
        #expect(try sandbox.tree() == ["root", "root/f"])
    }

    @Test func `a whole part that was only not put into its place is fetched no more`()
        async throws
    {
        let sandbox = try Sandbox()
        try sandbox.put("0123456789", at: Self.part)
        #expect(chmod(sandbox.place(Self.part).path, 0o600) == 0)
        let server = ScriptedServer.start { _, _ in [.reply(416)] }
        defer { server.stop() }
        try await bench(sandbox).run(parameters(server))
        #expect(sandbox.text(at: "f") == "0123456789")
        #expect(server.requests.count == 1)
    }

    @Test func `what is not verified is resumed only by the server's word`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("01234", at: Self.part)
        #expect(chmod(sandbox.place(Self.part).path, 0o600) == 0)
        let server = ScriptedServer.start { _, _ in [.reply(200, "other")] }
        defer { server.stop() }
        try await bench(sandbox).run(
            parameters(server, ["sha256": .null, "unverified": true]))
        #expect(server.requests.first?.headers["range"] == nil)
        #expect(sandbox.text(at: "f") == "other")
    }

    @Test(arguments: [0o644, 0o600])
    func `a part that somebody else can change is not trusted`(mode: mode_t) async throws {
        let sandbox = try Sandbox()
        try sandbox.put("01234", at: Self.part)
        #expect(chmod(sandbox.place(Self.part).path, mode) == 0)
        if mode == 0o600 {
            #expect(
                link(sandbox.place(Self.part).path, sandbox.place("second-name").path) == 0)
        }
        let server = ScriptedServer.start { _, _ in [.reply(200, "0123456789")] }
        defer { server.stop() }
        try await bench(sandbox).run(parameters(server))
        #expect(server.requests.first?.headers["range"] == nil)
        #expect(sandbox.text(at: "f") == "0123456789")
    }

    @Test func `another file than the one that was wanted leaves nothing behind`() async throws {
        let sandbox = try Sandbox()
        try sandbox.put("old", at: "f")
        let server = ScriptedServer.start { _, _ in [.reply(200, "evil")] }
        defer { server.stop() }
        let failure = await #expect(throws: Failure.self) {
            try await bench(sandbox).run(parameters(server))
        }
        #expect(failure?.failureClass == .refused)
        #expect(
            failure?.message
                == "what \(server.url)/f gave is not the file that was wanted: its SHA-256 is "
                + "b5c1fb2efc6d6b4674c2fdcc48ce01b43a3b7c03763c0c3355de0099ee0f8c73, not "
                + Self.digits.text)
        #expect(sandbox.text(at: "f") == "old")
        #expect(try sandbox.tree() == ["root", "root/f"])
    }

    @Test(
        "a body that is too large is refused, whether it says so or not",
        arguments: [
            [ScriptedServer.Act.reply(200, "0123456789")],
            [.send("HTTP/1.1 200 OK\r\n\r\n0123456789"), .close],
        ])
    func tooLarge(acts: [ScriptedServer.Act]) async throws {
        let sandbox = try Sandbox()
        let server = ScriptedServer.start { _, _ in acts }
        defer { server.stop() }
        let failure = await #expect(throws: Failure.self) {
            try await bench(sandbox).run(parameters(server, ["max-size": 9]))
        }
        #expect(failure?.failureClass == .refused)
        #expect(failure?.message == "\(server.url)/f: the reply is larger than 9 bytes")
        #expect(try sandbox.tree() == ["root"])
    }

    @Test(
        "an answer that is no file says what to do",
        arguments: [
            (404, .notFound), (403, .refused), (429, .throttled), (500, .transient),
            (418, .refused),
            (302, .refused),
        ] as [(Int, FailureClass)])
    func notServed(status: Int, failureClass: FailureClass) async throws {
        let sandbox = try Sandbox()
        let server = ScriptedServer.start { _, _ in
            [.reply(status, "x", headers: ["Location: http://192.0.2.1/", "Retry-After: 7"])]
        }
        defer { server.stop() }
        let failure = await #expect(throws: Failure.self) {
            try await bench(sandbox).run(parameters(server))
        }
        #expect(failure?.failureClass == failureClass)
        #expect(failure?.message == "\(server.url)/f was answered with status \(status)")
        #expect(failure?.retryAfter == ([429, 500].contains(status) ? .seconds(7) : nil))
    }

    @Test func `a transfer that does not end is cut off with its attempt, and kept`()
        async throws
    {
        let sandbox = try Sandbox()
        let server = ScriptedServer.start { _, _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234"), .hold]
        }
        defer { server.stop() }
        let failure = await #expect(throws: Failure.self) {
            try await bench(sandbox).run(parameters(server), timeout: .milliseconds(500))
        }
        #expect(failure?.failureClass == .timeout || failure?.failureClass == .transient)
        #expect(sandbox.text(at: Self.part) == "01234")
    }

    @Test(
        "a length that no download has is refused, and the next run is not the worse for it",
        arguments: [200, 206], [Int.max, Int.max - 4, 1 << 40])
    func wildLength(status: Int, length: Int) async throws {
        let sandbox = try Sandbox()
        try sandbox.put("01234", at: Self.part)
        #expect(chmod(sandbox.place(Self.part).path, 0o600) == 0)
        let server = ScriptedServer.start { _, place in
            guard place == 0 else { return [.reply(200, "0123456789")] }
            return [
                .send(
                    "HTTP/1.1 \(status) X\r\nContent-Range: bytes 5-9/10\r\n"
                        + "Content-Length: \(length)\r\n\r\n56789"), .close,
            ]
        }
        defer { server.stop() }
        let bench = try bench(sandbox)
        let failure = await #expect(throws: Failure.self) {
            try await bench.run(parameters(server))
        }
        #expect(failure?.message.contains("is larger than") ?? false, "\(failure?.message ?? "")")
        try await bench.run(parameters(server))
        #expect(sandbox.text(at: "f") == "0123456789")
    }

    @Test func `two runs do not write to one file`() async throws {
        let sandbox = try Sandbox()
        let folder = try sandbox.root.openFolder("/")
        let other = try PartialFile("f", in: folder, path: "/f", limit: 100)
        let server = ScriptedServer.start { _, _ in [.reply(200, "0123456789")] }
        defer { server.stop() }
        let failure = await #expect(throws: Failure.self) {
            try await bench(sandbox).run(parameters(server))
        }
        #expect(failure?.failureClass == .busy)
        withExtendedLifetime(other) {}
    }

    @Test(
        "parameters that make no sense are refused",
        arguments: [
            (
                ["url": "https://a/", "to": "/f"],
                "`fetch` lacks one of `sha256`, `unverified`"
            ),
            (
                ["url": "https://a/", "to": "/f", "sha256": "abc"],
                "the parameter `sha256` of `fetch` should be 64 hexadecimal digits"
            ),
            (
                ["url": "https://a/", "to": "/f", "unverified": false],
                "the parameter `unverified` of `fetch` should be `true`"
            ),
            (
                ["url": "file:///etc/passwd", "to": "/f", "unverified": true],
                "the parameter `url` of `fetch` should be an http or https URL"
            ),
            (
                ["url": "https://u:p@a/", "to": "/f", "unverified": true],
                "the parameter `url` of `fetch` should be an http or https URL"
            ),
            (
                ["url": "https://a/", "to": "/f", "unverified": true, "max-size": "10 parsecs"],
                "the parameter `max-size` of `fetch` should be a size, as `100MB`, `512KiB` or a "
                    + "number of bytes"
            ),
        ] as [([String: Value], String)])
    func refused(parameters: [String: Value], message: String) async throws {
        let sandbox = try Sandbox()
        let error = await #expect(throws: Diagnostics.self) {
            try await bench(sandbox).run(parameters)
        }
        #expect(error?.all.map(\.message) == [message])
    }

    @Test func `plain HTTP from elsewhere is refused before anything is sent`() async throws {
        let sandbox = try Sandbox()
        let failure = await #expect(throws: Failure.self) {
            try await bench(sandbox).run([
                "url": "http://192.0.2.1/f?key=s3cr3t", "to": "/f", "unverified": true,
            ])
        }
        #expect(
            failure
                == Failure(
                    .refused,
                    "http://192.0.2.1/f is plain HTTP, where anybody on the way can change what "
                        + "comes",
                    remedy: "use https, or say `insecure-http: true`"))
    }
}
