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

    private let socket: FrameSocket

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
        cspawn_print_by_line()
        watch()
        var frames = Frames()
        while let bytes = socket.receive(), !bytes.isEmpty {
            guard let values = try? frames.take(bytes) else { break }
            for value in values {
                guard let request = HostRequest(value), socket.send(answer(request).value) else {
                    HostMain.end()
                }
            }
        }
        HostMain.end()
    }

    /// Ends this process and all that it has started when enlist goes, whatever a library is doing.
    private func watch() {
        let descriptor = socket.descriptor
        DispatchQueue(label: "enlist.plugin-host.watch").async {
            var connection = pollfd(fd: descriptor, events: 0, revents: 0)
            while poll(&connection, 1, -1) < 0, errno == EINTR {}
            HostMain.end()
        }
    }

    /// The whole group, this process last: nobody is left to do anything for.
    private static func end() -> Never {
        kill(0, SIGKILL)
        _exit(1)
    }

    private func answer(_ request: HostRequest) -> HostReply {
        switch request {
        case .begin(let limits):
            limits.apply()
            return .ready
        case .native(let call):
            do throws(PluginError) {
                return .returned(try call.perform())
            } catch {
                return .failed(error.failure)
            }
        }
    }
}
