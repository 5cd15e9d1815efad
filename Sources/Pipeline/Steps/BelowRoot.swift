/// What a step that could change the machine does if the root is not the machine's own.
package enum BelowRoot: String, FactChoice {
    case refuse, run

    /// The parameter of the kinds that can change anything.
    package static let parameter = Parameter<BelowRoot>(
        "below-root",
        "whether it runs below an ENLIST_ROOT that is not /: it could change the machine itself",
        default: .refuse)
}
