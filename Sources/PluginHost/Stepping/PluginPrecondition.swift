import Pipeline
import Synchronization

/// What a step of a plugin can look at before it runs.
struct PluginPrecondition: Precondition {
    let step: PlannedStep

    /// The kind, and the step where it has another name.
    var name: String {
        step.id == step.kind.name ? step.kind.name : "\(step.kind.name) (\(step.id))"
    }

    var needs: [FactName] { step.needs }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let step: PluginStep
        switch try self.step.make(facts) {
        case let made as PluginStep: step = made
        case let made as RevertiblePluginStep: step = made.step
        default: return .untold("it is no plugin's")
        }
        guard step.mayRun else {
            return .untold("nothing of it runs below this root; see `below-root`")
        }
        let listener = Listener()
        try await step.require(facts, listener)
        guard let warning = listener.warning else { return .ok("the plugin finds all it needs") }
        return .warning(warning, remedy: "see the plugin's documentation")
    }

    /// Nothing is recorded, as nothing is done.
    private final class Listener: CallListener {
        private let state = Mutex<String?>(nil)

        /// The last thing that the plugin has warned of.
        var warning: String? { state.withLock(\.self) }

        func heard(_ notice: CallNotice) {
            guard case .log(.warning, let text) = notice else { return }
            state.withLock { $0 = text }
        }

        func record(_ name: FactName, _ text: String) -> Bool { false }
    }
}
