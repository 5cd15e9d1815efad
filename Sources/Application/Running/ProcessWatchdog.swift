import Dispatch
import Glibc
import Pipeline
import Steps
import Synchronization

/// Ends this process, and everything that it has started, if a step's work continues too long after
/// it was told to end.
///
/// The run is then like one that was killed: the journal records that the step began, and the next
/// `enlist run` resumes there. The watchdog has its own thread, since the work that does not end
/// may block every thread on which tasks run.
struct ProcessWatchdog: Watchdog {
    let time: any TimeSource
    let emitter: EventEmitter

    /// The time in seconds for work to end after it was told to.
    ///
    /// A program has 5 from SIGTERM to SIGKILL, a plugin's function 2.
    static let patience = 30

    func watch<Value: Sendable>(
        until limit: WorkLimit?, _ work: () async -> Value
    ) async -> Value {
        let timers = Timers()
        defer { timers.cancel() }
        if let limit {
            let status: ExitStatus = limit.reason == .deadline ? .deadlinePassed : .stepFailed
            timers.start(after: limit.endsAt - time.now().elapsed) { end(with: status) }
        }
        return await withTaskCancellationHandler {
            await work()
        } onCancel: {
            timers.start(after: .zero) { end(with: .interrupted) }
        }
    }

    private func end(with status: ExitStatus) {
        let said = DispatchSemaphore(value: 0)
        // The work that does not end may be an observer of events.
        DispatchQueue(label: "enlist.watchdog.last-words").async {
            emitter.emit(
                .warning(
                    "the step was told to end \(Self.patience)s ago and has not: enlist ends itself, "
                        + "and what it has started; the same command resumes the run"))
            said.signal()
        }
        _ = said.wait(timeout: .now() + .seconds(2))
        RunningProcess.killChildren()
        _exit(status.rawValue)
    }
}

/// The timers of one watch.
private final class Timers: Sendable {
    private static let queue = DispatchQueue(label: "enlist.watchdog", qos: .userInteractive)

    private let state = Mutex((timers: [any DispatchSourceTimer](), isOver: false))

    /// Calls `end` when the patience is over, counted from after the delay.
    ///
    /// Seconds are counted one by one: those during which this process or its machine was stopped
    /// do not count.
    func start(after delay: Duration, _ end: @escaping @Sendable () -> Void) {
        let seconds = Int(clamping: max(.zero, delay).components.seconds)
        let left = Mutex(
            min(seconds, Int.max - ProcessWatchdog.patience) + ProcessWatchdog.patience)
        let timer = DispatchSource.makeTimerSource(queue: Self.queue)
        timer.schedule(deadline: .now(), repeating: .seconds(1))
        timer.setEventHandler {
            let isOver = left.withLock { left in
                left -= 1
                return left < 0
            }
            if isOver { end() }
        }
        state.withLock { state in
            // A timer that was never resumed must not be released.
            timer.resume()
            guard !state.isOver else { return timer.cancel() }
            state.timers.append(timer)
        }
    }

    func cancel() {
        state.withLock { state in
            for timer in state.timers { timer.cancel() }
            state = ([], true)
        }
    }
}
