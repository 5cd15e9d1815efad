import Bytes
import Pipeline

/// Wakes the agent from its rests, by a restart, once for each sort of them, and thrice where Systems Manager
/// throttles, as it may throttle the woken one again.
///
/// A rest begins with one request that failed, as a role that is a few seconds late makes it, and lasts
/// five minutes to half an hour, whatever happens meanwhile; a restart ends it at once. Whoever calls this
/// has just seen that the role's credentials work, by a signed request of its own.
struct AgentWaking {
    /// How long others get a chance where Systems Manager throttles: a fleet must not come together again.
    ///
    /// Twice as long each time.
    private static let chance = 5.0...25.0
    private static let mostWhereThrottled = 3
    /// A rest with less of it left is not worth a restart, which takes seven seconds.
    private static let least = Duration.seconds(10)

    private(set) var marks: AgentMarks
    /// Has systemd restart the agent; nil where there is no systemd, as below a folder that stands for `/`.
    let restart: (@Sendable () async throws -> Void)?
    private var woken: [(kind: AgentRest.Kind, cause: AgentRest.Cause)] = []
    private var hasHurried = false
    /// When it was restarted last, since the run began; nil for never.
    private(set) var restarted: Duration?

    init(_ marks: AgentMarks, restart: (@Sendable () async throws -> Void)?) {
        self.marks = marks
        self.restart = restart
    }

    /// Restarts the agent if it rests and has not been woken from such a rest before, or not often enough.
    ///
    /// Never while a document runs. A restart that fails is a warning: the agent wakes by itself, later.
    mutating func wake(in context: StepContext) async throws {
        let now = context.time.now().sinceEpoch
        guard let rest = marks.rest, rest.until - now >= Self.least, !marks.isAtWork else { return }
        let times = woken.count { $0 == (rest.kind, rest.cause) }
        let throttled = woken.count { $0.cause == .throttled }
        guard rest.cause == .throttled ? throttled < Self.mostWhereThrottled : times == 0 else {
            return
        }
        woken.append((rest.kind, rest.cause))
        guard let restart else {
            context.warn("\(rest.text), and there is no systemd here to restart it")
            return
        }
        context.note("\(rest.text): restarting it")
        if rest.cause == .throttled {
            let range = Self.chance.upperBound - Self.chance.lowerBound
            let chance = Self.chance.lowerBound + context.random.fraction() * range
            try await context.wait(
                .seconds(chance * Double(1 << throttled)),
                for: "a turn, as Systems Manager throttles agents")
        }
        try await make(restart, in: context)
    }

    private mutating func make(
        _ restart: @Sendable () async throws -> Void, in context: StepContext
    ) async throws {
        // What the agent's files say of the time before does not count any more.
        marks.since = context.time.now().sinceEpoch
        do {
            try await restart()
            restarted = context.time.now().elapsed
        } catch let error where !Task.isCancelled {
            context.warn("the agent was not restarted: \(Failure(error).message)")
        }
    }
}

// Associations whose tag came after the agent.
extension AgentWaking {
    /// How long an agent that has begun may still look for associations soon: within 34 seconds, once more
    /// 30 seconds later if it found none, and from then on every ten minutes (seen with 3.3).
    private static let looksSoon = Duration.seconds(65)

    /// How long the agent may still look soon, by itself; nil if nothing tells, or if there is nothing to be
    /// done about it: a document runs, or the agent was hurried already.
    func timeToHurry(in context: StepContext) -> Duration? {
        guard !hasHurried, marks.isActive, !marks.isAtWork, let began = marks.activation else {
            return nil
        }
        return max(.zero, began + Self.looksSoon - context.time.now().sinceEpoch)
    }

    /// Restarts an agent that has looked for associations too early.
    ///
    /// Then it looks again within half a minute. Once, and never while a document runs.
    mutating func hurry(in context: StepContext) async throws {
        guard timeToHurry(in: context) == .zero else { return }
        hasHurried = true
        let late =
            "the agent has looked for associations before the tag was there, and looks again within "
        guard let restart else {
            context.warn("\(late)10 minutes; there is no systemd here to restart it")
            return
        }
        context.note("\(late)10 minutes: restarting it")
        try await make(restart, in: context)
    }
}

extension AgentRest {
    /// What it is and until when, as a clause without its end.
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

    /// The action that was denied, where the agent's log names it: `ssm:UpdateInstanceInformation`.
    var deniedAction: String? {
        guard let rest = words?.halves(around: "not authorized to perform: ")?.after else {
            return nil
        }
        let action = rest.utf8.prefix { $0.isLetter || $0 == UInt8(ascii: ":") }
        return action.isEmpty ? nil : String(decoding: action, as: UTF8.self)
    }
}
