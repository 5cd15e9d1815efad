import Glibc

/// A bare TCP socket on a loopback port.
package struct LoopbackSocket: Sendable {
    package let port: Int
    package let descriptor: Int32

    /// Binds a free port; nobody can connect before `listen`.
    package init() {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        var address = LoopbackSocket.address(port: 0)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) + getsockname(descriptor, $0, &length)
            }
        }
        precondition(status == 0, "no loopback port: \(String(cString: strerror(errno)))")
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// Lets at most about `backlog` connections wait to be accepted.
    package func listen(backlog: Int32) {
        precondition(Glibc.listen(descriptor, backlog) == 0)
    }

    /// Listens, accepts nothing, and has its queue filled, so that a connection stays half made.
    package func listenWithFullQueue() -> [LoopbackSocket] {
        listen(backlog: 0)
        return (0..<3).map { _ in
            let client = LoopbackSocket()
            var address = LoopbackSocket.address(port: port)
            _ = fcntl(client.descriptor, F_SETFL, O_NONBLOCK)
            _ = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(client.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            return client
        }
    }

    package func close() {
        Glibc.close(descriptor)
    }

    private static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }
}
