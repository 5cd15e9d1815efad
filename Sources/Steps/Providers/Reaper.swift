/// Finds members whose instances are gone, which nobody else removes, and removes them.
package protocol Reaper: Sendable {
    /// Looks for them.
    ///
    /// - Parameters:
    ///   - region: of the instances.
    ///   - names: of the stacks to look at; empty for all.
    /// - Returns: the members whose instances EC2 calls terminated, or does not know.
    /// - Throws: what the services say; a `Failure` of class `notFound` for a stack that is not there.
    func look(in region: String, at names: [String]) async throws -> ReaperFindings

    /// Removes one.
    ///
    /// - Returns: what could not be looked for, in words; nil where nothing is left.
    /// - Throws: what the services say, where it is still a member.
    func reap(_ ghost: Ghost) async throws -> String?
}

/// What one look at the members has found.
package struct ReaperFindings: Sendable, Equatable {
    package var stacks: [String] = []
    package var members = 0
    package var ghosts: [Ghost] = []
    /// Stacks of several members of which EC2 knows none: as after an end of all, or where somebody looks
    /// with another account's credentials.
    package var empty: [String] = []
}
