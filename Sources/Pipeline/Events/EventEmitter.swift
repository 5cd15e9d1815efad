import Synchronization

/// Numbers and stamps the events of one run and passes them to the observers, one at a time.
///
/// Steps, their child processes and their requests emit events from several tasks at once; the lock
/// keeps the order of the numbers.
package final class EventEmitter: Sendable {
    /// The run's id.
    package let run: String
    private let time: any TimeSource
    private let observers: [any Observer]
    /// The secrets, which no event shows.
    package let secrets: any SecretStore
    private let state = Mutex(State())

    private struct State {
        var sequence = 0
        var step: String?
        var attempt: Int?
        var loss: Failure?
    }

    /// The current task's activity beside the steps, as `heartbeats`; nil for the steps' own work.
    ///
    /// Child tasks inherit it, and so do the requests that they send: none of it belongs to the
    /// step that happens to be running.
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

    /// Sets the step and attempt to which further events belong.
    func enter(step: String?, attempt: Int? = nil) {
        state.withLock {
            $0.step = step
            $0.attempt = attempt
        }
    }

    /// Passes an event to the observers.
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

    /// Emits an event of an activity beside the steps, as `heartbeats`.
    package func emit(_ body: Event.Body, beside name: String) {
        Self.$beside.withValue(name) { _ = emit(body) }
    }

    /// Why an observer has lost an event that it must not lose; nil unless one has.
    var loss: Failure? { state.withLock { $0.loss } }
}
