import AWS
import HTTP
import Testing

@Suite struct RequestRetryTests {
    private let stacks = RecordingSender.Answer.reply(200, #"{"Stacks": []}"#)
    private let throttled = RecordingSender.Answer.reply(
        400, #"{"__type": "ThrottlingException", "message": "Rate exceeded"}"#)
    private let failed = RecordingSender.Answer.reply(500, #"{"__type": "InternalFailure"}"#)
    private let dropped = RecordingSender.Answer.none(.connectionDropped("reset"), arrived: true)
    private let refused = RecordingSender.Answer.none(.couldNotConnect("refused"), arrived: false)

    @Test func `waits after throttling are longer than after failures, and both double`()
        async throws
    {
        let timing = TestTiming()
        for answer in [throttled, failed, dropped, refused] {
            let sender = RecordingSender([answer, answer, stacks])
            let client = AWSClient(answers: sender, timing)
            #expect(try await OpsWorks(client, region: "eu-west-1").describeStacks() == [])
        }
        #expect(
            timing.sleeps == [
                .seconds(1), .seconds(2), .milliseconds(250), .milliseconds(500),
                .milliseconds(250), .milliseconds(500), .milliseconds(250), .milliseconds(500),
            ])
    }

    @Test func `chance takes a wait anywhere down to nothing`() async throws {
        let timing = TestTiming(chance: 0.25)
        let client = AWSClient(answers: RecordingSender([throttled, throttled, stacks]), timing)
        _ = try await OpsWorks(client, region: "eu-west-1").describeStacks()
        #expect(timing.sleeps == [.milliseconds(250), .milliseconds(500)])
    }

    @Test func `a request may fail three times, and the error says so`() async throws {
        let sender = RecordingSender([failed, failed, failed, stacks])
        let client = AWSClient(answers: sender)
        let error = await #expect(throws: AWSError.self) {
            try await OpsWorks(client, region: "eu-west-1").describeStacks()
        }
        #expect(sender.requests.count == 3)
        #expect(error?.kind == .transient)
        #expect(error?.tries == 3)
    }

    @Test func `a request may be throttled twenty times, never for long, and the error says so`()
        async throws
    {
        let timing = TestTiming()
        let sender = RecordingSender(Array(repeating: throttled, count: 20) + [stacks])
        let client = AWSClient(answers: sender, timing)
        let error = await #expect(throws: AWSError.self) {
            try await OpsWorks(client, region: "eu-west-1").describeStacks()
        }
        #expect(sender.requests.count == 20)
        #expect(timing.sleeps == ([1, 2] + Array(repeating: 3, count: 17)).map { .seconds($0) })
        #expect(error?.kind == .throttled)
        #expect(error?.tries == 20)
        #expect(
            error?.description == """
                opsworks DescribeStacks: throttled: ‘Rate exceeded’ (ThrottlingException, HTTP 400, \
                https://opsworks.eu-west-1.amazonaws.com/, 20 tries); wait and try again; if it \
                continues, start fewer instances at once
                """)
    }

    @Test func `failures and throttling are counted apart`() async throws {
        let timing = TestTiming()
        let sender = RecordingSender([failed, throttled, failed, throttled, throttled, stacks])
        let client = AWSClient(answers: sender, timing)
        #expect(try await OpsWorks(client, region: "eu-west-1").describeStacks() == [])
        #expect(
            timing.sleeps == [
                .milliseconds(250), .seconds(1), .milliseconds(500), .seconds(2), .seconds(3),
            ])
    }

    @Test func `what may have had an effect is repeated only where that is harmless`() async throws
    {
        for answer in [failed, dropped] {
            let sender = RecordingSender([answer, .reply(200, "{}")])
            let client = AWSClient(answers: sender)
            let error = await #expect(throws: AWSError.self) {
                try await OpsWorks(client, region: "eu-west-1").deregisterInstance(id: "i")
            }
            #expect(error?.kind == .transient)
            #expect(sender.requests.count == 1)
        }
        // Neither a throttled request nor one that never left was looked at.
        for answer in [throttled, refused] {
            let sender = RecordingSender([answer, .reply(200, "{}")])
            let client = AWSClient(answers: sender)
            try await OpsWorks(client, region: "eu-west-1").deregisterInstance(id: "i")
            #expect(sender.requests.map(\.isRepeatable) == [false, false])
        }
    }

    @Test func `who is cut off while it waits learns what it waited for`() async throws {
        let sender = RecordingSender([throttled, .none(.cancelled, arrived: true)])
        let error = await #expect(throws: AWSError.self) {
            try await OpsWorks(AWSClient(answers: sender), region: "eu-west-1").describeStacks()
        }
        #expect(error?.kind == .throttled)
        let silent = RecordingSender([.none(.cancelled, arrived: true)])
        let cancelled = await #expect(throws: AWSError.self) {
            try await OpsWorks(AWSClient(answers: silent), region: "eu-west-1").describeStacks()
        }
        #expect(
            cancelled?.description == """
                opsworks DescribeStacks: cut off before there was a reply; look at the service and \
                the way to it, or allow it more time
                """)
    }

    @Test func `Retry-After is waited out, unless it is too long`() async throws {
        let timing = TestTiming()
        for time in ["7", "Tue, 14 Nov 2023 22:13:27 GMT"] {
            let slow = RecordingSender.Answer.reply(503, "", ["Retry-After": time])
            let client = AWSClient(answers: RecordingSender([slow, stacks]), timing)
            _ = try await OpsWorks(client, region: "eu-west-1").describeStacks()
        }
        #expect(timing.sleeps == [.seconds(7), .seconds(7)])

        let never = RecordingSender([.reply(503, "", ["Retry-After": "120"]), stacks])
        let error = await #expect(throws: AWSError.self) {
            try await OpsWorks(AWSClient(answers: never), region: "eu-west-1").describeStacks()
        }
        #expect(never.requests.count == 1)
        #expect(error?.retryAfter == .seconds(120))
    }

    @Test(
        arguments: [
            ("9223372036854775807", .seconds(3600)), ("-9223372036854775808", nil), ("-1", nil),
            ("9223372036854775808", .seconds(3600)), ("1e300", nil), ("", nil), ("+7", nil),
            ("Fri, 31 Dec 9999 23:59:59 GMT", .seconds(3600)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", .zero),
        ] as [(String, Duration?)])
    func `a wild Retry-After is an hour, or none`(_ text: String, _ wait: Duration?) async {
        let headers: HTTPHeaders = ["Retry-After": text, "Date": text]
        let never = RecordingSender(
            Array(repeating: .reply(503, "", headers), count: 3))
        let error = await #expect(throws: AWSError.self) {
            try await OpsWorks(AWSClient(answers: never), region: "eu-west-1").describeStacks()
        }
        #expect(error?.retryAfter == wait)
    }

    @Test func `an outage spends the budget, and then nothing is repeated`() async throws {
        let sender = RecordingSender(Array(repeating: failed, count: 20))
        let client = AWSClient(answers: sender, budget: RetryBudget(capacity: 15))
        for _ in 0..<3 {
            await #expect(throws: AWSError.self) {
                try await OpsWorks(client, region: "eu-west-1").describeStacks()
            }
        }
        // Five tokens a try: two more for the first call, one for the second, none for the third.
        #expect(sender.requests.count == 3 + 2 + 1)
    }

    @Test func `a repetition that succeeds costs nothing`() async throws {
        let sender = RecordingSender(
            Array(repeating: [failed, stacks], count: 20).flatMap { $0 })
        let client = AWSClient(answers: sender, budget: RetryBudget(capacity: 5))
        for _ in 0..<20 {
            #expect(try await OpsWorks(client, region: "eu-west-1").describeStacks() == [])
        }
    }

    @Test func `being throttled spends no budget`() async throws {
        let sender = RecordingSender(
            Array(repeating: throttled, count: 20) + [throttled, throttled, stacks])
        let client = AWSClient(answers: sender, budget: RetryBudget(capacity: 5))
        await #expect(throws: AWSError.self) {
            try await OpsWorks(client, region: "eu-west-1").describeStacks()
        }
        #expect(try await OpsWorks(client, region: "eu-west-1").describeStacks() == [])
    }

    @Test func `a refusal is final`() async throws {
        let sender = RecordingSender([
            .reply(400, #"{"__type": "ValidationException", "message": "No"}"#), stacks,
        ])
        await #expect(throws: AWSError.self) {
            try await OpsWorks(AWSClient(answers: sender), region: "eu-west-1").describeStacks()
        }
        #expect(sender.requests.count == 1)
    }
}
