import Dispatch
import Glibc
import Synchronization

/// Turns SIGINT and SIGTERM into a call: the first one asks, the second ends the process at once.
final class Interruption {
    private let sources: [any DispatchSourceSignal]

    /// Listens from now on, until the process ends.
    ///
    /// - Parameter ask: called once, on a thread of its own.
    init(ask: @escaping @Sendable () -> Void) {
        let wasAsked = Mutex(false)
        sources = [SIGINT, SIGTERM].map { signal in
            // The source sees the signal all the same; without this it would end the process first.
            // A child process begins with the signals as they are by default.
            Glibc.signal(signal, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
            source.setEventHandler {
                let isSecond = wasAsked.withLock { asked in
                    defer { asked = true }
                    return asked
                }
                // Without a word: writing one could wait for whoever reads it.
                if isSecond { _exit(ExitStatus.interrupted.rawValue) }
                ask()
            }
            source.resume()
            return source
        }
    }
}
