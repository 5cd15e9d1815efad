import Application
import Bytes
import DebugAdapter
import Debugger
import Journal
import Pipeline
import PipelineFile
import Reporting

/// A run that an editor debugs.
struct EditorRun: LaunchableRun {
    let gate: DebugGate
    let plan: Plan
    private let session: RunSession
    private let request: PlanRequest
    private let account = AccountKeeper()
    private let output: RunOutput

    /// Reads the pipeline's files and prepares everything; runs no step.
    ///
    /// - Throws: a `CommandError` for what is wrong with the files, their plugins, or the
    ///   environment.
    init(
        _ arguments: LaunchArguments, _ environment: [String: String], front: any DebugFront,
        output: RunOutput
    ) async throws {
        self.output = output
        request = arguments.request
        let root = environment["ENLIST_ROOT"].flatMap { $0.isEmpty ? nil : $0 } ?? "/"
        let time = PausableTime(SystemTime())
        let journal = RunJournal(
            state: try StateFolder(arguments.stateFolder, environment: environment),
            isFresh: arguments.isFresh)
        let history = SessionHistory.ofRun()
        var debugging = DebugSession(stopsAtStart: arguments.stopsOnEntry)
        if arguments.isNotDebugged { debugging.detach() }
        gate = DebugGate(
            debugging, front: front, files: PipelineFiles(request, root: root),
            history: history, time: time)
        // The journal comes first: whatever is shown of a run has been recorded.
        let observers: [any Observer] = [
            journal.writer, account, EditorProgress(output), history,
        ]
        let engine = try Engine(
            environment: environment, observers: observers,
            bodies: arguments.isNotDebugged ? nil : history.keep, time: time)
        session = engine.session(
            revertsOnFailure: arguments.revertsOnFailure, journal: journal,
            gate: SettlingGate(gate: gate, writer: journal.writer))
        plan = try await engine.preparer.sketch(request).plan
    }

    func condition(_ text: String) throws(DebugProblem) -> Condition {
        do throws(Diagnostics) {
            return try Condition(reading: text)
        } catch {
            throw DebugProblem(
                error.all.first?.message ?? "`\(text)` is no condition",
                remedy: "write it as at `when`: `environment: prod`, or `{major: {not: \"2\"}}`")
        }
    }

    func text(of file: String) -> String? {
        BuiltInPipeline.all.map(\.source).first { $0.name == file }?.text
    }

    func run() async -> Int {
        switch await session.run(request) {
        case .failure(let error):
            output.show([error.text.withoutLastBreak], as: .stderr)
            return Int(error.status.rawValue)
        case .success(let run):
            let text = FinishedRunText(run, account.account)
            if let joined = text.joined { output.show([joined.withoutLastBreak]) }
            if let failure = text.failure { output.show([failure.withoutLastBreak], as: .stderr) }
            return Int(run.status.rawValue)
        }
    }
}

extension String {
    /// The text as one entry of an editor's console, which adds a line break.
    var withoutLastBreak: String {
        ends(with: "\n") ? String(decoding: utf8.dropLast(), as: UTF8.self) : self
    }
}
