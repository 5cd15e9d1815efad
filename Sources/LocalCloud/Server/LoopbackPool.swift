import FlyingSocks
import Foundation

/// Waits for the sockets of all servers in one place, so that a thousand metadata ports cost one thread.
struct LoopbackPool: AsyncSocketPool {
    private let sockets: SocketPool<ePoll>
    private let running: Task<Void, any Error>

    init() async throws {
        let sockets: SocketPool<ePoll> = .ePoll(maxEvents: 128)
        try await sockets.prepare()
        self.sockets = sockets
        running = Task { try await sockets.run() }
    }

    /// Ends the waiting, when the last server has stopped.
    func stop() {
        running.cancel()
    }

    // The servers prepare and run the pool they are given; this one runs by itself already.
    func prepare() async throws {}

    func run() async throws {
        // A stream that nobody writes to ends when the task is cancelled.
        let (never, continuation) = AsyncStream.makeStream(of: Never.self)
        for await _ in never {}
        continuation.finish()
    }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        // A reply is written as header and body: without this the kernel holds the body back until the
        // client has acknowledged the header, for as long as 40 ms. Connections inherit it.
        try? socket.setValue(
            true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
        try await sockets.suspendSocket(socket, untilReadyFor: events)
    }
}
