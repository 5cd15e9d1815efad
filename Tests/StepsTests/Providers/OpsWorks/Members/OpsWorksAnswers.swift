import AWS
import HTTP
import Synchronization

/// An OpsWorks that answers as a test says, and keeps what it was asked.
final class OpsWorksAnswers: HTTPSender {
    private let answer: @Sendable (_ asked: String) -> String?
    private let unreachable: Set<String>
    private let questions = Mutex<[String]>([])

    /// Takes the answers: the reply's body for `DescribeStacks us-east-1 {}`; nil is a refusal.
    init(
        unreachable: Set<String> = [], _ answer: @escaping @Sendable (_ asked: String) -> String?
    ) {
        self.unreachable = unreachable
        self.answer = answer
    }

    /// What it was asked, in order.
    var asked: [String] { questions.withLock { $0 } }

    func opsWorks(_ region: String) -> OpsWorks { OpsWorks(client, region: region) }

    /// Signs with a key of the documentation's.
    var client: AWSClient {
        let key = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "s", sessionToken: nil)
        return AWSClient(
            ObservedSender(self), SharedSettings(completing: [:]),
            credentials: StaticCredentials(key))
    }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let operation = request.headers["X-Amz-Target"]?.split(separator: ".").last ?? ""
        let body = String(decoding: request.body, as: UTF8.self)
        let region = request.signature?.region ?? ""
        guard !unreachable.contains(region) else {
            throw HTTPError(.couldNotResolve(host: region), url: "\(request.url)")
        }
        let question = "\(operation) \(region) \(body)"
        questions.withLock { $0.append(question) }
        guard let text = answer(question) else {
            let refusal = #"{"__type":"AccessDeniedException","message":"no"}"#
            return HTTPResponse(status: 400, body: Array(refusal.utf8))
        }
        return HTTPResponse(status: 200, body: Array(text.utf8))
    }
}
