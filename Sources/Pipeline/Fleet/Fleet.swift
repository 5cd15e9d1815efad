/// All instances of a provider in one region, queried with a person's credentials.
package protocol Fleet: Sendable {
    /// The nodes that match and have reported how their last run ended.
    func nodes(_ wanted: FleetQuery) async throws(Failure) -> [FleetNode]

    /// Counts the nodes, and those that have reported.
    func census() async throws(Failure) -> FleetCensus

    /// The nodes that the provider knows and that have not reported.
    func silentNodes() async throws(Failure) -> [String]

    /// The instances that failed before the provider knew them, by their tags.
    ///
    /// - Parameter known: nodes that are known to have failed otherwise.
    /// - Returns: the others.
    /// - Throws: the failure of a request.
    func strays(besides known: Set<String>) async throws(Failure) -> [FleetStray]

    /// Sends an order to all nodes of a group.
    ///
    /// - Returns: the order's id.
    func send(_ order: FleetOrder) async throws(Failure) -> String

    /// The progress of an order; nil while it is unknown.
    func progress(of order: String) async throws(Failure) -> FleetProgress?

    /// The results of an order, by node.
    func outcome(of order: String) async throws(Failure) -> [FleetReply]
}
