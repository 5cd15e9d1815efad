import HTTP
import Synchronization
import Testing

@testable import AWS

@Suite struct ConnectingTests {
    private final class Recorder: RequestObserver {
        private let seen = Mutex(0)
        var count: Int { seen.withLock { $0 } }
        func observe(_ exchange: RequestExchange) { seen.withLock { $0 += 1 } }
    }

    /// What a client sends that connects to EC2.
    private func sent(
        in region: String = "eu-west-1", _ environment: [String: String] = [:],
        answering answer: RecordingSender.Answer = .reply(301),
        observer: Recorder = Recorder()
    ) async -> [HTTPRequest] {
        let sender = RecordingSender([answer])
        let client = AWSClient(
            ObservedSender(sender, observer: observer), SharedSettings(completing: environment),
            credentials: StaticCredentials(.example))
        await client.connect(to: .ec2, in: region)
        return sender.requests
    }

    @Test func `a connection is opened by one request that has no effect and no signature`()
        async throws
    {
        let requests = await sent()
        #expect(requests.map(\.description) == ["GET https://ec2.eu-west-1.amazonaws.com/"])
        let request = try #require(requests.first)
        #expect(request.signature == nil)
        #expect(request.body.isEmpty)
        #expect(request.redirects == .returned)
    }

    @Test func `nobody is told of it, whatever comes of it`() async {
        let observer = Recorder()
        for answer in [
            RecordingSender.Answer.reply(200), .reply(500),
            .none(.couldNotConnect(""), arrived: false),
        ] {
            #expect(await sent(answering: answer, observer: observer).count == 1)
        }
        #expect(observer.count == 0)
    }

    @Test func `nothing is sent without TLS, nor where there is no endpoint`() async {
        #expect(await sent(["AWS_ENDPOINT_URL": "http://127.0.0.1:1"]).isEmpty)
        #expect(await sent(["AWS_ENDPOINT_URL_EC2": "ftp://127.0.0.1"]).isEmpty)
        #expect(await sent(in: "no region").isEmpty)
        #expect(await sent(["AWS_ENDPOINT_URL_EC2": "https://127.0.0.1:1"]).count == 1)
    }
}
