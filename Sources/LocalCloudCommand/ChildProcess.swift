import Foundation
import Glibc
import LocalCloud

/// A program that runs in this process' group, on its terminal.
struct ChildProcess: Sendable {
    private let id: pid_t

    /// Starts a program, looked up in PATH.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - environment: Its whole environment.
    /// - Throws: ``Complaint`` with status 127 if there is no such program, 126 if it cannot run.
    init(_ command: [String], environment: [String: String]) throws {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // This runs on a Dispatch thread, which blocks all signals: the child must not.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        // It must not inherit the cloud's connections.
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let number = Int32(descriptor), number > 2 {
                posix_spawn_file_actions_addclose(&actions, number)
            }
        }

        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var id = pid_t()
        let error = posix_spawnp(
            &id, command[0], &actions, &attributes, &arguments, &variables)
        guard error == 0 else {
            let failure = ServerError.cannotRun(
                command: command[0], reason: String(cString: strerror(error)))
            throw Complaint(failure, exitCode: error == ENOENT ? 127 : 126)
        }
        self.id = id
    }

    /// Sends it a signal.
    func send(_ signal: Int32) {
        kill(id, signal)
    }

    /// Waits for its end.
    ///
    /// - Returns: Its exit status, or 128 plus the number of the signal that ended it.
    func status() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var status: Int32 = 0
                while waitpid(id, &status, 0) == -1 && errno == EINTR {}
                let signal = status & 0x7F
                continuation.resume(returning: signal == 0 ? status >> 8 & 0xFF : 128 + signal)
            }
        }
    }
}
