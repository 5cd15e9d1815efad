import Application
import DebugAdapter
import Dispatch
import Pipeline

/// One connection to an editor, from its first byte to its last.
struct EditorConnection: Sendable {
    let input: WakeableInput
    let output: OutputChannel
    let launcher: EditorLauncher
    /// The token that the client must send; nil if the connection itself is trusted.
    let token: String?

    /// The maximum time until a client has sent its token.
    private static let patience = Duration.seconds(10)
    private static let chunk = 1 << 16

    /// Serves the client until it disconnects, and the run has ended.
    ///
    /// - Returns: whether there was a run: false if no authorised client has launched one.
    /// - Throws: what could not be parsed.
    func serve() async throws(AdapterProblem) -> Bool {
        let session = AdapterSession(
            MessageWriter { output.write(bytes: $0) }, launcher: launcher, token: token)
        let begin = SystemTime().now().elapsed
        var reader = MessageReader()
        do throws(AdapterProblem) {
            while let bytes = await read(session, since: begin) {
                reader.feed(bytes)
                while let message = try reader.next() {
                    guard let request = try Request(message) else { continue }
                    guard await session.handle(request) else {
                        await session.waitForRun()
                        return await session.isLaunched
                    }
                }
            }
            await session.end()
            return await session.isLaunched
        } catch {
            await session.end()
            throw error
        }
    }

    /// Returns the next bytes.
    ///
    /// Nil at the end, if no run was launched in time, or when the task is cancelled.
    private func read(_ session: AdapterSession, since begin: Duration) async -> [UInt8]? {
        var patience: Int32 = -1
        if token != nil, await !session.isLaunched {
            let left = begin + EditorConnection.patience - SystemTime().now().elapsed
            guard left > .zero else { return nil }
            patience = Int32(left.seconds * 1000) + 1
        }
        let limit = patience
        let bytes = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(
                        returning: input.bytes(
                            atMost: EditorConnection.chunk, patience: limit) ?? [])
                }
            }
        } onCancel: {
            input.wake(.interrupted)
        }
        return bytes.isEmpty ? nil : bytes
    }
}
