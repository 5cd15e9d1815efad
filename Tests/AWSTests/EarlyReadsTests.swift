import HTTP
import Synchronization
import Testing

@testable import AWS

@Suite struct EarlyReadsTests {
    /// Answers in order, once the gate is open.
    private final class Service: HTTPSender {
        let answers: RecordingSender
        private let gate: AsyncStream<Never>?
        private let (arrivals, arrival) = AsyncStream<Void>.makeStream()

        init(_ answers: [RecordingSender.Answer], after gate: AsyncStream<Never>? = nil) {
            self.answers = RecordingSender(answers)
            self.gate = gate
        }

        /// Waits for the next request.
        func arrived() async { for await _ in arrivals { return } }

        func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
            arrival.yield()
            if let gate { for await _ in gate {} }
            guard !Task.isCancelled else { throw HTTPError(.cancelled, url: "\(request.url)") }
            return try await answers.send(request)
        }
    }

    private final class Recorder: RequestObserver {
        private let seen = Mutex<[String]>([])
        var lines: [String] { seen.withLock { $0 } }
        func observe(_ exchange: RequestExchange) {
            seen.withLock {
                $0.append("\(exchange.operation) \(exchange.tryNumber): \(exchange.status ?? 0)")
            }
        }
    }

    private func opsWorks(
        _ early: EarlyReads, _ recorder: Recorder? = nil, _ timing: TestTiming = TestTiming(),
        credentials: (any CredentialsProvider)? = nil
    ) -> OpsWorks {
        let client = AWSClient(
            ObservedSender(early, observer: recorder), SharedSettings(completing: [:]),
            credentials: credentials, timing: timing.timing)
        return OpsWorks(client, region: "us-east-1")
    }

    private static let stacks = RecordingSender.Answer.reply(
        200, #"{"Stacks": [{"StackId": "s-1"}]}"#)
    private static let noStacks = RecordingSender.Answer.reply(200, #"{"Stacks": []}"#)

    @Test func `an early answer is given once, and reported when it is asked for`() async throws {
        let service = Service([Self.stacks, Self.noStacks])
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let recorder = Recorder()
        let opsWorks = opsWorks(early, recorder)
        await EarlyReads.ahead(of: "step") { _ = try await opsWorks.describeStacks() }
        #expect(service.answers.requests.count == 1)
        #expect(recorder.lines == [])

        #expect(try await opsWorks.describeStacks().map(\.id) == ["s-1"])
        #expect(service.answers.requests.count == 1)
        #expect(recorder.lines == ["DescribeStacks 1: 200"])
        #expect(try await opsWorks.describeStacks().isEmpty)
        #expect(service.answers.requests.count == 2)
    }

    @Test func `an early failure is the step's first try, and is retried by the step`()
        async throws
    {
        let service = Service([.reply(500), Self.stacks])
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let recorder = Recorder()
        let timing = TestTiming()
        let opsWorks = opsWorks(early, recorder, timing)
        await EarlyReads.ahead(of: "step") { _ = try await opsWorks.describeStacks() }
        #expect(service.answers.requests.count == 1)
        #expect(timing.sleeps == [])

        #expect(try await opsWorks.describeStacks().count == 1)
        #expect(recorder.lines == ["DescribeStacks 1: 500", "DescribeStacks 2: 200"])
        #expect(timing.sleeps == [.milliseconds(250)])
    }

    @Test func `an early refusal costs the service no second request`() async throws {
        let service = Service([.reply(400, #"{"__type": "AccessDeniedException"}"#)])
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let opsWorks = opsWorks(early)
        await EarlyReads.ahead(of: "step") { _ = try await opsWorks.describeStacks() }
        let error = await #expect(throws: AWSError.self) { try await opsWorks.describeStacks() }
        guard case .accessDenied? = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(service.answers.requests.count == 1)
    }

    @Test func `an old answer is not used`() async throws {
        let service = Service([Self.stacks, Self.noStacks])
        let early = EarlyReads(service, lifetime: .zero)
        let opsWorks = opsWorks(early)
        await EarlyReads.ahead(of: "step") { _ = try await opsWorks.describeStacks() }
        #expect(try await opsWorks.describeStacks().isEmpty)
        #expect(service.answers.requests.count == 2)
    }

    @Test func `another question gets an answer of its own`() async throws {
        let service = Service([Self.stacks, Self.noStacks])
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let opsWorks = opsWorks(early)
        await EarlyReads.ahead(of: "step") { _ = try await opsWorks.describeStacks() }
        #expect(try await opsWorks.describeStacks(ids: ["s-2"]).isEmpty)
        #expect(service.answers.requests.count == 2)
    }

    @Test func `nothing is read ahead that a step has asked already`() async throws {
        let service = Service([Self.stacks])
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let opsWorks = opsWorks(early)
        _ = try await opsWorks.describeStacks()
        await EarlyReads.ahead(of: "step") { _ = try await opsWorks.describeStacks() }
        #expect(service.answers.requests.count == 1)
    }

    @Test func `a step that has ended leaves no answer to the steps after it`() async throws {
        let service = Service([Self.stacks, Self.noStacks])
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let opsWorks = opsWorks(early)
        await EarlyReads.ahead(of: "first") { _ = try await opsWorks.describeStacks() }
        early.end("second")
        early.end("first")
        #expect(try await opsWorks.describeStacks().isEmpty)
        #expect(service.answers.requests.count == 2)
    }

    @Test func `nothing is read ahead of a step that has ended`() async throws {
        let service = Service([Self.stacks])
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let opsWorks = opsWorks(early)
        early.end("step")
        await EarlyReads.ahead(of: "step") { _ = try await opsWorks.describeStacks() }
        #expect(service.answers.requests.isEmpty)
    }

    @Test func `a step waits for a request that is under way`() async throws {
        let (gate, opening) = AsyncStream<Never>.makeStream()
        let service = Service([Self.stacks], after: gate)
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let opsWorks = opsWorks(early)
        async let reading: Void = EarlyReads.ahead(of: "step") {
            _ = try await opsWorks.describeStacks()
        }
        await service.arrived()
        async let stacks = opsWorks.describeStacks()
        opening.finish()
        #expect(try await stacks.count == 1)
        await reading
        #expect(service.answers.requests.count == 1)
    }

    @Test func `a step that is cancelled ends the request that it waits for`() async throws {
        let (gate, opening) = AsyncStream<Never>.makeStream()
        defer { opening.finish() }
        let service = Service([Self.stacks], after: gate)
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let opsWorks = opsWorks(early)
        async let reading: Void = EarlyReads.ahead(of: "step") {
            _ = try await opsWorks.describeStacks()
        }
        await service.arrived()
        let asking = Task { try await opsWorks.describeStacks() }
        asking.cancel()
        let error = await #expect(throws: AWSError.self) { try await asking.value }
        #expect(error?.kind == .cancelled)
        await reading
    }

    @Test func `stopping ends what is under way, and nothing is read ahead after it`()
        async throws
    {
        let (gate, opening) = AsyncStream<Never>.makeStream()
        defer { opening.finish() }
        let service = Service([Self.stacks], after: gate)
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let opsWorks = opsWorks(early)
        async let reading: Void = EarlyReads.ahead(of: "step") {
            _ = try await opsWorks.describeStacks()
        }
        await service.arrived()
        early.stop()
        await reading
        await EarlyReads.ahead(of: "step") { _ = try await opsWorks.describeStacks(ids: ["s-2"]) }
        #expect(service.answers.requests.isEmpty)
    }

    @Test func `credentials are not asked for ahead`() async throws {
        let service = Service([Self.stacks, Self.noStacks])
        let early = EarlyReads(service, lifetime: .seconds(3600))
        let opsWorks = opsWorks(early, credentials: StaticCredentials(.example))
        await EarlyReads.ahead(of: "step") { _ = try await opsWorks.describeStacks() }
        #expect(service.answers.requests.isEmpty)

        #expect(try await opsWorks.describeStacks().count == 1)
        await EarlyReads.ahead(of: "step") { _ = try await opsWorks.describeStacks(ids: ["s-2"]) }
        #expect(service.answers.requests.count == 2)
    }
}
