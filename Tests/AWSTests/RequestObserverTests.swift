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
