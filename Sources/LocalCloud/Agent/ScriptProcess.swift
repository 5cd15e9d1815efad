import Foundation
import Glibc

/// A script that runs in a process group of its own.
struct ScriptProcess: Sendable {
    /// The process and its group.
    private let id: pid_t

    /// Why a script cannot be started.
    struct Failure: Error {
        let reason: String
    }

    /// Starts a script with `sh`, as the agent does.
    ///
    /// - Parameters:
    ///   - script: Its file.
    ///   - folder: Its working directory.
    ///   - environment: Its whole environment.
    ///   - output: The file to which its standard output is appended.
    ///   - errors: The file to which its standard error is appended.
    /// - Throws: ``Failure`` with the system's reason.
    init(
        script: String, in folder: String, environment: [String: String], output: String,
        errors: String
    ) throws(Failure) {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Dispatch's threads block all signals; the script must not.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
        // It must not inherit the cloud's connections, nor those that are opened meanwhile.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in 3...((open.compactMap { Int32($0) }.max() ?? 3) + 100) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        guard access(folder, X_OK) == 0 else {
            throw Failure(reason: "chdir \(folder): \(String(cString: strerror(errno)))")
        }

        let words = ["sh", "-c", #"cd "$1" && exec "$0""#, script, folder]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var id = pid_t()
        let error = posix_spawn(&id, "/bin/sh", &actions, &attributes, &arguments, &variables)
        guard error == 0 else { throw Failure(reason: String(cString: strerror(error))) }
        self.id = id
    }

    /// Waits for its end, and keeps its id reserved until ``remove()``: its group may have more
    /// processes, and no other group may get the id.
    ///
    /// - Returns: Its exit status, or 128 plus the number of the signal that ended it.
    func status() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var info = siginfo_t()
                var result: Int32
                repeat {
                    result = waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT)
                } while result == -1 && errno == EINTR
                let number = info._sifields._sigchld.si_status
                let hasExited = info.si_code == 1  // CLD_EXITED
                continuation.resume(
                    returning: result == -1 ? 137 : hasExited ? number : 128 + number)
            }
        }
    }

    /// Kills it, with everything in its group.
    func kill() {
        _ = Glibc.kill(-id, SIGKILL)
    }

    /// Kills the rest of the group and releases its id.
    func remove() {
        kill()
        var status: Int32 = 0
        while waitpid(id, &status, 0) == -1 && errno == EINTR {}
    }
}
