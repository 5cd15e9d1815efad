import CMemory
import CSpawn
import Dispatch
import Glibc
import Pipeline

/// The main program of a plugin's process.
///
/// It serves one request after another. When enlist is gone, it ends, together with everything that
/// it has started.
package struct HostMain {
    /// The descriptor on which enlist passes the connection: standard input, as that needs no
    /// agreement.
    static let handedOver: Int32 = 0
    /// A number that no careless library closes by counting up from 3.
    private static let place: Int32 = 200

    /// POLLRDHUP of poll(2), which Swift's import of the C library lacks; the same on every machine
    /// but SPARC.
    private static let saysNoMore: Int32 = 0x2000

    /// The exit status of a process whose connection was lost; it tells enlist that nothing else
    /// ended the process.
    static let lostConnection: Int32 = 213

    private let socket: FrameSocket
    /// The process that started this one.
    private let parent = getppid()
    /// Read before any library can change the environment.
    private let mark = ProcessMark.own

    /// Takes over the connection; nil if none exists, as a person has started this by hand.
    package init?() {
        var type: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(Self.handedOver, SOL_SOCKET, SO_TYPE, &type, &length) == 0 else {
            return nil
        }
        let own = fcntl(Self.handedOver, F_DUPFD_CLOEXEC, Self.place)
        guard own >= 0 else { return nil }
        socket = FrameSocket(descriptor: own)
        close(Self.handedOver)
        // Gets the lowest free number, which is that of standard input.
        _ = open("/dev/null", O_RDONLY)
    }

    /// Serves until enlist is gone.
    package func run() -> Never {
        cspawn_print_at_once()
        // The process has not been given any secrets. A debugger may attach to it, and enlist may
        // read the marks of its children, without being root.
        cmemory_let_others_look()
        watch()
        let connection = HostConnection(socket)
        var plugin: PluginLibrary?
        while let value = connection.receive(), let request = HostRequest(value) {
            let reply = answer(request, &plugin, connection)
            // Before the reply: the output during a call belongs to that call.
            cspawn_flush_output()
            let tooLong = PluginError.tooLong("what the library returned")
            guard
                let bytes = Frames.bytes(of: reply.value)
                    ?? Frames.bytes(of: HostReply.failed(tooLong.failure).value),
                connection.send(bytes)
            else { break }
        }
        end()
    }

    /// Watches the connection.
    ///
    /// Tells the running call to end when enlist sends nothing more, and ends this process and
    /// everything that it has started when enlist is gone, whatever a library is doing.
    private func watch() {
        let main = self
        DispatchQueue(label: "enlist.plugin-host.watch").async {
            var connection = pollfd(
                fd: main.socket.descriptor, events: Int16(Self.saysNoMore), revents: 0)
            while Int32(connection.revents) & (POLLHUP | POLLERR | POLLNVAL) == 0 {
                connection.revents = 0
                guard poll(&connection, 1, -1) > 0 else { continue }
                if Int32(connection.revents) & Self.saysNoMore != 0 {
                    LiveCalls.cancelAll()
                    connection.events = 0
                }
            }
            main.end()
        }
    }

    /// Ends every descendant of this process, and then the process itself: there is no one left to
    /// work for.
    ///
    /// If enlist still exists, it kills the rest of the group, and receives the exit status of this
    /// process.
    private func end() -> Never {
        mark?.killAll()
        if getppid() != parent { kill(0, SIGKILL) }
        _exit(Self.lostConnection)
    }

    private func answer(
        _ request: HostRequest, _ plugin: inout PluginLibrary?, _ listener: any CallListener
    ) -> HostReply {
        do {
            switch request {
            case .begin(let limits):
                limits.apply()
                return .ready
            case .native(let call): return .returned(try call.perform())
            case .load(let load):
                let library = try PluginLibrary(load)
                plugin = library
                return .loaded(library.tables)
            case .call(let call):
                guard let plugin else { throw PluginError.hostNotStarted("no plugin is loaded") }
                let live = try plugin.liveCall(call, listener: listener)
                return .finished(try plugin.perform(call, as: live))
            case .measure: return .measured(.own)
            case .recorded: return .ready
            }
        } catch {
            return .failed(Failure(error))
        }
    }
}
