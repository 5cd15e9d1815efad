/// One requirement for plugins, and whether it holds.
package struct Finding: Sendable, Equatable {
    /// The kind of the step in question; nil for the plugin itself.
    package let step: String?
    /// As a phrase whose subject is the plugin or the step: `states the same steps each time`.
    package let requirement: String
    package let verdict: Verdict

    package enum Verdict: Sendable, Equatable {
        case holds
        /// Carries what happened instead.
        case fails(String)
        /// Carries why it could not be tried.
        case untried(String)
    }

    package var isFailure: Bool { if case .fails = verdict { true } else { false } }
}
