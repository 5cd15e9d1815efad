package import Pipeline
import Synchronization

/// The latest events of a run, for `log` and `request`.
package final class SessionHistory: Observer {
    private let describe: @Sendable (Event) -> String?
    private let state = Mutex(State())

    private struct State {
        var lines: [String] = []
        var requests: [Request] = []
    }

    private struct Request {
        let number: Int
        let line: String
        var body: (@Sendable () -> [String])?
    }

    /// The maximum number of each.
    private static let limit = 1000
    /// The maximum number of requests with their bodies.
    private static let bodyLimit = 50
    /// The type of events for requests.
    private static let request = "request"

    /// Creates an empty history.
    ///
    /// - Parameter describe: returns an event in one line; nil for one that people need not see.
    package init(_ describe: @escaping @Sendable (Event) -> String?) { self.describe = describe }

    package func observe(_ event: Event) {
        let line = describe(event)
        state.withLock { state in
            if case .activity(SessionHistory.request, let fields) = event.body {
                let request = Request(
                    number: event.sequence, line: SessionHistory.line(event, fields))
                SessionHistory.add(request, to: &state.requests)
            } else if let line {
                SessionHistory.add(line, to: &state.lines)
            }
        }
    }

    /// Stores the content of a request and its reply, in memory only.
    ///
    /// - Parameters:
    ///   - body: returns the lines on demand.
    ///   - number: the number of the request's event, which has been observed.
    package func keep(_ body: @escaping @Sendable () -> [String], ofRequest number: Int) {
        state.withLock { state in
            guard let place = state.requests.lastIndex(where: { $0.number == number }) else {
                return
            }
            state.requests[place].body = body
            let old = place - SessionHistory.bodyLimit
            if old >= 0 { state.requests[old].body = nil }
        }
    }

    func lines(_ count: Int) -> [String] {
        let lines = state.withLock { $0.lines.suffix(count) }
        return lines.isEmpty ? ["nothing has happened yet"] : Array(lines)
    }

    func requests(_ count: Int) -> [String] {
        let requests = state.withLock { $0.requests.suffix(count) }
        guard !requests.isEmpty else { return ["no request has been made yet"] }
        return requests.flatMap { [$0.line] + ($0.body?() ?? []).map { "    \($0)" } }
    }

    private static func add<Element>(_ element: Element, to elements: inout [Element]) {
        elements.append(element)
        if elements.count > limit { elements.removeFirst() }
    }

    /// `look-up-stack: opsworks DescribeStacks at http://… → 200 after 12ms, id 1a2b`.
    private static func line(_ event: Event, _ fields: [String: Value]) -> String {
        func text(_ name: String) -> String? { fields[name]?.text }
        var line = event.step.map { "\($0): " } ?? ""
        line += [text("service"), text("operation")].compactMap { $0 }.joined(separator: " ")
        if let endpoint = text("endpoint") { line += " at \(endpoint)" }
        if let number = fields["try"], number != 1 { line += ", try \(number.text)" }
        line += ": \(text("status") ?? "no reply")"
        if let error = text("error") { line += " \(error)" }
        switch fields["duration"] {
        case .number(let seconds): line += " after \(Duration.seconds(seconds).readable)"
        case .integer(let seconds): line += " after \(Duration.seconds(seconds).readable)"
        default: break
        }
        if let id = text("request-id") { line += ", request id \(id)" }
        return line
    }
}
