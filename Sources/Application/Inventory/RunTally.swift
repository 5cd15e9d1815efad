import Bytes
import Pipeline

/// What the events of a run, and of those that it resumed, add up to.
struct RunTally {
    private(set) var attempts = 0
    private(set) var requests = 0
    /// In the order in which they began.
    private(set) var steps: [RunSummary.Step] = []
    private var begin: Moment?

    /// Whether events of a type, as it stands in JSON, are counted.
    static func counts(_ type: String) -> Bool {
        switch EventType(rawValue: type) {
        case .runStarted, .runResumed, .attemptStarted, .stepSucceeded, .stepFailed, .stepSkipped:
            true
        default: type == Event.Body.requestActivity
        }
    }

    /// Takes the next event.
    mutating func add(_ event: Event) {
        begin = begin ?? event.time
        switch event.body {
        case .activity(Event.Body.requestActivity, _): requests += 1
        case .attemptStarted:
            attempts += 1
            change(event) { $0.attempts += 1 }
        case .stepSucceeded(let duration):
            change(event) {
                $0.fate = .done
                $0.duration += duration
            }
        case .stepFailed(_, let duration, _, _):
            change(event) {
                $0.fate = .failed
                $0.duration += duration
            }
        case .stepSkipped: change(event) { $0.fate = .skipped }
        default: break
        }
    }

    private mutating func change(_ event: Event, _ change: (inout RunSummary.Step) -> Void) {
        guard let id = event.step else { return }
        guard let index = steps.firstIndex(where: { $0.id.isSpelled(id) }) else {
            var step = RunSummary.Step(id, fate: .failed, attempts: 0, duration: .zero)
            change(&step)
            return steps.append(step)
        }
        change(&steps[index])
    }

    /// From the first event to a moment, by the machine's clock: runs are minutes and a reboot apart.
    func duration(until moment: Moment) -> Duration {
        begin.map { max(.zero, moment.sinceEpoch - $0.sinceEpoch) } ?? .zero
    }
}
