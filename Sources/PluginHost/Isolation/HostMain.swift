import CMemory
import CSpawn
import Dispatch
import Glibc
import Pipeline

/// What a plugin's process is, from its beginning to its end.
///
/// It does what it is asked, one request after the other, and ends, with everything that it has
/// started, when whoever asks is gone.
package struct HostMain {
    /// The descriptor by which enlist hands over the connection: standard input, as that needs no
    /// agreement.
    static let handedOver: Int32 = 0
    /// A number that no careless library closes by counting up from 3.
    private static let place: Int32 = 200

    /// POLLRDHUP of poll(2), which Swift's view of the C library lacks; the same on every machine but SPARC.
    private static let saysNoMore: Int32 = 0x2000

    /// The exit status of a process whose connection was lost, by which enlist knows that it was ended by
    /// nobody else.
    static let lostConnection: Int32 = 213

    private let socket: FrameSocket
    /// Who has started it.
    private let parent = getppid()
    /// Taken before any library can change the environment.
    private let mark = ProcessMark.own

    /// Takes over the connection; nil where there is none, as somebody has started this by hand.
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
        // Takes the lowest free number, which is that of standard input.
        _ = open("/dev/null", O_RDONLY)
    }

    /// Serves until enlist is gone.
    package func run() -> Never {
        cspawn_print_at_once()
        // It has been given nothing secret. A debugger can look into it, and enlist at the marks of what it
        // starts, without being root.
        cmemory_let_others_look()
        watch()
        let connection = HostConnection(socket)
        var plugin: PluginLibrary?
        while let value = connection.receive(), let request = HostRequest(value) {
            let reply = answer(request, &plugin, connection)
            // Before the reply: what was printed during a call belongs to it.
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

    /// Tells what works that it shall end when enlist says nothing more, and ends this process and all
    /// that it has started when enlist goes, whatever a library is doing.
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

    /// Ends all that descends from this process, which itself is last: nobody is left to do anything for.
    ///
    /// Where enlist is there it ends what is left of the group, and is told how this process has ended.
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
