/// What is done at each boot of an instance that has joined.
package enum EveryBoot: String, Sendable, CaseIterable {
    /// Nobody looks.
    case nothing
    /// What is not as the last run left it is done again; that the configuration has changed is told.
    case report
    /// The same, but for a changed configuration, with which the pipeline is run again.
    case apply
}
