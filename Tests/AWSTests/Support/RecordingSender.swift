import HTTP
import Synchronization

/// Answers requests from a list and keeps what was asked.
final class RecordingSender: HTTPSender {
    typealias Answer = Result<HTTPResponse, HTTPError>

    private let state: Mutex<(answers: [Answer], requests: [HTTPRequest])>

    init(_ answers: [Answer]) { state = Mutex((answers, [])) }

    var requests: [HTTPRequest] { state.withLock(\.requests) }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let answer = state.withLock {
            $0.requests.append(request)
            return $0.answers.isEmpty ? nil : $0.answers.removeFirst()
        }
        guard let answer else {
            throw HTTPError(.failed("the test has no further answer"), url: "\(request.url)")
        }
        return try answer.get()
    }
}

extension RecordingSender.Answer {
    /// A reply with this status and body.
    static func reply(
        _ status: Int, _ body: String = "", _ headers: HTTPHeaders = [:]
    ) -> RecordingSender.Answer {
        .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    /// No reply.
    static func none(_ reason: HTTPError.Reason, arrived: Bool) -> RecordingSender.Answer {
        .failure(HTTPError(reason, url: "https://host/", mayHaveArrived: arrived))
    }
}
