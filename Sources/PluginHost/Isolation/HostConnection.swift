import Pipeline
import Synchronization

/// A plugin's process' end of the connection; any thread may send and receive.
final class HostConnection: Sendable {
    private let socket: FrameSocket
    private let sending = Mutex(())
    private let receiving = Mutex<(frames: Frames, ready: [Value])>((Frames(), []))

    init(_ socket: FrameSocket) { self.socket = socket }

    /// - Returns: false if enlist is gone.
    func send(_ value: Value) -> Bool { sending.withLock { _ in socket.send(value) } }

    /// Sends the bytes of a frame.
    func send(_ frame: [UInt8]) -> Bool { sending.withLock { _ in socket.send(frame) } }

    /// Waits for enlist's next message; nil if it is gone, or will send nothing more.
    func receive() -> Value? {
        receiving.withLock { state in
            while state.ready.isEmpty {
                guard let bytes = socket.receive(), !bytes.isEmpty,
                    let values = try? state.frames.take(bytes)
                else { return nil }
                state.ready = values
            }
            return state.ready.removeFirst()
        }
    }
}

extension HostConnection: CallListener {
    func heard(_ notice: CallNotice) { _ = send(HostSaying.notice(notice).value) }

    func record(_ name: FactName, _ text: String) -> Bool {
        guard send(HostSaying.record(name, text).value), let value = receive() else { return false }
        return HostRequest(value) == .recorded(true)
    }
}
