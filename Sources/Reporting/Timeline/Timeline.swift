import Pipeline

/// What happened when, in a run and in those that it resumed.
///
/// Report, picture and analysis are built from this alone. It contains no secrets, as events
/// contain none.
package struct Timeline: Equatable {
    let pipeline: String
    let instance: String
    let ending: Ending
    /// What ran where, from the last run that recorded it.
    let identity: RunIdentity
    /// Oldest first; never empty.
    let runs: [Run]
    /// The work before the first step, if anything is known of it; then the steps of the last run's
    /// plan in order; then those that only earlier plans had; then the activities beside them.
    let steps: [Step]
    /// The facts known in the end; sensitive ones without their values.
    let facts: [String: Value]

    enum Ending: Equatable {
        case underWay
        /// The run was killed, or the machine went down.
        case cutOff
        case ended(Outcome)
    }

    struct Run: Equatable {
        let id: String
        /// The program's version.
        let program: String
        let process: Int
        let began: Moment
        let length: Duration
        let ending: Ending
        /// The time between the previous run and this one, by the machine's clock; zero for the
        /// first.
        let gap: Duration
    }

    /// A stretch of a run's time, counted from the run's beginning.
    struct Stretch: Equatable {
        /// The run's index in `runs`.
        let run: Int
        let from: Duration
        let to: Duration

        var length: Duration { to - from }
    }

    struct Step: Equatable {
        let id: String
        /// Nil for a row that is not a step: the work before the first step, or an activity beside
        /// the steps.
        let kind: String?
        /// Whether it is an activity beside the steps, such as heartbeats: it has requests and
        /// lines, and no attempts.
        let isBeside: Bool
        var state = State.notReached
        var attempts: [Attempt] = []
        /// Waits for something outside, and for the next attempt.
        var waits: [Wait] = []
        var requests: [Request] = []
        var undoings: [Undoing] = []
        var lines: [Line] = []
        /// The facts that it gave last; sensitive ones without their values.
        var gave: [String: Value] = [:]

        init(id: String, kind: String?, isBeside: Bool = false) {
            self.id = id
            self.kind = kind
            self.isBeside = isBeside
            if isBeside { state = .beside }
        }
    }

    enum State: Equatable {
        case notReached, underWay, done, alreadyDone, failed, interrupted, cutOff
        case skipped(because: String?)
        case undone, notUndone
        /// Not a step.
        case beside
    }

    struct Attempt: Equatable {
        /// The number of the attempt, from 1 over all runs.
        let number: Int
        let stretch: Stretch
        let ending: AttemptEnding
        /// The parameters, rendered, with secrets hidden.
        let parameters: [String: Value]
    }

    enum AttemptEnding: Equatable {
        case succeeded, alreadyDone, interrupted, underWay, cutOff
        case failed(Failure)
    }

    struct Wait: Equatable {
        let stretch: Stretch
        let reason: String
    }

    struct Request: Equatable {
        let stretch: Stretch
        let service: String
        let operation: String
        /// The number of the try, from 1.
        let tryNumber: Int
        /// The reply's HTTP status; nil without a reply.
        let status: Int?
        let error: String?
        let id: String?
    }

    struct Undoing: Equatable {
        let stretch: Stretch
        let failure: Failure?
    }

    /// A message.
    struct Line: Equatable {
        let run: Int
        let at: Duration
        let text: String
        let source: Source

        enum Source: Equatable {
            case note, warning
            case output(of: String)
        }
    }
}
