/// The timeouts of a request.
package struct HTTPTimeouts: Sendable, Equatable {
    /// Name resolution, TCP and TLS together.
    package var connect: Duration
    /// Everything, from the start to the last byte of the body, redirects included.
    package var total: Duration
    /// How long the transfer rate may stay below one byte a second in either direction, including
    /// the wait for the reply.
    ///
    /// libcurl counts whole seconds.
    package var stall: Duration

    /// The defaults suit a service's API: ten seconds to connect, thirty without a byte, a minute
    /// in all.
    package init(
        connect: Duration = .seconds(10), total: Duration = .seconds(60),
        stall: Duration = .seconds(30)
    ) {
        self.connect = connect
        self.total = total
        self.stall = stall
    }
}
