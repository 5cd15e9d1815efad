import Foundation
import Glibc

/// The signals that would end a command: caught, and delivered one by one.
///
/// They cannot be blocked and waited for instead: Swift's main thread ends up in Dispatch's
/// `sigsuspend`, which lets every signal through.
enum CaughtSignals {
    private static let numbers = [SIGINT, SIGTERM, SIGHUP]

    /// The two ends of the pipe that carries signals from the handler to a thread.
    private static let channel: [Int32] = {
        var ends: [Int32] = [-1, -1]
        _ = Glibc.pipe(&ends)
        return ends
    }()

    /// A signal that arrived.
    struct Arrival: Sendable {
        let number: Int32
        /// Whether a process sent it to this process only.
        ///
        /// A signal from a terminal goes to the whole group.
        let wasSent: Bool
    }

    /// Catches the signals from now on.
    ///
    /// - Returns: The signals as they arrive.
    static func arrivals() -> AsyncStream<Arrival> {
        let reader = channel[0]
        var action = sigaction()
        action.sa_flags = SA_SIGINFO | SA_RESTART
        action.__sigaction_handler.sa_sigaction = { number, info, _ in
            let saved = errno
            let wasSent = (info?.pointee.si_code ?? 0) <= 0
            var message: [UInt8] = [UInt8(number), wasSent ? 1 : 0]
            write(CaughtSignals.channel[1], &message, 2)
            errno = saved
        }
        for number in numbers { sigaction(number, &action, nil) }
        return AsyncStream { continuation in
            Thread.detachNewThread {
                var message: [UInt8] = [0, 0]
                while true {
                    let count = read(reader, &message, 2)
                    guard count == 2 else { continue }
                    continuation.yield(
                        Arrival(number: Int32(message[0]), wasSent: message[1] == 1))
                }
            }
        }
    }
}
