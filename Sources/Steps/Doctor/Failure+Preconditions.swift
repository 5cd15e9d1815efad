import Glibc
import Pipeline

// The wording of failures that no step reports, as it would find out too late.

extension Failure {
    static let clockRemedy = "set the clock, for example with chrony against 169.254.169.123"
    static let metadataRemedy = "look at what keeps instance metadata from answering"

    static func wrongClock(_ words: String) -> Failure {
        Failure(
            .refused, "this machine's clock is \(words), which refuses its signatures",
            remedy: clockRemedy)
    }

    static func notRoot(_ user: uid_t) -> Failure {
        Failure(
            .refused, "user id \(user) may not change this machine", remedy: "run it as root",
            cause: .notPermitted)
    }

    static func diskFull(_ words: String) -> Failure {
        Failure(
            .refused, "only \(words)", remedy: "make room, or give the instance a larger volume")
    }

    static func readOnly(_ path: String) -> Failure {
        Failure(
            .refused, "the file system for \(path) is mounted read-only",
            remedy: "mount it for writing; where the kernel has done it, look at dmesg")
    }

    static func otherStep(_ id: String) -> Failure {
        Failure(
            .refused, "the step `\(id)` is not enlist's own",
            remedy: "leave its kind's name to enlist")
    }
}
