/// What a step does below a root that is not the machine's own, where it could change the machine itself.
package enum BelowRoot: String, FactChoice {
    case refuse, run

    /// The parameter of the kinds that can change anything.
    package static let parameter = Parameter<BelowRoot>(
        "below-root",
        "whether it runs below an ENLIST_ROOT that is not /: it could change the machine itself",
        default: .refuse)
}
