import FlyingSocks
import Foundation

/// Why the system refused something, in the system's own few words: `Permission denied`.
///
/// Foundation's and FlyingFox' descriptions of an error number are either vague or a dump.
package struct SystemReason: CustomStringConvertible {
    package let description: String

    /// Finds the error number beneath an error; an error without one keeps its own description.
    package init(_ error: any Error) {
        description =
            Self.number(in: error).map { String(cString: strerror($0)) }
            ?? error.localizedDescription.trimmingCharacters(in: ["."])
    }

    private static func number(in error: any Error) -> Int32? {
        if case SocketError.failed(_, let number, _) = error { return number }
        let error = error as NSError
        if error.domain == NSPOSIXErrorDomain { return Int32(error.code) }
        return (error.userInfo[NSUnderlyingErrorKey] as? any Error).flatMap(number)
    }
}
