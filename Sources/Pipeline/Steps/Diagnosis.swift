/// What came of looking at a precondition that no run would fail for.
package enum Diagnosis: Sendable, Equatable {
    /// It holds; with what was learned on the way.
    case ok(String, Facts = Facts())
    /// A run may succeed all the same, and a person should know.
    case warning(String, remedy: String, Facts = Facts())
    /// It cannot be told.
    case unknown(String)
}
