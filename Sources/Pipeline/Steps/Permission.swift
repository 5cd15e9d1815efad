/// Something that a service must allow a step to do.
///
/// Each kind of step declares its own, beside the code that needs them. Their form in the policies
/// of a service is that service's affair.
package protocol Permission: Sendable {
    /// The service's name for it when it denies it: `ec2:CreateTags`.
    var name: String { get }

    /// When it is needed.
    var use: PermissionUse { get }

    /// The text of a policy that grants it, as narrow as the known facts allow.
    func grantText(knowing facts: Facts) -> String
}

/// When a step needs a permission.
package enum PermissionUse: Sendable, Equatable {
    /// In a run that succeeds, at least in some.
    case working
    /// To explain a failure; without the permission, only the explanation is less precise.
    case explaining
    /// To undo the step.
    case undoing
    /// To undo the work of steps that have one of these permissions, by their names.
    case leaving([String])
}
