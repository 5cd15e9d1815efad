import FlyingFox
import FlyingSocks
import Foundation

/// One listening port on loopback, whose requests go to the cloud.
struct LoopbackServer: Sendable {
    /// The port that it listens on.
    let port: Int
    private let server: HTTPServer
    private let running: Task<Void, any Error>

    /// Listens.
    ///
    /// - Parameters:
    ///   - port: The port, 0 for any that is free.
    ///   - entrance: What the port is.
    ///   - cloud: Who answers.
    ///   - pool: Waits for all servers' sockets.
    /// - Throws: ``ServerError`` when the port cannot be had.
    init(
        port: UInt16, entrance: Request.Entrance, cloud: Cloud, pool: LoopbackPool
    ) async throws {
        let server = HTTPServer(
            config: .init(
                address: try .inet(ip4: "127.0.0.1", port: port), timeout: 3_600, pool: pool,
                logger: .disabled),
            handler: CloudHandler(entrance: entrance, cloud: cloud))
        // A port that is taken ends the server at once; waiting for it to listen would be in vain.
        let listening = Task { try await server.waitUntilListening() }
        let running = Task {
            do { try await server.run() } catch {
                listening.cancel()
                throw error
            }
        }
        do { try await listening.value } catch {
            running.cancel()
            let reason = await Self.failure(of: running) ?? "\(error)"
            throw port == 0
                ? ServerError.noPort(reason: reason)
                : .cannotListen(port: Int(port), reason: reason)
        }
        guard case .ip4(_, let port)? = await server.listeningAddress else {
            running.cancel()
            let reason = await Self.failure(of: running) ?? "the port has no address"
            throw ServerError.noPort(reason: reason)
        }
        self.port = Int(port)
        self.server = server
        self.running = running
    }

    /// Closes the port and all connections.
    func stop() async {
        await server.stop()
        running.cancel()
    }

    private static func failure(of task: Task<Void, any Error>) async -> String? {
        do { try await task.value } catch { return "\(SystemReason(error))" }
        return nil
    }
}
