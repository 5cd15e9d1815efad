package import Application
import Glibc
import Pipeline

/// Why something that was written to a stream was lost.
package struct OutputLoss: Sendable, Equatable {
    /// The value of `errno`.
    let error: Int32

    /// Whether the reader is gone, as `head` is when it has enough: then nothing is missed.
    var isNoReader: Bool { error == EPIPE }
}

extension OutputChannel {
    /// The error of a command whose product is its output, if not all of it could be printed.
    ///
    /// Nil if everything was written, or the reader did not want the rest.
    package var productLoss: CommandError? {
        guard let loss, !loss.isNoReader else { return nil }
        return .cannotWrite("standard output", error: loss.error, fallback: .unavailable)
    }
}

extension CommandError {
    /// Something could not be written to a stream or to a file.
    ///
    /// - Parameters:
    ///   - place: the stream or file.
    ///   - error: the value of `errno`.
    ///   - fallback: the status if the place is at fault, and not what is behind it.
    /// - Returns: the error.
    static func cannotWrite(_ place: String, error: Int32, fallback: ExitStatus) -> CommandError {
        let reason = String(cString: strerror(error))
        let (status, remedy): (ExitStatus, String) =
            switch error {
            case ENOSPC, EDQUOT: (.unavailable, "make room there, and run the command again")
            case EFBIG:
                (.unavailable, "raise the limit of a file's size (`ulimit -f`), and run it again")
            case EBADF: (.unavailable, "open it: the shell's `>&-` closes it")
            case EIO: (.unavailable, "look at what is behind it, and run the command again")
            default:
                (
                    fallback,
                    fallback == .badData
                        ? "name a file in a folder that is there and that you may write to"
                        : "look at where it leads, and run the command again"
                )
            }
        return CommandError(
            status, Failure(.refused, "cannot write to \(place): \(reason)", remedy: remedy))
    }
}
