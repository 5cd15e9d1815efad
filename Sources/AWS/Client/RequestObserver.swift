/// Sees every request that is sent: for a debugger, a log or a trace.
package protocol RequestObserver: Sendable {
    /// Whether exchanges come with their bodies, which costs time and memory.
    var wantsBodies: Bool { get }

    /// Called once for each try, when it is over, from any thread.
    func observe(_ exchange: RequestExchange)
}

extension RequestObserver {
    package var wantsBodies: Bool { false }
}
