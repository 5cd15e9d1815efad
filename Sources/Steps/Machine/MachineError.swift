package import ChildOutput
package import SystemPackage

/// Why something could not be done to the machine; the wording is in `MachineError+Wording.swift`.
package enum MachineError: Error, Sendable, Equatable {
    /// `ENLIST_ROOT` is not usable; carries the path, and what is wrong as a phrase after it.
    case rootRefused(String, String)
    /// A path that a person named is not usable; carries the path, and what is wrong.
    case pathRefused(String, String)
    /// Something at the path is not an ordinary file.
    case notAFile(String)
    /// A file has more bytes than a sensible file of its kind.
    case tooLarge(String, limit: Int)
    /// The system refused; carries what was tried as a verb, the path and the reason.
    case system(String, String, Errno)
    /// Another run, or a program that it has started, is using the path; carries the path.
    case inUse(String)
    /// A command whose enlist was killed is still running; carries its process id.
    case commandAtWork(Int)
    /// The folder of a file does not exist, and is not to be created; carries the file's path.
    case folderMissing(String)
    /// There is no such account; carries `user` or `group`, and the name.
    case unknownAccount(String, String)
    /// A program is to run as a user, and this process lacks the permission; carries the user's
    /// name.
    case notOtherUser(String)
    /// A private folder was not removed; carries the path and the reason.
    case notRemoved(String, String)
    /// A program does not exist, or is not executable.
    case programMissing(String)
    /// A program could not be started or read from; carries its name and the reason.
    case programNotRun(String, String)
    /// A program did not succeed; carries its name, how it ended and the end of its output.
    case programFailed(String, ChildProcess.Ending, OutputTail)
    /// A program was stopped because its time was up, or the run was interrupted; carries its name
    /// and the end of its output.
    case programCutOff(String, OutputTail)
    /// An archive must not be unpacked.
    case archiveRefused(ArchiveProblem)
}

extension MachineError {
    /// Adds the missing words to a system error; an error with words of its own keeps them.
    ///
    /// The action is a verb with the path as its object.
    init(_ error: any Error, while action: String, _ path: String) {
        self =
            switch error {
            case let error as MachineError: error
            case let error as Errno: .system(action, path, error)
            default: .system(action, path, .ioError)
            }
    }
}
