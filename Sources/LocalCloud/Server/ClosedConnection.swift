import FlyingFox

/// Closes the connection instead of answering.
///
/// A handler that throws gets its client a status 500. Only an upgrade that fails makes FlyingFox close the
/// connection before the first byte.
struct ClosedConnection: WSHandler {
    func makeFrames(
        for client: AsyncThrowingStream<WSFrame, any Error>
    ) async throws -> AsyncStream<WSFrame> {
        throw CancellationError()
    }
}
