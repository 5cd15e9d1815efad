/// Sees every request that is sent: for a debugger, a log or a trace.
package protocol RequestObserver: Sendable {
    /// Called once for each try, when it is over, from any thread.
    func observe(_ exchange: RequestExchange)
}
