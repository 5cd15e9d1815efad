package import Pipeline

extension Timeline {
    /// The timeline for programs: times are in seconds.
    ///
    /// `begin` counts from the beginning of the run with the number `run`, which starts at 1.
    package var json: Value {
        .map([
            "pipeline": .string(pipeline), "instance": .string(instance),
            "identity": .map(
                Dictionary(identity.entries.map { ($0.key, $0.value) }) { first, _ in first }),
            "ending": .string(ending.name), "elapsed": sums.total.inSeconds,
            "working": sums.working.inSeconds, "waiting": sums.waiting.inSeconds,
            "requests": .integer(steps.reduce(0) { $0 + $1.requests.count }),
            "runs": .list(runs.map(\.json)), "steps": .list(steps.map(\.json)),
        ])
    }
}

extension Timeline.Ending {
    fileprivate var name: String {
        switch self {
        case .underWay: "running"
        case .cutOff: "cut-off"
        case .ended(let outcome): outcome.name
        }
    }
}

extension Timeline.Run {
    fileprivate var json: Value {
        [
            "id": .string(id), "process": .integer(process), "began": .string(began.timestamp),
            "elapsed": length.inSeconds, "ending": .string(ending.name), "gap": gap.inSeconds,
        ]
    }
}

extension Timeline.Step {
    fileprivate var json: Value {
        [
            "id": .string(id), "kind": kind.map(Value.string) ?? .null,
            "state": .string(state.name), "elapsed": sums.total.inSeconds,
            "working": sums.working.inSeconds, "waiting": sums.waiting.inSeconds,
            "attempts": .list(attempts.map(\.json)), "waits": .list(waits.map(\.json)),
            "requests": .list(requests.map(\.json)),
        ]
    }
}

extension Timeline.State {
    fileprivate var name: String {
        switch self {
        case .notReached: "not-reached"
        case .underWay: "running"
        case .done: "done"
        case .alreadyDone: "already-done"
        case .failed: "failed"
        case .interrupted: "interrupted"
        case .cutOff: "cut-off"
        case .skipped: "skipped"
        case .undone: "undone"
        case .notUndone: "not-undone"
        case .beside: "beside"
        }
    }
}

extension Timeline.Stretch {
    /// The times of an entry that took time.
    fileprivate func json(_ more: [String: Value]) -> Value {
        .map(
            more.merging([
                "run": .integer(run + 1), "begin": from.inSeconds, "elapsed": length.inSeconds,
            ]) { own, _ in own })
    }
}

extension Timeline.Attempt {
    fileprivate var json: Value {
        var entries: [String: Value] = ["attempt": .integer(number)]
        switch ending {
        case .succeeded: entries["result"] = "done"
        case .alreadyDone: entries["result"] = "already-done"
        case .interrupted: entries["result"] = "interrupted"
        case .underWay: entries["result"] = "running"
        case .cutOff: entries["result"] = "cut-off"
        case .failed(let failure):
            entries["result"] = "failed"
            entries["class"] = .string(failure.failureClass.rawValue)
            entries["message"] = .string(failure.message)
            entries["remedy"] = .string(failure.remedy)
            if !failure.details.isEmpty {
                entries["details"] = .list(failure.details.map(Value.string))
            }
        }
        return stretch.json(entries)
    }
}

extension Timeline.Wait {
    fileprivate var json: Value { stretch.json(["reason": .string(reason)]) }
}

extension Timeline.Request {
    fileprivate var json: Value {
        stretch.json([
            "service": .string(service), "operation": .string(operation),
            "try": .integer(tryNumber), "status": status.map(Value.integer) ?? .null,
            "error": error.map(Value.string) ?? .null,
            "request-id": id.map(Value.string) ?? .null,
        ])
    }
}
