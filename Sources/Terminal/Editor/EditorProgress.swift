import DebugAdapter
import Pipeline
import PipelineFile
import Reporting
import Synchronization

/// Shows a run in an editor's console.
final class EditorProgress: Observer {
    private let output: RunOutput
    private let account = Mutex(RunAccount())

    init(_ output: RunOutput) { self.output = output }

    func observe(_ event: Event) {
        let gave = account.withLock { account in
            account.add(event)
            return account.gave
        }
        guard let line = EventText(gave: gave).line(event.body, attempt: event.attempt) else {
            return
        }
        let step = event.step.map { "\($0): " } ?? ""
        output.show([PrintableText(step + line).text], as: EditorProgress.category(event.body))
    }

    private static func category(_ body: Event.Body) -> RunOutput.Category {
        switch body {
        case .output: .stdout
        case .attemptFailed, .stepFailed, .revertFailed, .warning: .stderr
        default: .console
        }
    }
}
