import HTTP
import Synchronization

/// Answers each request by a function of it, and keeps what was asked.
final class RouteSender: HTTPSender {
    private let answer: @Sendable (HTTPRequest) -> RecordingSender.Answer
    private let asked = Mutex<[HTTPRequest]>([])

    init(_ answer: @escaping @Sendable (HTTPRequest) -> RecordingSender.Answer) {
        self.answer = answer
    }

    var requests: [HTTPRequest] { asked.withLock { $0 } }
    /// The requests as `GET http://host/path`.
    var lines: [String] { requests.map(\.description) }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        asked.withLock { $0.append(request) }
        return try answer(request).get()
    }
}
