import Foundation

// How an agent runs documents.
extension CloudState {
    mutating func begin(_ runID: String, on index: Int, at moment: Date) {
        change(runID, on: index) { $0.hasBegun = true }
        switch run(runID, on: index)?.origin {
        case .command?:
            send(.init(status: .inProgress, steps: []), of: runID, on: index, at: moment)
        case .association(let id)?:
            report(id, on: machines[index].id, "InProgress", "Executing association", at: moment)
        case nil: break
        }
        proceed(runID, on: index, at: moment)
    }

    /// Repeats the step that asked for the reboot.
    mutating func resume(_ runID: String, on index: Int, at moment: Date) {
        change(runID, on: index) { $0.isWaitingForReboot = false }
        proceed(runID, on: index, at: moment)
    }

    /// Does the next steps, up to one that takes time.
    private mutating func proceed(_ runID: String, on index: Int, at moment: Date) {
        while let run = run(runID, on: index) {
            guard let step = run.step else { return finish(run, on: index, at: moment) }
            var ended: StepReply
            switch step.work {
            case _ where run.isLeaving && !step.isLast, .skipped:
                ended = StepReply(step, .skipped, code: 0, from: moment, to: moment)
            case .refused(let reason):
                ended = StepReply(
                    step, .failed, code: 1, output: reason, from: moment, to: moment)
            case .refresh(let ids):
                refresh(ids, on: index, at: moment)
                ended = StepReply(step, .success, code: 0, from: moment, to: moment)
            case .passing:
                let end = moment + timings.document
                change(runID, on: index) {
                    $0.stepBeganAt = moment
                    $0.stepEndsAt = end
                }
                return
            case .script(let script):
                guard let root = machines[index].root else { return }
                change(runID, on: index) { $0.isRunningScript = true }
                effects.append(
                    .start(
                        ScriptOrder(
                            instanceID: machines[index].id, root: root, runID: runID,
                            step: step.name, folder: folder(of: run, step, on: index),
                            script: script)))
                return
            }
            take(ended, of: runID, on: index, at: moment)
        }
    }

    /// Lets time that passes be over.
    mutating func endPassingStep(_ place: Int, on index: Int, at moment: Date) {
        let run = machines[index].agent.runs[place]
        guard let step = run.step else { return }
        let fails = machines[index].documentFails
        let reply = StepReply(
            step, fails ? .failed : .success, code: fails ? 1 : 0,
            output: fails ? "converging\nrecipe[shop]: no such cookbook" : "converging",
            from: run.stepBeganAt ?? moment, to: moment)
        take(reply, of: run.id, on: index, at: moment)
        proceed(run.id, on: index, at: moment)
    }

    /// Takes in how a script ended; later, if the agent is not there just now.
    mutating func end(_ runID: String, _ end: ScriptEnd, on index: Int, at moment: Date) {
        guard let run = run(runID, on: index), run.isRunningScript, let step = run.step else {
            return
        }
        guard machines[index].agent.activeSince != nil else {
            machines[index].agent.unreported.append(.init(runID: runID, end: end))
            return
        }
        let reply = StepReply(step, end)
        guard reply.status == .rebooting else {
            take(reply, of: runID, on: index, at: moment)
            proceed(runID, on: index, at: moment)
            return
        }
        change(runID, on: index) {
            $0.isRunningScript = false
            $0.isWaitingForReboot = true
        }
        if case .command = run.origin {
            send(.init(status: .inProgress, steps: [reply]), of: runID, on: index, at: moment)
        }
        machines[index].agent.activeSince = nil
        machines[index].agent.nextLook = nil
        machines[index].agent.nextActivation = moment + timings.reboot
    }

    /// Ends a command's run before its time.
    mutating func stop(_ runID: String, on index: Int, at moment: Date) {
        guard let run = run(runID, on: index) else { return }
        if run.isRunningScript { effects.append(.stop(runID: runID)) }
        if let step = run.step {
            let reply = StepReply(
                step, .cancelled, code: 137, from: run.stepBeganAt ?? moment, to: moment)
            deliver(.init(status: .cancelled, steps: [reply]), of: runID, at: moment)
        }
        machines[index].agent.runs.removeAll { $0.id == runID }
        leave(.ended(machines[index].id, run: runID), on: index)
    }

    private mutating func take(
        _ reply: StepReply, of runID: String, on index: Int, at moment: Date
    ) {
        change(runID, on: index) { $0.take(reply) }
        guard let run = run(runID, on: index) else { return }
        switch run.origin {
        case .command:
            send(.init(status: .inProgress, steps: [reply]), of: runID, on: index, at: moment)
        case .association(let id):
            report(id, on: machines[index].id, "InProgress", run.summary, at: moment)
        }
    }

    private mutating func finish(_ run: DocumentRun, on index: Int, at moment: Date) {
        switch run.origin {
        case .command:
            // Of several steps the last reply says nothing: each was told before.
            let steps = run.replies.count == 1 ? run.replies : []
            send(.init(status: run.status, steps: steps), of: run.id, on: index, at: moment)
            hurry(run, on: index, at: moment)
        case .association(let id):
            let failure = run.replies.first { [.failed, .timedOut].contains($0.status) }
            let reason = failure.map {
                "The operation \($0.name) failed because "
                    + ($0.standardError.isEmpty ? $0.standardOutput : $0.standardError)
            }
            report(
                id, on: machines[index].id, run.status.rawValue,
                run.status == .success ? run.summary : reason ?? run.summary,
                error: run.status == .success ? nil : "ExecutionError", at: moment)
        }
        machines[index].agent.runs.removeAll { $0.id == run.id }
        leave(.ended(machines[index].id, run: run.id), on: index)
    }
}
