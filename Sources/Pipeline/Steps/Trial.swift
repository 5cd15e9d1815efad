/// A call that shows whether a step has a permission, and has no other effect.
package struct Trial: Sendable {
    /// The permission's name.
    package let permission: String
    /// The facts that the trial needs.
    package let needs: [FactName]
    /// What is lost without the permission if a run still succeeds; nil if the run fails.
    package let loss: String?
    /// Throws the service's error; an error that is not a denial decides nothing.
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
