/// Something that happens once and can be waited for.
package struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() { (stream, continuation) = AsyncStream.makeStream() }

    package func send() { continuation.finish() }

    package func wait() async { for await _ in stream {} }
}
