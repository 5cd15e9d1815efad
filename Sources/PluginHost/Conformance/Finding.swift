/// One thing that a plugin must do, and whether it does.
package struct Finding: Sendable, Equatable {
    /// The kind of the step that it is about; nil for the plugin itself.
    package let step: String?
    /// As a phrase whose subject is the plugin or the step: `states the same steps each time`.
    package let requirement: String
    package let verdict: Verdict

    package enum Verdict: Sendable, Equatable {
        case holds
        /// Carries what happened in its place.
        case fails(String)
        /// Carries why nobody knows.
        case untried(String)
    }

    package var isFailure: Bool { if case .fails = verdict { true } else { false } }
}
