import FlyingSocks

/// Waits for the sockets of all servers in one place, so that a thousand metadata ports cost one thread.
struct LoopbackPool {
    let sockets: SocketPool<ePoll>
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
}
