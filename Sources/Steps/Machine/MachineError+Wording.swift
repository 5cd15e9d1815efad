import Bytes
import ChildOutput
package import Pipeline
import SystemPackage

extension MachineError: FailureConvertible {
    package var failure: Failure {
        switch self {
        case .rootRefused(let path, let problem):
            Failure(
                .refused, "ENLIST_ROOT `\(path)` \(problem)",
                remedy: "set ENLIST_ROOT to the absolute path of an existing folder, or not at all")
        case .pathRefused(let path, let problem):
            Failure(
                .refused, "the path `\(path)` \(problem)",
                remedy: "write an absolute path without `.` and `..`")
        case .notAFile(let path):
            Failure(
                .refused, "`\(path)` is not an ordinary file",
                remedy: "remove what is there, or name another path")
        case .tooLarge(let path, let limit):
            Failure(
                .refused, "`\(path)` is larger than \(limit) bytes",
                remedy: "look at what has written it, and remove it")
        case .system(let action, let path, let reason):
            .system(action, path, reason)
        case .inUse(let path):
            Failure(
                .busy, "another run, or a program that one has started, is at work in `\(path)`",
                remedy: "wait for its end, or end it")
        case .commandAtWork(let process):
            Failure(
                .busy,
                "a command of a run that was killed is still at work, as process \(process)",
                remedy: "wait for its end, or end it")
        case .folderMissing(let path):
            Failure(
                .refused, "the folder of `\(path)` is not there",
                remedy: "make it in an earlier step, or say `make-folders: true`")
        case .unknownAccount(let sort, let name):
            Failure(
                .refused, "there is no \(sort) `\(name)`",
                remedy: "make it in an earlier step, or correct the name")
        case .notOtherUser(let name):
            Failure(
                .refused, "only root can run a program for the user `\(name)`",
                remedy: "run enlist as root, or leave `user` out", cause: .notPermitted)
        case .notRemoved(let path, let reason):
            Failure(
                .refused, "could not remove the temporary folder `\(path)`: \(reason)",
                remedy: "remove it by hand; it may hold secrets")
        case .programMissing(let program):
            Failure(
                .refused, "the program `\(program)` is not there, or cannot be executed",
                remedy:
                    "install it; if it is there, look at its mode and at whether its file system "
                    + "is mounted noexec")
        case .programNotRun(let program, let reason):
            Failure(
                .refused, "could not run `\(program)`: \(reason)",
                remedy: "look at the machine's limits on processes, memory and open files")
        case .programFailed(let program, let ending, let tail):
            Failure(
                .refused, "`\(program)` \(ending.words)",
                remedy: "read what it printed", details: tail.lines)
        case .programCutOff(let program, let tail):
            Failure(
                .timeout, "`\(Self.name(of: program))` was still at work, and was ended",
                remedy: "look at what it printed last, or allow it more time",
                details: tail.lines)
        case .archiveRefused(let problem):
            Failure(
                problem == .brokenGzip ? .transient : .refused,
                "the archive was not unpacked: \(problem.words)",
                remedy: "check where the archive comes from, and whether it arrived whole",
                details: problem.details)
        }
    }

    /// A program's own name: an installer's folder is gone by the time a person reads the message.
    private static func name(of program: String) -> String {
        FilePath(program).lastComponent?.string ?? program
    }
}

extension Failure {
    fileprivate static func system(_ action: String, _ path: String, _ reason: Errno) -> Failure {
        let message = "could not \(action) `\(path)`: \(reason)"
        return switch reason {
        case .permissionDenied, .notPermitted:
            Failure(
                .refused, message, remedy: "run enlist as root", cause: .notPermitted)
        case .readOnlyFileSystem:
            Failure(.refused, message, remedy: "mount the file system for writing")
        case .noSpace:
            Failure(.refused, message, remedy: "make room on the file system")
        case .resourceBusy:
            Failure(.busy, message, remedy: "end what is using it, or wait for its end")
        default:
            Failure(.refused, message, remedy: "look at what is at that path")
        }
    }
}

extension ChildProcess.Ending {
    /// As a phrase after the program's name.
    package var words: String {
        switch self {
        case .exited(let status): "ended with exit status \(status)"
        case .killed(let signal): "was killed by signal \(signal)"
        }
    }
}

extension ArchiveProblem {
    /// As a phrase after "the archive was not unpacked:".
    var words: String {
        switch self {
        case .notGzip: "it is not a gzip file"
        case .brokenGzip: "it is not a whole gzip file"
        case .notTar(let problem): "it is not a tar archive that enlist reads: \(problem)"
        case .nameLeadsOut(let name):
            "the name \(Self.shown(name)) leads out of the folder"
        case .linkLeadsOut(let name, let target):
            "the link \(Self.shown(name)) leads out of the folder, to \(Self.shown(target))"
        case .nameTaken(let name):
            "the entry \(Self.shown(name)) lies in the way of another, or behind a link"
        case .notAllowed(let name, let type):
            "the entry \(Self.shown(name)) is neither file nor folder nor link (tar type \(type))"
        case .setsRights(let name):
            "the entry \(Self.shown(name)) is set-user-id or set-group-id"
        case .unknownExtension(let key):
            "it uses the tar extension \(Self.shown(key))"
        case .tooManyEntries(let limit): "it has more than \(limit) entries"
        case .tooBig(let limit): "it becomes larger than \(limit) bytes"
        case .tooDeep(let limit): "a name in it has more than \(limit) folders"
        case .notUnpacked: "tar failed"
        }
    }

    fileprivate var details: [String] {
        guard case .notUnpacked(let lines) = self else { return [] }
        return lines
    }

    /// A name from the archive for a message: quoted, escaped, at most 100 characters of it.
    private static func shown(_ name: String) -> String {
        let shown = name.beginning(100)
        return shown.debugDescription + (shown.isSpelled(name) ? "" : "…")
    }
}
