import Foundation

// Run Command for many nodes at once.
extension SystemsManager {
    /// Gives a command to all managed nodes that fit the targets.
    static func order(
        _ document: StoredDocument, _ version: String?, _ parameters: [String: JSONValue],
        for targets: [Association.Target], _ state: inout CloudState, _ input: JSONInput,
        _ call: Call
    ) throws(ServiceError) -> JSONValue {
        guard (1...5).contains(targets.count), targets.allSatisfy({ $0.values.count <= 50 }) else {
            throw ServiceError(
                "InvalidParameterValue", "A command has up to 5 targets of up to 50 values.")
        }
        let probe = Association(
            id: "", name: nil, document: document.name, targets: targets, parameters: [:],
            region: call.region, createdAt: call.now)
        let nodes = state.machines.filter { $0.agent.heardAt != nil && probe.fits($0) }
        let concurrency = try input.string("MaxConcurrency") ?? "50"
        let errors = try input.string("MaxErrors") ?? "0"
        guard let width = NodeOrder.number(concurrency, of: nodes.count, least: 1) else {
            throw constraint("maxConcurrency", "Member must satisfy the pattern")
        }
        guard let mostErrors = NodeOrder.number(errors, of: nodes.count, least: 0) else {
            throw constraint("maxErrors", "Member must satisfy the pattern")
        }
        var order = NodeOrder(
            id: state.identifiers.uuid(), document: document.name,
            version: version ?? "$DEFAULT", comment: try input.string("Comment") ?? "",
            parameters: parameters, targets: targets, sentAt: call.now,
            concurrency: concurrency, errors: errors, width: width, mostErrors: mostErrors)
        for node in nodes {
            let command = NodeCommand(
                id: state.identifiers.uuid(), orderID: order.id, instanceID: node.id,
                document: order.document, version: order.version, parameters: parameters,
                comment: order.comment, sentAt: call.now)
            state.systemsManager.commands.append(command)
            order.waiting.append(command.id)
        }
        let first = order.waiting.prefix(width)
        order.waiting.removeFirst(first.count)
        state.systemsManager.orders.append(order)
        for id in first { state.dispatch(id, at: call.now) }
        // The service counts the targets later.
        return ["Command": order.json([])]
    }

    @Sendable static func listCommands(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let id = try input.string("CommandId")
        let known = state.systemsManager.orders.reversed().filter { order in
            order.sentAt + state.timings.commandListing <= call.now
                && id.map { $0 == order.id } ?? true
        }
        if let id, !state.systemsManager.orders.contains(where: { $0.id == id }) {
            throw ServiceError("InvalidCommandId", "")
        }
        let (shown, next) = try page(known, input, size: 50)
        let commands = state.systemsManager.commands
        return .object(dropping: [
            "Commands": .array(
                shown.map { order in order.json(commands.filter { $0.orderID == order.id }) }),
            "NextToken": next,
        ])
    }
}
