import Debugger

/// Lines with the terminal's own editing.
struct PlainLines: LineReading {
    let input: WakeableInput
    let output: OutputChannel

    func line(completing completion: Completion) -> DebugInput {
        output.write(Debugger.prompt)
        var bytes: [UInt8] = []
        while true {
            switch input.next() {
            case .byte(UInt8(ascii: "\n")): return .line(String(decoding: bytes, as: UTF8.self))
            case .byte(let byte): bytes.append(byte)
            case .end:
                output.write("\n")
                return bytes.isEmpty ? .end : .line(String(decoding: bytes, as: UTF8.self))
            case .woken(.discarded):
                bytes = []
                output.write("\n\(Debugger.prompt)")
            case .woken(.interrupted):
                output.write("\n")
                return .interrupted
            }
        }
    }

    func wake(_ reason: WakeableInput.Wake) { input.wake(reason) }
}
