import Foundation
import Glibc

/// The signals that end a command: held back, and taken one by one.
enum HeldSignals {
    private static let all = [SIGINT, SIGTERM, SIGHUP]

    /// A signal that arrived.
    struct Arrival: Sendable {
        let number: Int32
        /// Whether a process sent it, so that no other process of the group got it.
        ///
        /// What a terminal
        /// sends, the whole group gets.
        let wasSent: Bool
    }

    /// The set of signals that are held.
    static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in all { sigaddset(&set, number) }
        return set
    }

    /// Holds the signals in this thread and in all that it starts from now on.
    static func hold() {
        var set = Self.set
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// The signals as they arrive.
    ///
    /// To be asked for once.
    static func arrivals() -> AsyncStream<Arrival> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                var set = Self.set
                while true {
                    var info = siginfo_t()
                    let number = sigwaitinfo(&set, &info)
                    guard number > 0 else { continue }
                    continuation.yield(Arrival(number: number, wasSent: info.si_code <= 0))
                }
            }
        }
    }
}
