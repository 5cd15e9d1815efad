import FoundationEssentials
import HTTP
import Synchronization
import Testing

@testable import AWS

@Suite struct CredentialCacheTests {
    /// Gives one answer after another, each when the test lets it.
    private final class Provider: CredentialsProvider {
        let name = "test"
        let calls = Atomic(0)
        private let answers: Mutex<[Result<Credentials?, AWSError>]>
        private let gate: AsyncStream<Void>?

        init(_ answers: [Result<Credentials?, AWSError>], gate: AsyncStream<Void>? = nil) {
            self.answers = Mutex(answers)
            self.gate = gate
        }

        func credentials() async throws(AWSError) -> Credentials? {
            calls.add(1, ordering: .relaxed)
            if let gate { for await _ in gate { break } }
            return try answers.withLock { $0.isEmpty ? .success(nil) : $0.removeFirst() }.get()
        }
    }

    private static let start = Date(timeIntervalSince1970: 1_700_000_000)

    private func key(_ id: String, for seconds: Double?) -> Credentials {
        Credentials(
            accessKeyID: id, secretAccessKey: "s",
            expiration: seconds.map { CredentialCacheTests.start + $0 })
    }

    @Test func `credentials are replaced five minutes before they expire`() async throws {
        let timing = TestTiming(CredentialCacheTests.start)
        let provider = Provider([.success(key("a", for: 3600)), .success(key("b", for: 7200))])
        let cache = CredentialCache(provider, clock: timing)
        #expect(try await cache.current().accessKeyID == "a")
        timing.advance(3299)
        #expect(try await cache.current().accessKeyID == "a")
        timing.advance(1)
        #expect(try await cache.current().accessKeyID == "b")
    }

    @Test func `what still holds is used while nothing fresh can be had`() async throws {
        let timing = TestTiming(CredentialCacheTests.start)
        let down = AWSError(.transient, service: "credentials", operation: "test")
        let provider = Provider([.success(key("a", for: 3600)), .failure(down), .failure(down)])
        let cache = CredentialCache(provider, clock: timing)
        _ = try await cache.current()
        timing.advance(3500)
        #expect(try await cache.current().accessKeyID == "a")
        timing.advance(100)
        await #expect(throws: down) { try await cache.current() }
    }

    @Test func `however many wait, the provider is asked once`() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let provider = Provider([.success(key("a", for: nil))], gate: gate)
        let cache = CredentialCache(provider, clock: TestTiming())
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await cache.current().accessKeyID } }
            open.yield()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(ids == Array(repeating: "a", count: 20))
        #expect(provider.calls.load(ordering: .relaxed) == 1)
    }

    @Test func `one who is cancelled waits no longer, the others go on`() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let provider = Provider([.success(key("a", for: nil))], gate: gate)
        let cache = CredentialCache(provider, clock: TestTiming())
        let patient = Task { try await cache.current() }
        let hasty = Task { try await cache.current() }
        hasty.cancel()
        let error = await #expect(throws: AWSError.self) { try await hasty.value }
        #expect(error?.kind == .cancelled)
        open.yield()
        #expect(try await patient.value.accessKeyID == "a")
    }

    @Test func `nobody's credentials are an error that names who was asked`() async {
        let cache = CredentialCache(Provider([.success(nil)]), clock: TestTiming())
        let error = await #expect(throws: AWSError.self) { try await cache.current() }
        #expect(error?.kind == .noCredentials(asked: ["test"]))
    }

    @Test func `credentials that a service calls expired are replaced once`() async throws {
        let expired = RecordingSender.Answer.reply(
            400, #"{"__type": "ExpiredTokenException", "message": "expired"}"#)
        let provider = Provider([
            .success(key("a", for: nil)), .success(key("b", for: nil)),
            .success(key("c", for: nil)),
        ])
        let sender = RecordingSender([expired, .reply(200, #"{"Stacks": []}"#), expired, expired])
        let opsworks = OpsWorks(
            AWSClient(answers: sender, credentials: provider), region: "eu-west-1")
        _ = try await opsworks.describeStacks()
        #expect(sender.requests.map(\.signature?.accessKeyID) == ["a", "b"])
        let error = await #expect(throws: AWSError.self) { try await opsworks.describeStacks() }
        #expect(error?.kind == .expiredCredentials(areRenewed: false))
        #expect(sender.requests.map(\.signature?.accessKeyID) == ["a", "b", "b", "c"])
    }

    @Test func `the same keys are not tried twice, whether newer ones will come or not`() async {
        let expired = RecordingSender.Answer.reply(400, #"{"__type": "ExpiredTokenException"}"#)
        for lifetime in [nil, 3600.0] {
            let sender = RecordingSender([expired, expired])
            let keys = StaticCredentials(key("a", for: lifetime))
            let client = AWSClient(answers: sender, credentials: keys)
            let error = await #expect(throws: AWSError.self) {
                try await OpsWorks(client, region: "eu-west-1").describeStacks()
            }
            #expect(sender.requests.count == 1)
            #expect(error?.kind == .expiredCredentials(areRenewed: lifetime != nil))
        }
    }

    @Test func `the only one who waits, when cancelled, learns what took so long`() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let down = AWSError(.throttled, service: "instance metadata", operation: "role")
        let provider = Provider([.failure(down)], gate: gate)
        let cache = CredentialCache(provider, clock: TestTiming())
        let waiter = Task { try await cache.current() }
        while provider.calls.load(ordering: .relaxed) == 0 { await Task.yield() }
        waiter.cancel()
        await #expect(throws: down) { try await waiter.value }
        open.finish()
    }
}
