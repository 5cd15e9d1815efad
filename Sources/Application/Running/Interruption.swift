import Dispatch
import Glibc
import Synchronization

/// Work that SIGINT, SIGTERM and SIGHUP interrupt: the first signal cancels it, the second ends the
/// process.
///
/// SIGHUP is sent when the terminal is gone, for example because a connection dropped. If it was
/// ignored when the process started, as with nohup, it stays ignored.
///
/// Cancelling the task that awaits it has the same effect as the first signal.
package enum Interruption {
    private static var signals: [Int32] {
        isIgnored(SIGHUP) ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Does the work, once the signal handlers are installed.
    ///
    /// - Parameters:
    ///   - heeds: asked at each SIGINT whether it means something else; if so, it does not count.
    ///   - told: called when the first signal has cancelled the work; it has returned before this
    ///     function does.
    ///   - work: what to do; cancelled as any task.
    /// - Returns: what the work returns.
    package static func cancels<Result: Sendable>(
        unless heeds: @escaping @Sendable () -> Bool = { false },
        told: @escaping @Sendable () -> Void, _ work: @escaping @Sendable () async -> Result
    ) async -> Result {
        let (isHeard, heard) = AsyncStream<Never>.makeStream()
        let task = Task {
            for await _ in isHeard {}
            return await work()
        }
        let telling = Mutex<Task<Void, Never>?>(nil)
        let signals = signals
        let notHeard = Mutex(signals.count)
        let sources = signals.map { signal in
            let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
            source.setRegistrationHandler {
                // Dispatch has replaced the signal's default action, which ends the process, by its
                // own handler; a child process gets the default back when it begins.
                let rest = notHeard.withLock { count in
                    count -= 1
                    return count
                }
                if rest == 0 { heard.finish() }
            }
            source.setEventHandler {
                if signal == SIGINT, heeds() { return }
                let isSecond = telling.withLock { telling in
                    defer { telling = telling ?? Task { told() } }
                    return telling != nil
                }
                // Silently: writing a message could block on its reader.
                if isSecond { _exit(ExitStatus.interrupted.rawValue) }
                task.cancel()
            }
            source.resume()
            return source
        }
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        for source in sources { source.cancel() }
        await telling.withLock { $0 }?.value
        return result
    }
}
