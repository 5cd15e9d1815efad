package import Application
package import Pipeline
import PipelineFile

extension RunStatus {
    /// The status for people: the headline, and lines with more details.
    package var text: String { lines.map { PrintableText($0).abridged + "\n" }.joined() }

    /// The status in one line.
    package var headline: String { lines.first.map { PrintableText($0).abridged } ?? "" }

    private var lines: [String] {
        guard let run else {
            return [
                state == .running
                    ? "a run on \(instance) is about to begin" : "no run on \(instance) so far"
            ]
        }
        let place = (run.isUndoing ? " while undoing" : "") + (run.step.map { " at \($0)" } ?? "")
        let words =
            switch state {
            case .none: "has not begun"
            case .running: "is running\(place)"
            case .succeeded: "succeeded"
            case .failed: "failed\(place)"
            case .deadlinePassed: "ran out of time\(place)"
            case .interrupted: "was interrupted\(place)"
            case .cutOff: "was cut off\(place)"
            case .rebootNeeded: "needs a reboot\(place)"
            case .aborted: "was ended by hand\(place)"
            }
        let whole = (run.last.elapsed - run.began.elapsed).readable
        var lines = [
            "\(run.pipeline) \(words): \(run.done) of \(run.steps) "
                + (run.steps == 1 ? "step is done" : "steps are done"),
            "    instance    \(instance)",
            "    run         \(run.id), process \(run.process)",
            "    began       \(run.began.timestamp)",
            state == .running
                ? "    last seen   \(run.last.timestamp), after \(whole)"
                : "    ended       \(run.last.timestamp), after \(whole)",
        ]
        lines += RunStatus.shown.compactMap { name, key in
            run.facts[key].map {
                "    \(name)\(String(repeating: " ", count: 12 - name.utf8.count))\($0)"
            }
        }
        if let failure = run.failure {
            lines.append("    why         \(failure.failureClass.rawValue): \(failure.message)")
        }
        if let reason = run.reason { lines.append("    why         \(reason)") }
        if let remedy { lines.append("    what to do  \(remedy)") }
        if let failure = run.failure, !failure.details.isEmpty {
            lines.append("    details")
            lines += failure.detailLines(indent: 8)
        }
        return lines
    }

    /// The important facts of an instance, and their names in JSON.
    private static let shown: [(name: String, key: FactKey<String>)] = [
        ("hostname", .hostname), ("stack", .stackName), ("layer", .layerName),
    ]

    /// What a person is to do next; nil for nothing.
    private var remedy: String? {
        switch state {
        case .none, .running, .succeeded: nil
        case .failed, .deadlinePassed:
            (run?.failure).map {
                "\($0.remedy); then `enlist run` "
                    + (run?.isUndone ?? false ? "starts over" : "resumes at this step")
            }
        case .cutOff where run?.isUndoing ?? false:
            "run `enlist run` again: it undoes the rest, and then starts over"
        case .interrupted, .cutOff, .aborted: "run `enlist run` again: it resumes at this step"
        case .rebootNeeded: "reboot the machine, then run `enlist run` again"
        }
    }

    /// The status for programs: one object, without members that are unknown.
    package var json: Value {
        var entries: [String: Value] = [
            "status": .string(state.rawValue), "instance": .string(instance),
        ]
        if let run {
            entries["run"] = .string(run.id)
            entries["process"] = .integer(run.process)
            entries["pipeline"] = .string(run.pipeline)
            entries["steps"] = .integer(run.steps)
            entries["done"] = .integer(run.done)
            entries["began"] = .string(run.began.timestamp)
            entries["last"] = .string(run.last.timestamp)
            entries["elapsed"] = (run.last.elapsed - run.began.elapsed).inSeconds
            for (name, key) in RunStatus.shown {
                if let text = run.facts[key] { entries[name] = .string(text) }
            }
            if let step = run.step { entries["step"] = .string(step) }
            if run.isUndoing { entries["undoing"] = .boolean(true) }
            if let reason = run.reason { entries["reason"] = .string(reason) }
            if let failure = run.failure {
                entries["class"] = .string(failure.failureClass.rawValue)
                entries["message"] = .string(failure.message)
                entries["remedy"] = .string(failure.remedy)
                if !failure.details.isEmpty {
                    entries["details"] = .list(failure.details.map(Value.string))
                }
            }
        }
        return .map(entries)
    }
}
