import Pipeline
import Synchronization

/// Keeps every event.
final class Recorder: Observer {
    private let events = Mutex<[Event]>([])

    func observe(_ event: Event) { events.withLock { $0.append(event) } }

    var all: [Event] { events.withLock { $0 } }

    /// What happened, one short line an event: `attempt-failed step#2 throttled`.
    var lines: [String] {
        all.map { event in
            var words = [event.body.type]
            if let step = event.step {
                words.append(event.attempt.map { "\(step)#\($0)" } ?? step)
            }
            switch event.body {
            case .attemptFailed(let failure, _), .stepFailed(let failure, _, _, _),
                .revertFailed(let failure, _):
                words.append(failure.failureClass.rawValue)
            case .retrying(let delay, _): words.append(delay.readable)
            case .rewinding(let target, let delay, _): words.append("\(target) \(delay.readable)")
            case .stepSkipped(let reason?): words.append(reason)
            case .runFinished(let outcome, _): words.append(outcome.name)
            default: break
            }
            return words.joined(separator: " ")
        }
    }

    /// The lines of the types given.
    func lines(_ types: String...) -> [String] {
        lines.filter { line in types.contains { line.hasPrefix($0 + " ") || line == $0 } }
    }
}
