/// Where in a pipeline a change puts a step.
package enum Position: Sendable, Equatable {
    case before(Reference)
    case after(Reference)
    case first
    case last

    /// The step that it is stated by.
    var reference: Reference? {
        switch self {
        case .before(let reference), .after(let reference): reference
        case .first, .last: nil
        }
    }
}
