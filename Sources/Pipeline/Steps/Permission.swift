/// Something that a step must be allowed to do at a service.
///
/// Each kind of step declares its own, beside the code that needs them. What a permission looks like
/// in the policies of its service is that service's affair.
package protocol Permission: Sendable {
    /// What the service calls it when it denies it: `ec2:CreateTags`.
    var name: String { get }

    /// When it is needed.
    var use: PermissionUse { get }

    /// The text of a policy that grants it, as narrow as the facts that are known make it.
    func grantText(knowing facts: Facts) -> String
}

/// When a step needs a permission.
package enum PermissionUse: Sendable, Equatable {
    /// In a run that goes well, at least in some.
    case working
    /// To explain a failure; without the permission less is known, and nothing else is lost.
    case explaining
    /// To undo the step.
    case undoing
    /// To undo what steps did that have one of these permissions, by their names.
    case leaving([String])
}
