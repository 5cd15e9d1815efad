import Dispatch
import Glibc
import Synchronization

/// Work that SIGINT, SIGTERM and SIGHUP interrupt: the first one cancels it, the second ends the process.
///
/// SIGHUP comes when the terminal is gone, as of a session whose connection dropped. Where whoever started
/// the process has it ignored, as nohup does, it stays so.
///
/// Cancelling the task that awaits it does as the first one does.
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

    /// Does the work, which begins when the signals are heard.
    ///
    /// - Parameters:
    ///   - heeds: asked at each SIGINT whether it means something else, which it then does; such a one
    ///     does not count.
    ///   - told: called when the first signal has cancelled the work; it has returned before this does.
    ///   - work: what to do; cancelled like any task.
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
                // Dispatch has put a handler of its own in place of the signal's default, which ends
                // the process; a child process gets the default back when it begins.
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
                // Without a word: writing one could wait for whoever reads it.
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
