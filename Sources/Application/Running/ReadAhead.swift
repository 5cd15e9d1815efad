import Pipeline
import Steps
import Synchronization

/// Sends later steps' reads while the steps before them work.
///
/// It observes the run. When a step has succeeded, the kinds of the steps after it say what these will read
/// (`StepKind.readingAhead`), as far as their facts are known. Reading ahead ends at the first step whose effects
/// are not known to leave the answers as they are (`StepKind.isReadPast`), and for the rest of the run as soon as
/// an attempt fails, the run goes back, or a person changes something.
final class ReadAhead: Observer {
    private struct Run {
        let host: Host
        let steps: [PlannedStep]
        var facts: Facts
        /// The steps whose reads were sent.
        var begun: Set<String> = []

        /// The steps whose reads can be sent after the step with this id.
        mutating func due(after id: String?) -> [PlannedStep] {
            guard let place = steps.firstIndex(where: { $0.id == id }) else { return [] }
            var due: [PlannedStep] = []
            for step in steps[(place + 1)...] {
                let isKnown = step.needs.allSatisfy { facts[$0] != nil }
                if step.kind.readsAhead, step.condition == nil, isKnown,
                    begun.insert(step.id).inserted
                {
                    due.append(step)
                }
                guard step.kind.isReadPast else { break }
            }
            return due
        }
    }

    /// Nil while nothing is read ahead.
    private let run = Mutex<Run?>(nil)

    /// Begins to read ahead of a run that starts with its first step.
    ///
    /// - Parameters:
    ///   - plan: what is run.
    ///   - facts: what is known before its first step.
    ///   - host: where the steps ask.
    func begin(_ plan: Plan, knowing facts: Facts, on host: Host) {
        run.withLock { $0 = Run(host: host, steps: plan.steps, facts: facts) }
    }

    func observe(_ event: Event) {
        switch event.body {
        case .attemptSucceeded(let given, _): read(after: event.step, knowing: given)
        case .attemptFailed, .attemptInterrupted, .rewinding, .factChanged, .parameterChanged,
            .revertStarted, .runFinished:
            stop()
        case .stepSucceeded, .stepSkipped:
            guard let step = event.step else { break }
            run.withLock { $0?.host }?.endReadingAhead(of: step)
        default: break
        }
    }

    private func read(after step: String?, knowing given: Facts) {
        let (due, facts, host) = run.withLock { run in
            run?.facts.merge(given)
            return (run?.due(after: step) ?? [], run?.facts ?? Facts(), run?.host)
        }
        guard let host else { return }
        for step in due { Task { await host.readAhead(of: step, knowing: facts) } }
    }

    private func stop() {
        let ended = run.withLock { run in
            defer { run = nil }
            return run
        }
        ended?.host.stopReadingAhead()
    }
}
