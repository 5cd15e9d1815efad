/// A call that shows whether a step has a permission, and has no other effect.
package struct Trial: Sendable {
    /// The permission's name.
    package let permission: String
    /// The facts without which it cannot be tried.
    package let needs: [FactName]
    /// What is lost without the permission where a run succeeds all the same; nil where a run fails.
    package let loss: String?
    /// Throws what the service says; an error that is not a denial is no answer.
    package let call: @Sendable (Facts) async throws -> Void

    package init(
        of permission: String, needs: [FactName], loss: String? = nil,
        call: @escaping @Sendable (Facts) async throws -> Void
    ) {
        self.permission = permission
        self.needs = needs
        self.loss = loss
        self.call = call
    }
}
