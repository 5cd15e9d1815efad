import Pipeline
import Steps
import TestServer
import TestSupport
import Testing

@testable import Application

@Suite struct ConnectionsAheadTests {
    private static let services = [
        "SSM", "EC2", "AUTO_SCALING", "CLOUDFORMATION", "OPSWORKS", "IAM", "STS", "S3",
    ]

    /// An engine whose services are at these servers, and the plan of a pipeline.
    private func engine(
        _ servers: [(String, ScriptedServer)], scheme: String = "https", in folder: String,
        pipeline: String
    ) async throws -> (ConnectionsAhead, Plan) {
        var environment = [
            "ENLIST_ROOT": folder, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
        ]
        for (name, server) in servers {
            environment["AWS_ENDPOINT_URL_\(name)"] = "\(scheme)://127.0.0.1:\(server.port)"
        }
        let engine = try Engine(environment: environment)
        var request = PlanRequest()
        request.pipeline = pipeline
        let plan = try await engine.preparer.sketch(request).plan
        return (ConnectionsAhead(host: engine.host), plan)
    }

    /// The services that are connected to for what is left of a pipeline.
    private func connected(
        _ pipeline: String, afterStep last: String? = nil, scheme: String = "https"
    ) async throws -> [String] {
        // They end each connection at once, so that it is over when it has been opened.
        let servers = Self.services.map { name in
            (name, ScriptedServer.start(greeting: "no TLS") { _, _ in [] })
        }
        defer { for (_, server) in servers { server.stop() } }
        return try await withTemporaryFolder { folder in
            let (ahead, plan) = try await engine(
                servers, scheme: scheme, in: folder, pipeline: pipeline)
            let done = try last.map { last in
                try #require(plan.steps.firstIndex { $0.id == last }) + 1
            }
            await ahead.host.openConnections(
                for: ConnectionsAhead.steps(of: plan, after: done ?? 0), in: "us-east-1")
            return servers.filter { $0.1.connectionCount > 0 }.map(\.0)
        }
    }

    @Test(arguments: [
        ("systems-manager", ["SSM", "EC2"]), ("opsworks", ["EC2", "OPSWORKS"]),
    ])
    func `the services that the steps call are connected to, and no others`(
        pipeline: String, services: [String]
    ) async throws {
        #expect(try await connected(pipeline) == services)
    }

    @Test func `a resumed run connects to what is left to call`() async throws {
        #expect(try await connected("systems-manager", afterStep: "tag-instance") == ["SSM"])
        #expect(try await connected("systems-manager", afterStep: "wait-until-applied") == [])
    }

    @Test func `without TLS nobody is connected to`() async throws {
        #expect(try await connected("systems-manager", scheme: "http") == [])
        #expect(try await connected("opsworks", scheme: "http") == [])
    }

    @Test func `a run beside which nobody answers takes no longer`() async throws {
        // A connection that is waited for takes five seconds. A busy machine can take as long for
        // nothing, but not each time.
        for _ in 0..<5 {
            if try await delayByASilentServer() < .seconds(4) { return }
        }
        Issue.record("the run waited for connections that nobody answers")
    }

    /// The time from the end of a run to the end of the connections beside it.
    private func delayByASilentServer() async throws -> Duration {
        let server = ScriptedServer.start { _, _ in [.hold] }
        defer { server.stop() }
        return try await withTemporaryFolder { folder in
            let (ahead, plan) = try await engine(
                Self.services.map { ($0, server) }, in: folder, pipeline: "systems-manager")
            var known = Facts()
            known[.instanceRegion] = "eu-west-1"
            let end = await ahead.open(for: plan, after: 0, knowing: known) {
                // The run goes on until the connections are made, which then wait for an answer.
                while server.connectionCount < 2 { try? await Task.sleep(for: .milliseconds(5)) }
                return ContinuousClock.now
            }
            return end.duration(to: .now)
        }
    }
}
