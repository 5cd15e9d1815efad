import CSpawn
import Glibc
import SystemPackage

extension HostProcess {
    /// Enlist's side of a running process; none of the descriptors blocks.
    struct Spawned {
        /// The process, which is also the leader of its group.
        let process: pid_t
        let socket: Int32
        /// The source of everything that it prints.
        let output: Int32
    }

    /// Starts the program with one end of a new connection as its standard input.
    static func spawn(_ program: HostProgram) throws(PluginError) -> Spawned {
        var sockets: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &sockets) == 0 else { throw notStarted(errno) }
        let (output, input): (Int32, Int32)
        do throws(PluginError) {
            (output, input) = try pipe()
        } catch {
            sockets.forEach { close($0) }
            throw error
        }
        defer {
            close(sockets[1])
            close(input)
        }
        // The descriptor for output must block, as programs expect that.
        _ = fcntl(input, F_SETFL, fcntl(input, F_GETFL) & ~O_NONBLOCK)
        _ = fcntl(sockets[0], F_SETFL, fcntl(sockets[0], F_GETFL) | O_NONBLOCK)

        let words = [program.path.string] + program.arguments
        let variables = program.environment.map { "\($0.key)=\($0.value)" }
        var process = pid_t()
        let status = withCStrings(words) { words in
            withCStrings(variables) { variables in
                cspawn_session(
                    &process, program.path.string, words, variables, sockets[1], input)
            }
        }
        guard status == 0 else {
            close(sockets[0])
            close(output)
            throw notStarted(status)
        }
        return Spawned(process: process, socket: sockets[0], output: output)
    }

    /// A pipe whose ends do not block: one for reading, one for writing.
    static func pipe() throws(PluginError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        let status = cspawn_pipe(&ends)
        guard status == 0 else { throw notStarted(status) }
        return (ends[0], ends[1])
    }

    private static func notStarted(_ code: Int32) -> PluginError {
        .hostNotStarted(String(cString: strerror(code)))
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
