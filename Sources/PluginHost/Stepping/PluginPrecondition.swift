import Pipeline

/// What a plugin's step can check before it runs.
struct PluginPrecondition: Precondition {
    let step: PlannedStep

    /// The kind, and the step if it has another name.
    var name: String {
        step.id == step.kind.name ? step.kind.name : "\(step.kind.name) (\(step.id))"
    }

    var needs: [FactName] { step.needs }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let step: PluginStep
        switch try self.step.make(facts) {
        case let made as PluginStep: step = made
        case let made as RevertiblePluginStep: step = made.step
        default: return .unknown("it is no plugin's")
        }
        guard step.mayRun else {
            return .unknown("nothing of it runs below this root; see `below-root`")
        }
        let listener = SilentListener()
        try await step.require(facts, listener)
        guard let warning = listener.warning else { return .ok("the plugin finds all it needs") }
        return .warning(warning, remedy: "see the plugin's documentation")
    }
}
