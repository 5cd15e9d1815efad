import Synchronization
import SystemPackage

@testable import Journal

/// A journal's file that keeps what is done with it, and fails when a test says so.
final class RecordingFile: JournalFile {
    let path: FilePath = "/state/journal.ndjson"
    private let state = Mutex(State())
    private let failure: (Errno, after: Int)?

    private struct State {
        var acts: [String] = []
        var bytes: [UInt8] = []
        var count = 0
    }

    /// Takes what goes wrong, and after how many acts.
    init(failing failure: (Errno, after: Int)? = nil) { self.failure = failure }

    var bytes: [UInt8] { state.withLock { $0.bytes } }

    /// `write <type>` and `sync`, in order.
    var acts: [String] { state.withLock { $0.acts } }

    func append(_ bytes: [UInt8]) throws(Errno) {
        let text = String(decoding: bytes, as: UTF8.self)
        let type = text.firstRange(of: "\"type\":\"").map {
            String(text[$0.upperBound...].prefix { $0 != "\"" })
        }
        try act("write \(type ?? "header")")
        state.withLock { $0.bytes += bytes }
    }

    func synchronize() throws(Errno) { try act("sync") }

    private func act(_ act: String) throws(Errno) {
        let isOver = state.withLock { state in
            if let failure, state.count >= failure.after { return true }
            state.count += 1
            state.acts.append(act)
            return false
        }
        if isOver, let failure { throw failure.0 }
    }
}
