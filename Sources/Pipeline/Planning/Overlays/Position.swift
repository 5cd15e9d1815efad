/// Where in a pipeline a change inserts a step.
package enum Position: Sendable, Equatable {
    case before(Reference)
    case after(Reference)
    case first
    case last

    /// The step to which the position is relative.
    var reference: Reference? {
        switch self {
        case .before(let reference), .after(let reference): reference
        case .first, .last: nil
        }
    }
}
