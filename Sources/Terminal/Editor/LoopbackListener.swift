import Application
import Glibc
import Pipeline

/// A TCP port on 127.0.0.1 that accepts one connection after another.
final class LoopbackListener: Sendable {
    /// The port; if any was requested, the one that the system has chosen.
    let port: Int
    private let descriptor: Int32
    private let waker: WakeableInput

    /// Starts to listen; 0 is any free port.
    ///
    /// - Throws: why that failed.
    init(port: Int) throws(CommandError) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0, let waker = WakeableInput(descriptor) else {
            throw .cannotListen(on: port, errno)
        }
        var yes: Int32 = 1
        setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout.size(ofValue: yes)))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isListening else {
            let error = errno
            close(descriptor)
            throw .cannotListen(on: port, error)
        }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        self.descriptor = descriptor
        self.waker = waker
    }

    deinit { close(descriptor) }

    /// Waits for the next connection; blocks the thread.
    ///
    /// - Returns: its descriptor; nil after a call of `wake`.
    func accept() -> Int32? {
        while waker.isReadable() {
            let connection = Glibc.accept(descriptor, nil, nil)
            guard connection >= 0 else { continue }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            return connection
        }
        return nil
    }

    func wake() { waker.wake(.interrupted) }
}

extension CommandError {
    fileprivate static func cannotListen(on port: Int, _ error: Int32) -> CommandError {
        CommandError(
            .unavailable,
            Diagnostics([
                Diagnostic(
                    "port \(port) of 127.0.0.1 cannot be listened on: "
                        + String(cString: strerror(error)),
                    remedy: "choose another port; 0 takes any that is free")
            ]))
    }
}
