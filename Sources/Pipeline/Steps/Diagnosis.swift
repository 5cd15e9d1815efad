/// The result of examining a precondition that does not make a run fail.
package enum Diagnosis: Sendable, Equatable {
    /// The precondition holds; with what was learned on the way.
    case ok(String, Facts = Facts())
    /// A run may succeed all the same, but a person should know.
    case warning(String, remedy: String, Facts = Facts())
    /// The result is unknown; carries the reason.
    case unknown(String)
}
