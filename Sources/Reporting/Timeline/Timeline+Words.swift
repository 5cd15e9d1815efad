import Pipeline

// The wording that report, picture and analysis share.

extension Timeline {
    /// The final outcome: `opsworks failed at register-instance`.
    var heading: String {
        switch ending {
        case .ended(let outcome): "\(pipeline) \(outcome.words)"
        case .underWay: "\(pipeline) is under way"
        case .cutOff: "\(pipeline) was cut off"
        }
    }

    /// What ran where, and when the first of the runs began.
    var identityLine: String {
        // The instance is named even if no step needed its id.
        let place = identity.facts[.instanceID] == nil ? " (\(instance))" : ""
        return "\(identity.words)\(place), \(runs[0].began.timestamp)"
    }

    /// Where the time went: `12.3s: 2.1s working, 10.2s waiting; 14 requests`.
    var summary: String {
        let sums = sums
        let count = steps.reduce(0) { $0 + $1.requests.count }
        let requests = count == 0 ? "" : count == 1 ? "; 1 request" : "; \(count) requests"
        return "\(sums.total.readable): \(sums.working.readable) working, "
            + "\(sums.waiting.readable) waiting\(requests)"
    }
}

extension Timeline.State {
    var words: String {
        switch self {
        case .notReached: "not reached"
        case .underWay: "under way"
        case .done: "done"
        case .alreadyDone: "already done"
        case .failed: "failed"
        case .interrupted: "interrupted"
        case .cutOff: "cut off"
        case .skipped(let reason): "skipped" + (reason.map { ": \($0)" } ?? "")
        case .undone: "undone"
        case .notUndone: "could not be undone"
        case .beside: ""
        }
    }

    /// Whether it is the first thing to look at.
    var isTrouble: Bool {
        switch self {
        case .failed, .cutOff, .interrupted, .notUndone: true
        case .notReached, .underWay, .done, .alreadyDone, .skipped, .undone, .beside: false
        }
    }
}

extension Timeline.AttemptEnding {
    var words: String {
        switch self {
        case .succeeded: "done"
        case .alreadyDone: "already done"
        case .interrupted: "interrupted"
        case .underWay: "under way"
        case .cutOff: "cut off"
        case .failed(let failure): "\(failure.failureClass.rawValue): \(failure.message)"
        }
    }
}

extension Timeline.Request {
    /// `opsworks DescribeStacks`.
    var name: String { "\(service) \(operation)" }

    /// The result: `200`, `400 ThrottlingException, try 2`.
    var result: String {
        let answer = [status.map(String.init), error].compactMap { $0 }.joined(separator: " ")
        return (answer.isEmpty ? "no reply" : answer) + (tryNumber > 1 ? ", try \(tryNumber)" : "")
    }
}
