import Subprocess

/// What a program prints, read to its end although the task that reads is cancelled.
///
/// A pipe that is closed at the cancellation would kill the program by SIGPIPE at the first word that
/// its handler of SIGTERM prints. The end comes when the program has ended, which its teardown sees to.
final class UncancelledOutput: @unchecked Sendable {
    // Unchecked: there is one call at a time.
    private var blocks: SubprocessOutputSequence.AsyncIterator

    init(_ output: SubprocessOutputSequence) { blocks = output.makeAsyncIterator() }

    /// The next bytes; nil at the end.
    ///
    /// Called by one task, which waits for each call.
    func next() async throws -> SubprocessOutputSequence.Element? {
        try await Task { try await blocks.next() }.value
    }
}
