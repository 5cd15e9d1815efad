import Pipeline

/// What happened when, in a run and in those that it went on with.
///
/// Report, picture and analysis are made of this and of nothing else. Secrets are not in it, as they
/// are in no event.
package struct Timeline: Equatable {
    let pipeline: String
    let instance: String
    let ending: Ending
    /// Who ran what where, as the last run that said so has it.
    let identity: RunIdentity
    /// Oldest first; never empty.
    let runs: [Run]
    /// What was done before the first step, if anything is known of it; then the steps of the last run's
    /// plan in order; then those that only earlier plans had; then what went on beside them.
    let steps: [Step]
    /// What is known in the end; sensitive facts without their values.
    let facts: [String: Value]

    enum Ending: Equatable {
        case underWay
        /// Killed, or the machine went down.
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
        /// How long nothing ran after the run before it, by the machine's clock; zero for the first.
        let gap: Duration
    }

    /// A stretch of a run's time, counted from the run's beginning.
    struct Stretch: Equatable {
        /// The run's place in `runs`.
        let run: Int
        let from: Duration
        let to: Duration

        var length: Duration { to - from }
    }

    struct Step: Equatable {
        let id: String
        /// Nil for what is no step: what was done before the first one, or beside them.
        let kind: String?
        /// Whether it went on beside the steps, as heartbeats: it has requests and lines, and no attempts.
        let isBeside: Bool
        var state = State.notReached
        var attempts: [Attempt] = []
        /// For something outside, and before the next attempt.
        var waits: [Wait] = []
        var requests: [Request] = []
        var undoings: [Undoing] = []
        var lines: [Line] = []
        /// What it gave last; sensitive facts without their values.
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
        /// It is no step.
        case beside
    }

    struct Attempt: Equatable {
        /// Counted from 1 over all runs.
        let number: Int
        let stretch: Stretch
        let ending: AttemptEnding
        /// Rendered, and secrets hidden.
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
        /// Counted from 1.
        let tryNumber: Int
        /// The reply's HTTP status; nil where there was none.
        let status: Int?
        let error: String?
        let id: String?
    }

    struct Undoing: Equatable {
        let stretch: Stretch
        let failure: Failure?
    }

    /// Something that was said.
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
