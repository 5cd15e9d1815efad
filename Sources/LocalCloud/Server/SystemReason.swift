import FlyingSocks
import Foundation

/// Why the system refused something, in the system's own few words: `Permission denied`.
///
/// What Foundation and FlyingFox make of an error number is either empty talk or a dump.
package struct SystemReason: CustomStringConvertible {
    package let description: String

    /// Finds the number that lies beneath an error; one without any is described as it describes itself.
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
