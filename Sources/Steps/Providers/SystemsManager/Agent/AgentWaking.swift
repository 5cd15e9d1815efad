import Bytes
import Pipeline

/// Ends the agent's rests by a restart, once for each kind of rest and cause.
///
/// If Systems Manager throttles, it may throttle the restarted agent again, so for that cause there
/// are three restarts.
///
/// A rest begins with one failed request, for example if a role is a few seconds late, and lasts
/// five minutes to half an hour, whatever happens meanwhile; a restart ends it at once. The caller
/// has just seen that the role's credentials work, by a signed request of its own.
struct AgentWaking {
    /// The range of the random wait before a restart if Systems Manager throttles: a fleet must not
    /// come back all at once.
    ///
    /// It doubles each time.
    private static let chance = 5.0...25.0
    private static let mostWhereThrottled = 3
    /// A rest that ends sooner is not worth a restart, which takes seven seconds.
    private static let least = Duration.seconds(10)

    private(set) var marks: AgentMarks
    /// Has systemd restart the agent; nil if there is no systemd, as below a sandbox root.
    let restart: (@Sendable () async throws -> Void)?
    private var woken: [(kind: AgentRest.Kind, cause: AgentRest.Cause)] = []
    /// When it was last restarted since the run began; nil for never.
    private(set) var restarted: Duration?

    init(_ marks: AgentMarks, restart: (@Sendable () async throws -> Void)?) {
        self.marks = marks
        self.restart = restart
    }

    /// Restarts the agent if it rests and has restarts left for this kind of rest.
    ///
    /// Never while a document runs.
    mutating func wake(in context: StepContext) async throws {
        let now = context.time.now().sinceEpoch
        guard let rest = marks.rest, rest.until - now >= Self.least, !marks.isAtWork else { return }
        let times = woken.count { $0 == (rest.kind, rest.cause) }
        let throttled = woken.count { $0.cause == .throttled }
        guard rest.cause == .throttled ? throttled < Self.mostWhereThrottled : times == 0 else {
            return
        }
        woken.append((rest.kind, rest.cause))
        let isThrottled = rest.cause == .throttled
        try await restart(
            because: rest.text, after: isThrottled ? Self.chance : nil,
            times: Double(1 << throttled), in: context)
    }

    /// Restarts the agent.
    ///
    /// A failed restart is a warning: the agent wakes up by itself, later.
    ///
    /// - Parameters:
    ///   - reason: why, as a clause without its end.
    ///   - chance: the range in seconds for a random wait before the restart; nil for no wait.
    ///   - factor: multiplies the wait.
    ///   - context: the step's.
    /// - Throws: `CancellationError` when the attempt is cancelled.
    mutating func restart(
        because reason: String, after chance: ClosedRange<Double>? = nil, times factor: Double = 1,
        in context: StepContext
    ) async throws {
        guard let restart else {
            context.warn("\(reason), and there is no systemd here to restart it")
            return
        }
        context.note("\(reason): restarting it")
        if let chance {
            let range = chance.upperBound - chance.lowerBound
            try await context.wait(
                .seconds((chance.lowerBound + context.random.fraction() * range) * factor),
                for: "a turn, as Systems Manager throttles agents")
        }
        // What the agent's files show of the time before no longer counts.
        marks.since = context.time.now().sinceEpoch
        do {
            try await restart()
            restarted = context.time.now().elapsed
        } catch let error where !Task.isCancelled {
            context.warn("the agent was not restarted: \(Failure(error).message)")
        }
    }
}

extension AgentRest {
    /// The kind of rest and its end, as a clause.
    var text: String {
        let what =
            switch kind {
            case .asleep: "the agent sleeps"
            case .hibernating: "the agent's worker hibernates and takes no documents"
            }
        let why =
            switch cause {
            case .noRole: ", as the instance had no role when it asked"
            case .denied: ", as Systems Manager denied its request"
            case .throttled: ", as Systems Manager throttled its request"
            case .other: ""
            }
        let time = Moment(elapsed: .zero, sinceEpoch: until).timestamp.utf8.dropFirst(11).prefix(8)
        return "\(what) until \(String(decoding: time, as: UTF8.self)) UTC\(why)"
    }

    /// The action that was denied, if the agent's log names it: `ssm:UpdateInstanceInformation`.
    var deniedAction: String? {
        guard let rest = words?.halves(around: "not authorized to perform: ")?.after else {
            return nil
        }
        let action = rest.utf8.prefix { $0.isLetter || $0 == UInt8(ascii: ":") }
        return action.isEmpty ? nil : String(decoding: action, as: UTF8.self)
    }
}
