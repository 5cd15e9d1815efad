import DebugAdapter
import Pipeline
import PipelineFile
import Reporting
import Synchronization

/// Shows a run in an editor's console.
final class EditorProgress: Observer {
    private let output: RunOutput
    private let state = Mutex((account: RunAccount(), silence: Silence()))

    init(_ output: RunOutput) { self.output = output }

    func observe(_ event: Event) {
        let line = state.withLock { state -> String? in
            state.account.add(event)
            let line = EventText(gave: state.account.gave).line(
                event.body, attempt: event.attempt)
            let isTold = !event.body.isActivity && line != nil
            return state.silence.tells(event, always: isTold) ? line : nil
        }
        guard let line else { return }
        let source = (event.step ?? event.beside).map { "\($0): " } ?? ""
        output.show([PrintableText(source + line).text], as: EditorProgress.category(event.body))
    }

    private static func category(_ body: Event.Body) -> RunOutput.Category {
        switch body {
        case .output: .stdout
        case .attemptFailed, .stepFailed, .revertFailed, .warning: .stderr
        default: .console
        }
    }
}
