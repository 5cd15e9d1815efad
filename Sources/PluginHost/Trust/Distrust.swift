import Bytes
import Glibc

/// A file, folder or link that another user can have changed.
package struct Distrust: Sendable, Equatable {
    enum Reason: Sendable, Equatable {
        case belongsTo(uid_t)
        case writable
    }

    let path: String
    let reason: Reason

    /// Checks that only root and the user that runs enlist can write something; nil if that is so.
    ///
    /// - Parameters:
    ///   - path: its path, for the message.
    ///   - status: its own status.
    ///   - isSticky: whether only its owner matters.
    init?(_ path: String, _ status: stat, isSticky: Bool = false) {
        self.path = path
        if status.st_uid != 0, status.st_uid != geteuid() {
            reason = .belongsTo(status.st_uid)
        } else if !isSticky, status.st_mode & (S_IWGRP | S_IWOTH) != 0 {
            reason = .writable
        } else {
            return nil
        }
    }

    init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }
}

extension [Distrust] {
    /// What is wrong with all of them, as a sentence without its full stop.
    var words: String {
        let clauses = reasons.map { reason in
            let paths = filter { $0.reason == reason }.map(\.path).joined(separator: ", ")
            return switch reason {
            case .belongsTo(let user): "\(paths) belongs to user \(user)"
            case .writable: "\(paths) can be written by others"
            }
        }
        return clauses.joined(separator: "; ")
    }

    /// The commands that fix it.
    var fix: String {
        let commands = reasons.map { reason in
            let paths = filter { $0.reason == reason }.map(\.path).joined(separator: " ")
            return switch reason {
            case .belongsTo: "chown root \(paths)"
            case .writable: "chmod go-w \(paths)"
            }
        }
        return commands.joined(separator: " && ")
    }

    /// Each reason once, in order.
    private var reasons: [Distrust.Reason] {
        reduce(into: []) { if !$0.contains($1.reason) { $0.append($1.reason) } }
    }
}
