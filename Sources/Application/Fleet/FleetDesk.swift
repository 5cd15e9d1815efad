package import Pipeline
import Steps

/// A person's access to all instances of a region, with that person's credentials.
package struct FleetDesk: Sendable {
    private let fleet: any Fleet

    /// Finds the fleet to query.
    ///
    /// - Parameters:
    ///   - region: what a person says; nil for the one of the environment or the profile.
    ///   - environment: the process' own.
    /// - Throws: if no region is set.
    package init(in region: String?, environment: [String: String]) throws(CommandError) {
        let host = try Engine(environment: environment).host
        let known = [region, environment["AWS_DEFAULT_REGION"], host.region].compactMap(\.self)
        guard let region = known.first(where: { !$0.isEmpty }) else {
            throw CommandError(.badUsage, .noRegion)
        }
        guard let make = Provider.all.compactMap(\.fleet).first else {
            throw CommandError(.badUsage, .noFleet)
        }
        fleet = make(host, region)
    }

    /// The nodes that match and have reported how their last run ended.
    package func nodes(_ wanted: FleetQuery) async throws(CommandError) -> [FleetNode] {
        try await asking { () async throws(Failure) in try await fleet.nodes(wanted) }
    }

    /// The nodes that have not reported.
    package func silentNodes() async throws(CommandError) -> [String] {
        try await asking { () async throws(Failure) in try await fleet.silentNodes() }
    }

    /// The gaps of a list of nodes.
    ///
    /// - Parameter failed: the nodes that are known to have failed; nil to omit those that are only
    ///   known by their tags.
    /// - Returns: the gaps, and the reasons why others could not be determined.
    package func unseen(besides failed: Set<String>?) async -> FleetUnseen {
        var unseen = FleetUnseen()
        do throws(Failure) {
            unseen.census = try await fleet.census()
        } catch {
            unseen.problems.append(
                "how many managed nodes have told nothing is unknown: \(error.message)")
        }
        guard let failed else { return unseen }
        do throws(Failure) {
            unseen.strays = try await fleet.strays(besides: failed)
        } catch {
            unseen.problems.append(
                "which instances failed before they were managed is unknown: \(error.message)")
        }
        return unseen
    }

    private func asking<Value>(
        _ body: () async throws(Failure) -> Value
    ) async throws(CommandError) -> Value {
        do throws(Failure) {
            return try await body()
        } catch {
            throw CommandError(error, otherwise: .unavailable)
        }
    }
}

/// The gaps of a list of nodes.
package struct FleetUnseen: Sendable {
    package var census: FleetCensus?
    /// Instances that failed before they were managed.
    package var strays: [FleetStray] = []
    /// What could not be determined, and why, each as a sentence without its full stop.
    package var problems: [String] = []
}

// MARK: Orders

extension FleetDesk {
    /// The intervals at which an order's progress is queried, at first and later.
    private static let intervals = (first: Duration.milliseconds(300), most: Duration.seconds(5))

    /// Sends an order.
    ///
    /// - Returns: its id.
    package func send(_ order: FleetOrder) async throws(CommandError) -> String {
        try await asking { () async throws(Failure) in try await fleet.send(order) }
    }

    /// Waits for an order to end on all its nodes.
    ///
    /// - Parameters:
    ///   - order: its id.
    ///   - tell: receives the progress, each time that it has changed.
    /// - Returns: its results, by node.
    /// - Throws: also `CancellationError`.
    package func wait(
        for order: String, _ tell: (FleetProgress) -> Void
    ) async throws -> [FleetReply] {
        var interval = Self.intervals.first
        var last: FleetProgress?
        while true {
            try await Task.sleep(for: interval)
            interval = min(interval * 1.5, Self.intervals.most)
            let progress = try await asking { () async throws(Failure) in
                try await fleet.progress(of: order)
            }
            guard let progress else { continue }
            if progress != last { tell(progress) }
            last = progress
            if progress.hasEnded { break }
        }
        return try await asking { () async throws(Failure) in
            try await fleet.outcome(of: order)
        }
    }
}

extension Failure {
    fileprivate static let noRegion = Failure(
        .refused, "no region is set",
        remedy: "give --region, or set AWS_REGION or the profile's region")

    fileprivate static let noFleet = Failure(
        .refused, "no provider of this build records how runs ended",
        remedy: "use a build of enlist with a provider that does")
}
