package import Foundation

/// A command for all nodes that its targets name, so many of them at a time.
///
/// Each node has a ``NodeCommand`` of its own, with an id that only the cloud knows.
package struct NodeOrder: Sendable, Equatable {
    package let id: String
    let document: String
    let version: String
    let comment: String
    let parameters: [String: JSONValue]
    let targets: [Association.Target]
    let sentAt: Date
    /// As it was given: a number, or a percentage of the nodes.
    let concurrency: String
    let errors: String
    /// How many nodes run it at a time.
    let width: Int
    /// More nodes than these may not fail.
    let mostErrors: Int
    /// The commands of nodes that have not received them yet.
    var waiting: [String] = []

    /// Reads a number, or a percentage of the nodes.
    ///
    /// - Returns: nil for any other text, and for numbers out of range.
    static func number(_ text: String, of nodes: Int, least: Int) -> Int? {
        let isShare = text.utf8.last == UInt8(ascii: "%")
        guard let number = Int(isShare ? String(text.dropLast()) : text), number >= least else {
            return nil
        }
        guard isShare else { return number }
        return number <= 100 ? max(least, nodes * number / 100) : nil
    }

    /// The shape `Command`, by what has become of it on its nodes.
    func json(_ commands: [NodeCommand]) -> JSONValue {
        let ended = commands.filter(\.status.isEnd)
        let errors = commands.count { [.failed, .timedOut].contains($0.status) }
        let status =
            ended.count < commands.count
            ? (ended.isEmpty && !commands.contains { $0.status == .inProgress }
                ? "Pending" : "InProgress")
            : commands.contains { $0.status == .cancelled } && errors <= mostErrors
                ? "Cancelled" : errors > 0 ? "Failed" : "Success"
        return [
            "CommandId": .string(id), "DocumentName": .string(document),
            "DocumentVersion": .string(version), "Comment": .string(comment),
            "Parameters": .object(parameters), "InstanceIds": [],
            "Targets": .array(
                targets.map { ["Key": .string($0.key), "Values": .strings($0.values)] }),
            "RequestedDateTime": .number(sentAt.timeIntervalSince1970),
            "Status": .string(status), "StatusDetails": .string(status),
            "MaxConcurrency": .string(concurrency), "MaxErrors": .string(self.errors),
            "TargetCount": .number(Double(commands.count)),
            "CompletedCount": .number(Double(ended.count)), "ErrorCount": .number(Double(errors)),
            "DeliveryTimedOutCount": .number(0),
        ]
    }
}

extension CloudState {
    /// Tells the next node of an order, or none any more where too many have failed.
    mutating func proceed(withOrderOf command: NodeCommand, at moment: Date) {
        guard let place = systemsManager.orders.firstIndex(where: { $0.id == command.orderID })
        else { return }
        let order = systemsManager.orders[place]
        let failed = systemsManager.commands.count {
            $0.orderID == order.id && [.failed, .timedOut].contains($0.status)
        }
        guard failed <= order.mostErrors else {
            cancelWaiting(of: place)
            return
        }
        guard !order.waiting.isEmpty else { return }
        let next = systemsManager.orders[place].waiting.removeFirst()
        dispatch(next, at: moment)
    }

    /// Cancels commands that no node has received yet.
    mutating func cancelWaiting(of place: Int) {
        let waiting = Set(systemsManager.orders[place].waiting)
        systemsManager.orders[place].waiting = []
        for index in systemsManager.commands.indices
        where waiting.contains(systemsManager.commands[index].id) {
            systemsManager.commands[index].cancel()
        }
    }

    /// Lets a node's agent have its command.
    mutating func dispatch(_ id: String, at moment: Date) {
        guard let command = systemsManager.commands.first(where: { $0.id == id }),
            let index = machines.firstIndex(where: { $0.id == command.instanceID })
        else { return }
        machines[index].agent.inbox.append(
            .init(content: .command(id), dueAt: moment + timings.documentDelivery))
    }
}
