import Foundation
import Pipeline
import TestServer
import Testing

@testable import Steps

@Suite struct WaitForTests {
    private func bench(_ sandbox: borrowing Sandbox) throws -> StepBench {
        StepBench(WaitFor.kind(try Host(sandbox)))
    }

    @Test func `a port that accepts connections is there, and hears nothing`() async throws {
        let sandbox = try Sandbox()
        let server = ScriptedServer.start { _, _ in [.close] }
        defer { server.stop() }
        let bench = try bench(sandbox)
        try await bench.run(["tcp": .string("127.0.0.1:\(server.port)")])
        #expect(bench.recorder.notes == ["127.0.0.1:\(server.port) accepts connections"])
        #expect(server.requests.isEmpty)
    }

    @Test func `a port that nobody opens is waited for, and what is seen is said`() async throws {
        let sandbox = try Sandbox()
        let closed = ScriptedServer.start { _, _ in [.close] }
        closed.stop()
        let bench = try bench(sandbox)
        let failure = await #expect(throws: Failure.self) {
            try await bench.run(
                ["tcp": .string("127.0.0.1:\(closed.port)"), "every": "100ms"],
                timeout: .milliseconds(350))
        }
        #expect(!bench.recorder.waits.isEmpty)
        #expect(bench.recorder.waits.first?.contains("no connection") == true)
        #expect(failure?.failureClass == .timeout)
        #expect(
            failure?.message.hasPrefix(
                "the attempt took longer than its timeout of 350ms; no connection is accepted at "
                    + "127.0.0.1:\(closed.port); seen last: ") == true)
    }

    @Test func `an answer counts only with the right status`() async throws {
        let sandbox = try Sandbox()
        let server = ScriptedServer.start { _, place in
            place == 0 ? [.reset] : [.reply(place < 3 ? 503 : 204)]
        }
        defer { server.stop() }
        let bench = try bench(sandbox)
        try await bench.run(["http": .string(server.url + "/up?key=s3cr3t"), "every": "100ms"])
        #expect(bench.recorder.notes == ["\(server.url)/up answers with status 204"])
        #expect(
            bench.recorder.waits.dropFirst()
                == [
                    "\(server.url)/up answers with status 503",
                    "\(server.url)/up answers with status 503",
                ])
        #expect(!bench.recorder.everything.contains("s3cr3t"))
        try await bench.run(["http": .string(server.url), "status": [200, 204]])
    }

    @Test func `an answer that never ends is bounded, and the wait can be cut short`()
        async throws
    {
        let sandbox = try Sandbox()
        let server = ScriptedServer.start { _, _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), .hold]
        }
        defer { server.stop() }
        let failure = await #expect(throws: Failure.self) {
            try await bench(sandbox).run(
                ["http": .string(server.url)], timeout: .milliseconds(200))
        }
        #expect(failure?.failureClass == .timeout)
        #expect(failure?.message.contains("has not given the answer") == true)
    }

    @Test func `a file is waited for below the root`() async throws {
        let sandbox = try Sandbox()
        let bench = try bench(sandbox)
        let waiting = Task {
            defer { bench.recorder.finish() }
            return try await bench.run(["file": "/run/ready", "every": "100ms"])
        }
        await bench.recorder.hasWaited()
        try sandbox.put("", at: "run/ready")
        _ = try await waiting.value
        #expect(bench.recorder.waits.first == "/run/ready is not there")
        #expect(bench.recorder.notes == ["/run/ready is there"])
    }

    @Test(
        "parameters that make no sense are refused",
        arguments: [
            ([:], "`wait-for` lacks one of `tcp`, `http`, `file`"),
            (
                ["tcp": "a:1", "file": "/f"],
                "`wait-for` has `tcp`, `file`, of which only one can be given"
            ),
            (["tcp": "a:1", "status": 200], "`wait-for` has `status` without `http`"),
            (
                ["tcp": "a:70000"],
                "the parameter `tcp` of `wait-for` should be a host and a port, as "
                    + "`db.example.com:5432`"
            ),
            (
                ["tcp": "a@b:80"],
                "the parameter `tcp` of `wait-for` should be a host and a port, as "
                    + "`db.example.com:5432`"
            ),
            (
                ["http": "ftp://a/"],
                "the parameter `http` of `wait-for` should be an http or https URL"
            ),
            (
                ["http": "http://a/", "status": 99],
                "the parameter `status` of `wait-for` is not an HTTP status"
            ),
        ] as [([String: Value], String)])
    func refused(parameters: [String: Value], message: String) async throws {
        let sandbox = try Sandbox()
        let error = await #expect(throws: Diagnostics.self) {
            try await bench(sandbox).run(parameters)
        }
        #expect(error?.all.map(\.message) == [message])
    }
}
