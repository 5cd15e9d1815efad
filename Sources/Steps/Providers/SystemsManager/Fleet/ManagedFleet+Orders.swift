import AWS
import Bytes
import Pipeline

// Orders to groups of nodes, by Run Command.
extension ManagedFleet {
    private static let ends: Set = ["Success", "Cancelled", "Failed", "TimedOut"]
    private static let stackTag = "enlist:stack"
    /// The maximum number of values in a target.
    private static let mostValues = 50

    func send(_ order: FleetOrder) async throws(Failure) -> String {
        let targets = try await targets(of: order)
        do {
            return try await api.send(
                SystemsManager.Order(
                    document: order.document, version: "$DEFAULT", parameters: order.parameters,
                    comment: order.comment),
                to: targets, concurrency: order.concurrency, errors: order.errors,
                patience: order.patience)
        } catch {
            throw Failure(error)
        }
    }

    /// The targets: the tags that make a node a member.
    private func targets(
        of order: FleetOrder
    ) async throws(Failure) -> [SystemsManager.Target] {
        var targets: [SystemsManager.Target] = []
        if let stack = order.stack { targets.append(.init("tag:\(Self.stackTag)", [stack])) }
        if let group = order.group {
            targets.append(.init("tag:aws:autoscaling:groupName", [group]))
        }
        if let layer = order.layer {
            targets.append(
                .init("tag:\(LayerAssociations.tag)", try await layers(named: layer)))
        }
        return targets
    }

    /// The values of the layer's tag for a name: all paths that end with it.
    private func layers(named name: String) async throws(Failure) -> [String] {
        guard !name.utf8.starts(with: "/".utf8) else { return [name] }
        let found: [String]
        do {
            found = try await patiently { () async throws(AWSError) in
                try await host.ec2(region).instances(taggedBy: LayerAssociations.tag)
            }.map(\.tag.value)
        } catch {
            throw Failure(error)
        }
        let paths = Set(found.filter { $0.parts(at: "/").last?.isSpelled(name) ?? false }).sorted()
        guard !paths.isEmpty, paths.count <= Self.mostValues else {
            throw .noLayer(name, paths.count)
        }
        return paths
    }

    func progress(of order: String) async throws(Failure) -> FleetProgress? {
        do {
            let found = try await patiently { () async throws(AWSError) in
                try await api.progress(of: order)
            }
            return found.map { progress in
                FleetProgress(
                    status: progress.status, hasEnded: Self.ends.contains(progress.status),
                    nodes: progress.targets, done: progress.completed, failed: progress.errors)
            }
        } catch {
            throw Failure(error)
        }
    }

    func outcome(of order: String) async throws(Failure) -> [FleetReply] {
        do {
            return try await pages { token throws(AWSError) in
                try await api.invocations(of: order, page: token)
            }.map { found in
                let outputs = found.invocation.plugins.compactMap(\.output)
                return FleetReply(
                    node: found.node,
                    status: found.invocation.statusDetails ?? found.invocation.status,
                    succeeded: found.invocation.status == "Success",
                    output: found.invocation.trace ?? outputs.last)
            }
        } catch {
            throw Failure(error)
        }
    }
}

extension Failure {
    fileprivate static func noLayer(_ name: String, _ count: Int) -> Failure {
        Failure(
            .notFound,
            count == 0
                ? "no instance has the tag \(LayerAssociations.tag) with a path that ends with /\(name)"
                : "\(count) layers are called \(name)",
            remedy: "say the layer's whole path, such as /enlist/v3/prod/web/\(name)")
    }
}
