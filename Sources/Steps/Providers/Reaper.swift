/// Finds and removes orphans: members whose instances are gone.
package protocol Reaper: Sendable {
    /// Looks for orphans.
    ///
    /// - Parameters:
    ///   - region: of the instances.
    ///   - names: of the stacks to look at; empty for all.
    /// - Returns: the members whose instances are terminated or unknown, according to EC2.
    /// - Throws: the services' errors; a `Failure` of class `notFound` for a stack that does not
    ///   exist.
    func look(in region: String, at names: [String]) async throws -> ReaperFindings

    /// Removes one.
    ///
    /// - Returns: what could not be looked for, in words; nil if nothing is left.
    /// - Throws: the services' errors, if it is still a member.
    func reap(_ orphan: Orphan) async throws -> String?
}

/// The result of one look at the members.
package struct ReaperFindings: Sendable, Equatable {
    package var stacks: [String] = []
    package var members = 0
    package var orphans: [Orphan] = []
    /// Stacks with several members all of which EC2 does not know: as after the end of all
    /// instances, or if the credentials are another account's.
    package var empty: [String] = []
}
