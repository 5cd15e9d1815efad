import Synchronization

/// Numbers and stamps the events of one run and hands them to the observers, one after the other.
///
/// Steps, their child processes and their requests speak from several tasks at once; the lock keeps
/// the order that the numbers say.
package final class EventEmitter: Sendable {
    /// The run's id.
    package let run: String
    private let time: any TimeSource
    private let observers: [any Observer]
    /// What no event shows.
    package let secrets: any SecretStore
    private let state = Mutex(State())

    private struct State {
        var sequence = 0
        var step: String?
        var attempt: Int?
        var loss: Failure?
    }

    /// What the task at hand does beside the steps, as `heartbeats`; nil for the steps' own work.
    ///
    /// Tasks inherit it, and so do the requests that they send: none of it belongs to the step that
    /// happens to be under way.
    @TaskLocal package static var beside: String?

    package init(
        run: String, time: any TimeSource, observers: [any Observer],
        hiding secrets: any SecretStore = NoSecrets()
    ) {
        self.run = run
        self.time = time
        self.observers = observers
        self.secrets = secrets
    }

    /// Says which step and attempt the events from now on belong to.
    func enter(step: String?, attempt: Int? = nil) {
        state.withLock {
            $0.step = step
            $0.attempt = attempt
        }
    }

    /// Hands an event to the observers.
    ///
    /// - Returns: its number.
    @discardableResult
    package func emit(_ body: Event.Body) -> Int {
        let body = body.hiding(secrets)
        return state.withLock { state in
            state.sequence += 1
            let beside = Self.beside
            let event = Event(
                sequence: state.sequence, time: time.now(), run: run,
                step: beside == nil ? state.step : nil,
                attempt: beside == nil ? state.attempt : nil, beside: beside, body: body)
            for observer in observers {
                do {
                    try observer.observe(event)
                } catch {
                    state.loss = state.loss ?? Failure(error)
                }
            }
            return state.sequence
        }
    }

    /// The same for something beside the steps, as `heartbeats`.
    package func emit(_ body: Event.Body, beside name: String) {
        Self.$beside.withValue(name) { _ = emit(body) }
    }

    /// Why an observer has lost an event that it must not lose; nil as long as none has.
    var loss: Failure? { state.withLock { $0.loss } }
}
