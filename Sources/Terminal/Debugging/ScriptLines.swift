import Bytes
import Debugger
import Synchronization

/// The lines of a file of commands, each shown after the prompt as if it had been typed.
final class ScriptLines: LineReading {
    private let rest: Mutex<ArraySlice<String>>
    private let isInterrupted = Mutex(false)
    private let output: OutputChannel

    init(_ text: String, output: OutputChannel) {
        var lines = text.lines()
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        rest = Mutex(lines[...])
        self.output = output
    }

    func line(completing completion: Completion) -> DebugInput {
        if isInterrupted.withLock({ $0 }) { return .interrupted }
        guard let line = rest.withLock({ $0.popFirst() }) else {
            output.write("\(Debugger.prompt)(the commands end here)\n")
            return .end
        }
        output.write("\(Debugger.prompt)\(line)\n")
        return .line(line)
    }

    func wake(_ reason: WakeableInput.Wake) {
        if reason == .interrupted { isInterrupted.withLock { $0 = true } }
    }
}
