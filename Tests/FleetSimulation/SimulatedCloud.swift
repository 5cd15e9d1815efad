import AWS
import Bytes
import HTTP
import JSON
import Synchronization

/// The services of a simulation: throttled as AWS throttles, and with the answers that a fleet needs.
final class SimulatedCloud: Sendable {
    /// What became of the requests of one operation.
    struct Count: Sendable {
        var granted = 0
        var refused = 0
    }

    /// When the first and the last token of a bucket was taken.
    struct Use: Sendable {
        let first: Duration
        var last: Duration
    }

    private struct State {
        var buckets: [TokenBucket]
        var uses: [Int: Use] = [:]
        var counts: [Call: Count] = [:]
    }

    let time: SimulatedTime
    private let scenario: Scenario
    private let state: Mutex<State>
    private let models: [String: any ServiceModel]

    init(_ scenario: Scenario, _ time: SimulatedTime, _ models: [String: any ServiceModel]) {
        self.scenario = scenario
        self.time = time
        self.models = models
        state = Mutex(
            State(buckets: scenario.throttles.map { TokenBucket(rate: $0.rate, burst: $0.burst) }))
    }

    var counts: [Call: Count] { state.withLock(\.counts) }

    /// By the place of the throttle in the scenario.
    var uses: [Int: Use] { state.withLock(\.uses) }

    /// Whether a request is granted, which takes a token of its bucket.
    func grants(_ call: Call) -> Bool {
        state.withLock { state in
            let index = scenario.throttles.firstIndex { $0.matches(call) }
            let now = time.elapsed
            let isGranted = index.map { state.buckets[$0].take(at: now / .seconds(1)) } ?? true
            if isGranted, let index {
                state.uses[index, default: Use(first: now, last: now)].last = now
            }
            if isGranted {
                state.counts[call, default: Count()].granted += 1
            } else {
                state.counts[call, default: Count()].refused += 1
            }
            return isGranted
        }
    }

    /// Answers a request of an instance.
    fileprivate func answer(_ request: HTTPRequest, of instance: Int) -> HTTPResponse {
        let body = String(decoding: request.body, as: UTF8.self)
        let call: Call
        if let target = request.headers["X-Amz-Target"] {
            let parts = target.parts(at: ".")
            let service = parts[0].begins(with: "OpsWorks") ? "opsworks" : "ssm"
            call = Call(service, String(parts[1]))
        } else {
            let words = body.parts(at: "&").first { $0.begins(with: "Action=") }
            call = Call("ec2", String(words?.parts(at: "=")[1] ?? ""))
        }
        guard grants(call) else {
            return call.service == "ec2"
                ? .error("RequestLimitExceeded", status: 503)
                : .json(["__type": "ThrottlingException", "message": "Rate exceeded"], status: 400)
        }
        return models[call.service]?.answer(call.operation, body, of: instance)
            ?? .json(["__type": "UnknownOperationException"], status: 400)
    }
}

/// What a service answers to requests that are not throttled.
protocol ServiceModel: Sendable {
    /// Answers; called at the moment at which the request arrives.
    func answer(_ operation: String, _ body: String, of instance: Int) -> HTTPResponse
}

/// The way of one instance to the services.
struct SimulatedSender: HTTPSender {
    let cloud: SimulatedCloud
    let instance: Int
    /// Of the way there and back.
    let latency: Duration

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        do {
            try await cloud.time.sleep(latency / 2)
            let answer = cloud.answer(request, of: instance)
            try await cloud.time.sleep(latency / 2)
            return answer
        } catch {
            throw HTTPError(.cancelled, url: request.url.description)
        }
    }
}

extension HTTPResponse {
    static func json(_ value: JSONValue, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: Array(value.text().utf8))
    }

    /// A reply of EC2's.
    static func xml(_ root: String, _ content: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: Array("<\(root)>\(content)</\(root)>".utf8))
    }

    /// An error of EC2's.
    static func error(_ code: String, status: Int) -> HTTPResponse {
        .xml("Response", "<Errors><Error><Code>\(code)</Code></Error></Errors>", status: status)
    }
}
