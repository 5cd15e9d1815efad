package import Pipeline
package import SystemPackage

/// Why a journal cannot be read or written.
package enum JournalError: Error, Sendable, Equatable {
    /// A system call failed; carries what was tried as a verb, the path and the reason.
    case system(String, FilePath, Errno)
    /// Another version of the program wrote it; carries the version of its format.
    case unknownSchema(FilePath, Int)
    /// Its content is invalid; carries the line, counted from 1, and what is wrong with it.
    case damaged(FilePath, line: Int?, String)
    /// The journal's name cannot be the name of a folder.
    case badInstance(String)
}

extension JournalError: FailureConvertible {
    package var failure: Failure {
        switch self {
        case .system(let action, let path, let reason):
            JournalError.failure(action, path, reason)
        case .unknownSchema(let path, let version):
            Failure(
                .refused,
                "the journal `\(path)` has the form \(version), and this enlist reads form "
                    + "\(JournalHeader.schema)",
                remedy: "use the enlist that wrote it, or start over with --fresh")
        case .damaged(let path, let line, let problem):
            Failure(
                .refused,
                "the journal `\(path)` is damaged"
                    + (line.map { ", line \($0)" } ?? "") + ": \(problem)",
                remedy: "look at the disk; `enlist run` sets the journal aside and starts over")
        case .badInstance(let name):
            Failure(
                .refused, "\(name.debugDescription) is not an instance's id",
                remedy: "correct instance.id: letters, digits, `-`, `_` and `.`, at most 64")
        }
    }

    private static func failure(_ action: String, _ path: FilePath, _ reason: Errno) -> Failure {
        let message = "could not \(action) the journal `\(path)`: \(reason)"
        return switch reason {
        case .permissionDenied, .notPermitted:
            Failure(.refused, message, remedy: "run enlist as root", cause: .notPermitted)
        case .readOnlyFileSystem:
            Failure(.refused, message, remedy: "mount the file system for writing")
        case .noSpace, .diskQuotaExceeded, .fileTooLarge:
            Failure(.refused, message, remedy: "make room on the file system")
        default:
            Failure(.refused, message, remedy: "look at the disk, and at what is at that path")
        }
    }
}
