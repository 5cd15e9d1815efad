import AWS
import Pipeline

/// The managed nodes of a region, as they report to Systems Manager's inventory.
struct ManagedFleet: Fleet {
    let host: Host
    let region: String
    var api: SystemsManager { host.systemsManager(region) }

    private static let type = SummaryRecord.type
    private static let failureTag = "enlist:failure"
    private static let living = SystemsManager.InventoryFilter(
        "AWS:InstanceInformation.InstanceStatus", ["Terminated"], "NotEqual")
    /// The maximum number of values in a filter.
    private static let mostValues = 40
    /// The maximum number of unmanaged instances that are compared with the inventory.
    private static let mostStrays = 400

    init(_ host: Host, region: String) {
        self.host = host
        self.region = region
    }

    func nodes(_ wanted: FleetQuery) async throws(Failure) -> [FleetNode] {
        let filters = Self.filters(wanted)
        do {
            let entities = try await pages { token throws(AWSError) in
                try await api.inventory(of: Self.type, where: filters, page: token)
            }
            return entities.compactMap { entity in
                guard let summary = entity.content.first.flatMap(RunSummary.init(attributes:)),
                    wanted.fits(summary)
                else { return nil }
                return FleetNode(id: entity.node, at: entity.capturedAt, summary: summary)
            }
        } catch {
            // The type comes with the first node that reports.
            guard error.isUnknownInventory else { throw Failure(error) }
            return []
        }
    }

    /// At most five, the service's limit; a failure class implies the status.
    private static func filters(_ wanted: FleetQuery) -> [SystemsManager.InventoryFilter] {
        func filter(
            _ name: RunSummary.Attribute, _ value: String?
        ) -> SystemsManager.InventoryFilter? {
            value.map { .init("\(type).\(name.rawValue)", [$0]) }
        }
        let own = [
            filter(.stack, wanted.stack), filter(.layer, wanted.layer),
            filter(.group, wanted.group),
            filter(.failureClass, wanted.failureClass)
                ?? filter(.status, wanted.status?.rawValue),
        ].compactMap(\.self)
        return own + (wanted.includesTerminated ? [] : [living])
    }

    func census() async throws(Failure) -> FleetCensus {
        var census = FleetCensus()
        do {
            let all = try await patiently { () async throws(AWSError) in
                try await api.counts(
                    of: ("AWS:InstanceInformation", "InstanceStatus"), where: [])
            }
            census.terminated = all["Terminated"] ?? 0
            census.living = all.values.reduce(0, +) - census.terminated
            census.told = try await patiently { () async throws(AWSError) in
                try await api.counts(of: (Self.type, "status"), where: [Self.living])
            }
        } catch {
            guard error.isUnknownInventory else { throw Failure(error) }
        }
        return census
    }

    func silentNodes() async throws(Failure) -> [String] {
        var wanted = FleetQuery()
        wanted.includesTerminated = true
        let told = Set(try await nodes(wanted).map(\.id))
        do {
            let all = try await pages { token throws(AWSError) in
                try await api.inventory(
                    of: "AWS:InstanceInformation", where: [Self.living], page: token)
            }
            return all.map(\.node).filter { !told.contains($0) }
        } catch {
            throw Failure(error)
        }
    }

    func strays(besides known: Set<String>) async throws(Failure) -> [FleetStray] {
        do {
            let tagged = try await patiently { () async throws(AWSError) in
                try await host.ec2(region).instances(taggedBy: Self.failureTag)
            }
            let rest = tagged.filter { !known.contains($0.id) }.prefix(Self.mostStrays)
            var managed: Set<String> = []
            for begin in stride(from: 0, to: rest.count, by: Self.mostValues) {
                let ids = rest.dropFirst(begin).prefix(Self.mostValues).map(\.id)
                let found = try await pages { token throws(AWSError) in
                    try await api.inventory(
                        of: "AWS:InstanceInformation",
                        where: [.init("AWS:InstanceInformation.InstanceId", ids)], page: token)
                }
                managed.formUnion(found.map(\.node))
            }
            return rest.filter { !managed.contains($0.id) }
                .map { FleetStray(id: $0.id, reason: $0.tag.value) }
        } catch {
            throw Failure(error)
        }
    }
}

extension ManagedFleet {
    /// How often a throttled request is sent again, and the wait before each.
    private static let throttling = (times: 12, wait: Duration.milliseconds(500))

    /// Retries a throttled request: other people use the service as well.
    func patiently<Value>(
        _ body: () async throws(AWSError) -> Value
    ) async throws(AWSError) -> Value {
        var left = Self.throttling.times
        while true {
            do throws(AWSError) {
                return try await body()
            } catch {
                guard error.kind == .throttled, left > 0, !Task.isCancelled else { throw error }
                left -= 1
                try? await Task.sleep(for: error.retryAfter ?? Self.throttling.wait)
            }
        }
    }

    /// All elements of a list, page by page.
    func pages<Element: Sendable>(
        _ page: (String?) async throws(AWSError) -> SystemsManager.Page<Element>
    ) async throws(AWSError) -> [Element] {
        var elements: [Element] = []
        var token: String?
        repeat {
            let here = token
            let found = try await patiently { () async throws(AWSError) in try await page(here) }
            elements += found.elements
            token = found.next
        } while token != nil
        return elements
    }
}
