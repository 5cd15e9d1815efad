import Application
import CMemory
import Glibc
import Pipeline

/// A shell for a person, on the session's terminal.
struct InteractiveShell {
    let environment: [String: String]

    /// Starts the shell and waits for its end; blocks the thread.
    ///
    /// - Returns: what to report.
    func run(_ facts: Facts) -> [String] {
        let program = environment["SHELL"].flatMap { $0.isEmpty ? nil : $0 } ?? "/bin/sh"
        let own = ProcessEnvironment.adding(facts, to: environment)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The shell must not ignore the signals that this program ignores.
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigmask(&attributes, &mask)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(program), nil]
        var variables = own.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var process = pid_t()
        let problem = posix_spawn(&process, program, nil, &attributes, &arguments, &variables)
        guard problem == 0 else {
            return [
                "error: \(program) cannot be started: \(String(cString: strerror(problem)))",
                "    what to do: set SHELL to a shell that is there",
            ]
        }
        cmemory_give_core_limit(process)
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
        return ["back in the session; the run still stands here"]
    }
}
