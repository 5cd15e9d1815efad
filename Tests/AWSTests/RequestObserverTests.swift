import HTTP
import Synchronization
import TestServer
import Testing

@testable import AWS

@Suite struct RequestObserverTests {
    private final class Recorder: RequestObserver {
        private let seen = Mutex<[RequestExchange]>([])
        var exchanges: [RequestExchange] { seen.withLock { $0 } }
        func observe(_ exchange: RequestExchange) { seen.withLock { $0.append(exchange) } }
    }

    private final class Reader: RequestObserver {
        let wantsBodies = true
        private let seen = Mutex<[String]>([])
        var lines: [String] { seen.withLock { $0 } }
        func observe(_ exchange: RequestExchange) {
            seen.withLock { $0 += exchange.bodies?.lines ?? [] }
        }
    }

    @Test func `who wants to reads what was asked and answered`() async throws {
        let reader = Reader()
        let client = AWSClient(
            answers: RecordingSender([.reply(200, #"{"Stacks": []}"#)]), observer: reader)
        _ = try await OpsWorks(client, region: "us-east-1").describeStacks()
        #expect(reader.lines == ["> {}", "< {", #"<   "Stacks": []"#, "< }"])
    }

    private final class Waiter: RequestObserver {
        private let seen = Mutex<[String]>([])
        /// Ends when a request has been called slow.
        let (isSlow, slow) = AsyncStream<Never>.makeStream()
        var lines: [String] { seen.withLock { $0 } }
        func observe(_ exchange: RequestExchange) {
            seen.withLock { $0.append("\(exchange.operation) \(exchange.status ?? 0)") }
        }
        func observe(_ pause: RequestPause) {
            seen.withLock {
                $0.append(
                    "\(pause.service) \(pause.operation) try \(pause.tryNumber): \(pause.reason); "
                        + "\(pause.length)")
            }
        }
        func observe(_ request: SlowRequest) {
            seen.withLock { $0.append("\(request.operation) is slow") }
            slow.finish()
        }
    }

    @Test func `a wait before the next try is seen as it begins`() async throws {
        let waiter = Waiter()
        let client = AWSClient(
            answers: RecordingSender([
                .reply(400, #"{"__type": "ThrottlingException", "message": "slow down"}"#),
                .reply(500), .reply(200, #"{"Stacks": []}"#),
            ]), observer: waiter)
        _ = try await OpsWorks(client, region: "us-east-1").describeStacks()
        #expect(
            waiter.lines == [
                "DescribeStacks 400",
                "opsworks DescribeStacks try 1: opsworks DescribeStacks: throttled: ‘slow down’; "
                    + "1.0 seconds",
                "DescribeStacks 500",
                "opsworks DescribeStacks try 2: opsworks DescribeStacks: the service failed; "
                    + "0.25 seconds",
                "DescribeStacks 200",
            ])
    }

    /// Answers when it is told to.
    private struct HeldSender: HTTPSender {
        let until: AsyncStream<Never>

        func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
            for await _ in until {}
            return HTTPResponse(status: 200, headers: [:], body: [])
        }
    }

    @Test func `a request that takes long is seen while it is under way, once`() async throws {
        let waiter = Waiter()
        let sender = ObservedSender(
            HeldSender(until: waiter.isSlow), observer: waiter, patience: .milliseconds(1))
        let request = HTTPRequest(.get, try HTTPURL("http://127.0.0.1:1/"))
        _ = try await sender.send(request, service: "s", operation: "Op", tryNumber: 1)
        #expect(waiter.lines == ["Op is slow", "Op 200"])
    }

    @Test func `each try is seen with what came of it, and nothing secret`() async throws {
        let server = ScriptedServer.start { _, place in
            switch place {
            case 0:
                [
                    .reply(
                        400, #"{"__type": "ThrottlingException"}"#,
                        headers: ["x-amzn-RequestId: r-0"])
                ]
            case 1: [.close]
            default: [.reply(200, #"{"Stacks": []}"#, headers: ["x-amzn-RequestId: r-2"])]
            }
        }
        defer { server.stop() }
        let recorder = Recorder()
        let http = try HTTPClient(userAgent: "enlist/1", environment: [:])
        let client = AWSClient(
            answers: http, environment: ["AWS_ENDPOINT_URL": server.url], observer: recorder)
        _ = try await OpsWorks(client, region: "us-east-1").describeStacks()

        let exchanges = recorder.exchanges
        // A kept connection that ends is replaced by libcurl itself, once, before it is a failure.
        #expect(exchanges.map(\.tryNumber) == Array(1...exchanges.count))
        #expect(
            exchanges.allSatisfy { $0.service == "opsworks" && $0.operation == "DescribeStacks" })
        #expect(exchanges.allSatisfy { $0.endpoint == "\(server.url)/" && $0.duration > .zero })
        #expect(exchanges.first?.status == 400)
        #expect(exchanges.first?.error == "ThrottlingException")
        #expect(exchanges.first?.requestID == "r-0")
        #expect(exchanges.last?.status == 200)
        #expect(exchanges.last?.error == nil)
        #expect(exchanges.last?.requestID == "r-2")
        #expect(server.requests.count == 3)

        #expect(exchanges.allSatisfy { $0.bodies == nil })
        let text = exchanges.map { "\($0)" }.joined()
        #expect(!text.contains(Credentials.example.accessKeyID))
        #expect(!text.contains(Credentials.example.sessionToken ?? "?"))
    }
}
