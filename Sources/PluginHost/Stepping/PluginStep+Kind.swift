package import Pipeline

extension PluginStepDescription {
    /// Creates the kind for a step that a plugin describes.
    ///
    /// - Parameters:
    ///   - file: the plugin.
    ///   - place: where its code runs.
    /// - Returns: the kind, with enlist's own parameters beside the plugin's.
    package func stepKind(of file: PluginFile, in place: LibraryPlace) -> StepKind {
        let parameters = parameters.map(\.description)
        let kind = StepKind(
            kind, summary: summary, parameters: parameters + [BelowRoot.parameter.description],
            failures: Set(FailureClass.allCases),
            // Not after a timeout or a crash: it is unknown how far the function came.
            policy: Policy(
                retries: [
                    Retry(
                        on: [.busy], attempts: 60, delay: .seconds(2), factor: 1.5,
                        maxDelay: .seconds(10), jitter: .equal),
                    Retry(
                        on: [.transient, .throttled, .credentialsPending], attempts: 8,
                        delay: .seconds(2)),
                ],
                timeout: timeout),
            needs: needs, gives: gives, planText: planText
        ) { arguments throws(Failure) in
            var values: [String: Value] = [:]
            for parameter in parameters {
                let value = try arguments.value(parameter)
                if value != .null { values[parameter.name] = value }
            }
            let step = PluginStep(
                description: self, file: file, parameters: values,
                belowRoot: try arguments.value(BelowRoot.parameter), place: place)
            return hasRevert ? RevertiblePluginStep(step: step) : step
        }
        return hasRequire ? kind.requiring { [PluginPrecondition(step: $0)] } : kind
    }
}
