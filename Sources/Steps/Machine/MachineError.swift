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
    /// A file has more bytes than a sensible one of its sort.
    case tooLarge(String, limit: Int)
    /// The system refused; carries what was tried as a verb, the path and the reason.
    case system(String, String, Errno)
    /// Another run, or a program that one has started, is at work there; carries the path.
    case inUse(String)
    /// A command whose enlist was killed has not ended.
    case commandAtWork(Int)
    /// The folder of a file is not there, and is not to be made; carries the file's path.
    case folderMissing(String)
    /// Nobody of the name is known; carries `user` or `group`, and the name.
    case unknownAccount(String, String)
    /// A program is to run for a user, and this process may not do that; carries the user's name.
    case notOtherUser(String)
    /// A private folder is still there; carries the path and the reason.
    case notRemoved(String, String)
    /// A program is not there, or is nothing that can be executed.
    case programMissing(String)
    /// A program could not be started or listened to; carries its name and the reason.
    case programNotRun(String, String)
    /// A program ended with something other than success; carries its name, how it ended and the
    /// end of what it printed.
    case programFailed(String, ChildProcess.Ending, OutputTail)
    /// A program was ended because its time was up, or the run was interrupted; carries its name and
    /// the end of what it printed.
    case programCutOff(String, OutputTail)
    /// An archive is not one that may be unpacked.
    case archiveRefused(ArchiveProblem)
}

extension MachineError {
    /// Gives an error of the system the words that it lacks; one that has words keeps them.
    ///
    /// The action is a verb, to which the path is the object.
    init(_ error: any Error, while action: String, _ path: String) {
        self =
            switch error {
            case let error as MachineError: error
            case let error as Errno: .system(action, path, error)
            default: .system(action, path, .ioError)
            }
    }
}
