import FlyingSocks
import Foundation

/// One listening port on loopback, whose requests go to the cloud.
struct LoopbackServer: Sendable {
    /// The port that it listens on.
    let port: Int
    private let running: Task<Void, Never>

    /// Listens.
    ///
    /// - Parameters:
    ///   - port: The port, 0 for any that is free.
    ///   - entrance: What the port is.
    ///   - cloud: The cloud that answers.
    ///   - pool: Waits for all servers' sockets.
    /// - Throws: ``ServerError`` if the port is unavailable.
    init(
        port: UInt16, entrance: Request.Entrance, cloud: Cloud, pool: LoopbackPool
    ) throws(ServerError) {
        do {
            let socket = try Self.listen(on: port)
            guard case .ip4(_, let taken) = try socket.sockname() else {
                throw ServerError.noPort(reason: "the port has no address")
            }
            self.port = Int(taken)
            let listener = try AsyncSocket(socket: socket, pool: pool.sockets)
            running = Task {
                await Self.accept(from: listener, entrance: entrance, cloud: cloud)
                try? listener.close()
            }
        } catch let error as ServerError {
            throw error
        } catch {
            let reason = "\(SystemReason(error))"
            throw port == 0
                ? .noPort(reason: reason) : .cannotListen(port: Int(port), reason: reason)
        }
    }

    /// Closes the port and all connections.
    func stop() async {
        running.cancel()
        await running.value
    }

    private static func listen(on port: UInt16) throws -> Socket {
        let socket = try Socket(domain: AF_INET, type: .stream)
        do {
            // A port is free again at once, though connections of an earlier cloud linger on it.
            try socket.setValue(true, for: .localAddressReuse)
            // A reply is written as head and body: without this the kernel holds the body back until the
            // client has acknowledged the head, for as long as 40 ms. Connections inherit it.
            try socket.setValue(
                true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
            try socket.bind(to: .inet(ip4: "127.0.0.1", port: port))
            try socket.listen()
            return socket
        } catch {
            try? socket.close()
            throw error
        }
    }

    private static func accept(
        from listener: AsyncSocket, entrance: Request.Entrance, cloud: Cloud
    ) async {
        await withDiscardingTaskGroup { connections in
            while !Task.isCancelled {
                do {
                    let socket = try await listener.accept()
                    connections.addTask {
                        var connection = ClientConnection(
                            socket, entrance: entrance, cloud: cloud)
                        await connection.serve()
                    }
                } catch {
                    // A client that has gone before it was accepted, or too many open files: for a while.
                    try? await Task.sleep(for: .milliseconds(10))
                }
            }
            connections.cancelAll()
        }
    }
}
