/// Sees every request that is sent: for a debugger, a log or a trace.
package protocol RequestObserver: Sendable {
    /// Whether exchanges come with their bodies, which costs time and memory.
    var wantsBodies: Bool { get }

    /// Called once after each attempt, from any thread.
    func observe(_ exchange: RequestExchange)

    /// Called at the start of each wait before a retry, from any thread.
    func observe(_ pause: RequestPause)

    /// Called once for each attempt that takes long, while it is under way, from any thread.
    func observe(_ request: SlowRequest)
}

extension RequestObserver {
    package var wantsBodies: Bool { false }
    package func observe(_ pause: RequestPause) {}
    package func observe(_ request: SlowRequest) {}
}
