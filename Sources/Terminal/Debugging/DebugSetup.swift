import Application
import Debugger
import Glibc
import Pipeline
import PipelineFile
import Reporting

/// What a run needs for a debugging session.
struct DebugSetup: Sendable {
    let gate: DebugGate
    let front: SessionFront
    let history: SessionHistory
    let time: PausableTime

    /// Prepares a session.
    ///
    /// - Parameters:
    ///   - request: what is to run.
    ///   - script: the path of the file with commands; nil for a terminal.
    ///   - stopsAtStart: whether it stops before the first step, or only where a step fails for
    ///     good.
    ///   - state: the folder of the journals, which also stores the typed lines.
    ///   - time: the clock of the run, and of the session.
    ///   - environment: the process' own.
    ///   - output: where the session is shown.
    ///   - rest: clears the changing part of the screen.
    /// - Throws: if there is no terminal, or the file cannot be read.
    init(
        _ request: PlanRequest, script: String?, stopsAtStart: Bool, state: String,
        time: PausableTime,
        environment: [String: String], output: OutputChannel,
        rest: @escaping @Sendable () -> Void
    ) throws(CommandError) {
        let root = environment["ENLIST_ROOT"].flatMap { $0.isEmpty ? nil : $0 } ?? "/"
        let lines: any LineReading
        if let script {
            do throws(Diagnostic) {
                let source = try SourceText(readingFile: script)
                lines = ScriptLines(
                    source.text, output: output)
            } catch {
                throw CommandError(.badData, Diagnostics([error]))
            }
        } else {
            lines = try DebugSetup.terminalLines(root, state, environment, output)
        }
        self.time = time
        history = .ofRun()
        front = SessionFront(
            lines, output: output, isScript: script != nil, environment: environment,
            rest: rest)
        gate = DebugGate(
            DebugSession(stopsAtStart: stopsAtStart), front: front,
            files: PipelineFiles(request, root: root), history: history, time: time)
    }

    private static func terminalLines(
        _ root: String, _ state: String, _ environment: [String: String],
        _ output: OutputChannel
    ) throws(CommandError) -> any LineReading {
        guard isatty(STDIN_FILENO) == 1, output.terminalWidth != nil,
            let input = WakeableInput()
        else { throw .noTerminal }
        let terminal = environment["TERM"] ?? ""
        // A terminal that cannot move its cursor does not support editing, and the library writes
        // to standard output, which may be reserved for the events.
        guard !terminal.isEmpty, terminal != "dumb", output === OutputChannel.standardOutput else {
            return PlainLines(input: input, output: output)
        }
        if let edited = EditedLines(
            input, output: output, historyFile: HistoryFile.path(below: root, in: state))
        {
            return edited
        }
        output.write(
            "note: without libedit, lines have no history and no TAB: "
                + "`apt-get install libedit2` or `dnf install libedit` gives them\n")
        return PlainLines(input: input, output: output)
    }
}

extension SessionHistory {
    /// A history whose lines are those of a log.
    static func ofRun() -> SessionHistory {
        SessionHistory { event in
            EventText(gave: Facts()).line(event.body, attempt: event.attempt).map { line in
                event.step.map { "\($0): \(line)" } ?? line
            }
        }
    }
}

extension CommandError {
    fileprivate static let noTerminal = CommandError(
        .badUsage,
        Diagnostics([
            Diagnostic(
                "debugging needs a terminal to ask on",
                remedy: "do it on a terminal, as in an ssh session (`ssh -t`), or say what to do "
                    + "with --commands FILE")
        ]))
}
