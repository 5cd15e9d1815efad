import Debugger
import Dispatch
import Glibc
import Pipeline
import PipelineFile
import Synchronization

/// A session on a terminal or from a file of commands.
final class SessionFront: DebugFront {
    let endsAtProblems: Bool
    private let lines: any LineReading
    private let output: OutputChannel
    private let rest: @Sendable () -> Void
    private let environment: [String: String]
    /// What a file of changes extends: the name of a built-in pipeline, or a path.
    private let base: String
    private let state = Mutex(State.running)

    private enum State {
        case running
        /// Ctrl-C was heard while the run went on: it stops at the next point.
        case stopping
        case reading
        case inShell
    }

    /// Takes what it works with; `rest` clears what changes on the screen, and a script has nobody to
    /// mend a command that is wrong.
    init(
        _ lines: any LineReading, output: OutputChannel, isScript: Bool,
        environment: [String: String], base: String, rest: @escaping @Sendable () -> Void
    ) {
        self.lines = lines
        self.output = output
        endsAtProblems = isScript
        self.environment = environment
        self.base = base
        self.rest = rest
    }

    /// Hears a Ctrl-C.
    ///
    /// At the prompt it discards the line; while the run goes on, the first one stops it at the next
    /// point.
    ///
    /// - Returns: whether that is all; if not, it interrupts the run.
    func heeds(_ gate: DebugGate) -> Bool {
        switch state.withLock({ $0 }) {
        case .reading:
            lines.wake(.discarded)
            return true
        case .inShell: return true
        case .stopping: return false
        case .running:
            guard gate.stopSoon() else { return false }
            state.withLock { $0 = .stopping }
            rest()
            output.write("stopping at the next point; once more interrupts the run\n")
            return true
        }
    }

    func prepare() { rest() }

    func show(_ lines: [String]) {
        output.write(lines.map { PrintableText($0).text + "\n" }.joined())
    }

    func read(completing completion: Completion) async -> DebugInput {
        if Task.isCancelled { return .interrupted }
        state.withLock { $0 = .reading }
        let input = await withTaskCancellationHandler {
            await onThread { self.lines.line(completing: completion) }
        } onCancel: {
            lines.wake(.interrupted)
        }
        state.withLock { $0 = .running }
        return input
    }

    func shell(_ facts: Facts) async -> [String] {
        state.withLock { $0 = .inShell }
        defer { state.withLock { $0 = .running } }
        let shell = InteractiveShell(environment: environment)
        return await onThread { shell.run(facts) }
    }

    func save(_ changes: SessionChanges, to path: String) throws(DebugProblem) -> [String] {
        let base =
            self.base.contains("/") || self.base.hasSuffix(".yaml") || self.base.hasSuffix(".yml")
            ? PathReference.path(of: self.base, from: path) : self.base
        let text = changes.overlay(extending: base)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw DebugProblem(
                "`\(path)` cannot be written: \(String(cString: strerror(errno)))",
                remedy: "name a file in a folder that you may write to")
        }
        let file = OutputChannel(descriptor: descriptor)
        file.write(text)
        guard close(descriptor) == 0, file.hasWrittenAll else {
            throw DebugProblem(
                "`\(path)` could not be written in full", remedy: "make room, and save again")
        }
        return ["saved; use it with `enlist run --pipeline \(path)`:"]
            + text.split(separator: "\n").map { "    \($0)" }
    }

    func value(_ text: String, of fact: FactName?) throws(DebugProblem) -> Value {
        if let fact {
            do throws(Setting.Malformed) {
                return try Setting("\(fact)=\(text)").value
            } catch {
                throw DebugProblem(error.message, remedy: "write it as a pipeline file would")
            }
        }
        do throws(Diagnostics) {
            return try YAMLReader.read(value: text)
        } catch {
            throw DebugProblem(
                "this is no value as a pipeline file has it",
                remedy: "put a text with special characters in double quotes")
        }
    }

    /// Does what blocks on a thread that nothing else waits for.
    private func onThread<Result: Sendable>(
        _ work: @escaping @Sendable () -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
    }
}

extension YAMLReader {
    /// Reads a value that stands alone; an empty text is one.
    fileprivate static func read(value text: String) throws(Diagnostics) -> Value {
        if text.isEmpty { return "" }
        let document = try YAMLReader.read(SourceText(text, name: "the value"))
        if let problem = document.problems.first { throw Diagnostics([problem]) }
        return document.root.value
    }
}
