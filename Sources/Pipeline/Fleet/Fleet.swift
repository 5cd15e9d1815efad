/// All instances of a provider in one region, asked at once with a person's credentials.
package protocol Fleet: Sendable {
    /// The nodes that have told how their last run ended, and fit.
    func nodes(_ wanted: FleetQuery) async throws(Failure) -> [FleetNode]

    /// How many nodes there are, and how many have told it.
    func census() async throws(Failure) -> FleetCensus

    /// The nodes that the provider knows and that have told nothing.
    func silentNodes() async throws(Failure) -> [String]

    /// The instances that failed before the provider knew them, by their tags.
    ///
    /// - Parameter known: nodes that are known to have failed otherwise.
    /// - Returns: the others.
    /// - Throws: what keeps it from asking.
    func strays(besides known: Set<String>) async throws(Failure) -> [FleetStray]

    /// Gives an order to all nodes of a group.
    ///
    /// - Returns: the order's id.
    func send(_ order: FleetOrder) async throws(Failure) -> String

    /// How far an order is; nil as long as that is not known.
    func progress(of order: String) async throws(Failure) -> FleetProgress?

    /// What has become of an order on each node.
    func outcome(of order: String) async throws(Failure) -> [FleetReply]
}
