import CSpawn
import Glibc
import SystemPackage

extension HostProcess {
    /// This side of a process that runs; none of the descriptors waits.
    struct Spawned {
        /// Which is its group's leader too.
        let process: pid_t
        let socket: Int32
        /// Where everything comes that it prints.
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
        // What a program prints to must wait, as programs expect it to.
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

    /// A pipe whose ends do not wait: the one to read from, the one to write to.
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
