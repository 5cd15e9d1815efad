package import HTTP
import Synchronization

/// Sends requests, and has sent some of them before they are asked for: those that read what a later step needs.
///
/// `ahead` runs the code that a later step will run. Each request of it is sent once, and what comes of it is
/// kept. The step that sends the same request gets that as its own first try, answer or error: it reports the
/// request, reads the answer and retries as usual. So no request is sent twice, and each is reported once, by
/// the step that asks. What a step has not asked for is dropped when it has ended: what it did may have made
/// the answer stale.
package final class EarlyReads: HTTPSender {
    /// The step for which the current task reads ahead; nil for a step's own requests and all others.
    @TaskLocal private static var step: String?

    /// Whether the current task reads ahead of a step.
    static var isAhead: Bool { step != nil }

    private typealias Reading = Task<Result<HTTPResponse, HTTPError>, Never>

    private let sender: any HTTPSender
    /// How old an answer may be; an older one is not used.
    private let lifetime: Duration
    private let state = Mutex(State())

    private struct State {
        var kept: [Question: Kept] = [:]
        /// What steps have asked; it is too late to read it ahead.
        var asked: Set<Question> = []
        /// The steps that have ended.
        var ended: Set<String> = []
        var isOver = false
    }

    private struct Kept {
        let reading: Reading
        let step: String
        let begin: ContinuousClock.Instant
    }

    /// What makes two requests the same.
    private struct Question: Hashable {
        let method: String
        let url: String
        let target: String?
        let body: [UInt8]
        let accessKeyID: String?

        init(_ request: HTTPRequest) {
            method = request.method.rawValue
            url = request.url.text
            target = request.headers["X-Amz-Target"]
            body = request.body
            accessKeyID = request.signature?.accessKeyID
        }
    }

    /// Takes what sends requests.
    package convenience init(_ sender: any HTTPSender) {
        self.init(sender, lifetime: .seconds(60))
    }

    init(_ sender: any HTTPSender, lifetime: Duration) {
        self.sender = sender
        self.lifetime = lifetime
    }

    deinit { stop() }

    /// Runs `reads`, and keeps what comes of its requests; its result and its errors are ignored.
    ///
    /// - Parameters:
    ///   - step: the id of the step that will ask.
    ///   - reads: sends the same requests as that step, and changes nothing.
    package static func ahead(of step: String, _ reads: () async throws -> Void) async {
        try? await $step.withValue(step, operation: reads)
    }

    package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        if let step = Self.step { return try await sendAhead(request, of: step).value.get() }
        guard let reading = take(request) else { return try await sender.send(request) }
        return try await withTaskCancellationHandler {
            await reading.value
        } onCancel: {
            reading.cancel()
        }.get()
    }

    /// Drops what was read ahead of a step, which has ended and did not ask for it.
    package func end(_ step: String) {
        let left = state.withLock { state in
            state.ended.insert(step)
            let left = state.kept.filter { $0.value.step == step }
            for question in left.keys { state.kept[question] = nil }
            return left.values
        }
        for kept in left { kept.reading.cancel() }
    }

    /// Drops all answers, and cancels the requests under way; nothing is read ahead any more.
    package func stop() {
        let left = state.withLock { state in
            defer { state = State(isOver: true) }
            return state.kept.values
        }
        for kept in left { kept.reading.cancel() }
    }

    /// Sends a request of which the answer is kept.
    ///
    /// - Throws: `HTTPError` of kind `.cancelled` if it is too late.
    private func sendAhead(
        _ request: HTTPRequest, of step: String
    ) throws(HTTPError) -> Reading {
        let question = Question(request)
        let sent = state.withLock { state -> Reading? in
            guard !state.isOver, !state.ended.contains(step), !state.asked.contains(question),
                state.kept[question] == nil
            else { return nil }
            let reading = Task { [sender] in
                do throws(HTTPError) {
                    return Result<HTTPResponse, HTTPError>.success(try await sender.send(request))
                } catch {
                    return .failure(error)
                }
            }
            state.kept[question] = Kept(reading: reading, step: step, begin: .now)
            return reading
        }
        guard let sent else { throw HTTPError(.cancelled, url: request.url.description) }
        return sent
    }

    /// The same request if it was sent ahead, and not too long ago.
    private func take(_ request: HTTPRequest) -> Reading? {
        let question = Question(request)
        let kept = state.withLock { state in
            if !state.isOver { state.asked.insert(question) }
            return state.kept.removeValue(forKey: question)
        }
        guard let kept else { return nil }
        guard ContinuousClock.now - kept.begin < lifetime else {
            kept.reading.cancel()
            return nil
        }
        return kept.reading
    }
}
