package import Foundation

/// Every request that the cloud received, with its outcome.
package struct RequestLog: Sendable {
    private var entries: [JSONValue] = []
    private var count = 0

    package init() {}

    /// An entry of the log: one request.
    package struct Entry: Sendable {
        package let time: Date
        package let service: String
        package let operation: String
        package let instance: String?
        package let request: Request
        package let reply: Reply
        package let faults: [JSONValue]
    }

    /// Adds a request.
    package mutating func add(_ entry: Entry) {
        count += 1
        let request = entry.request
        let delivery =
            switch entry.reply.delivery {
            case .whole: "whole"
            case .dropped: "dropped"
            case .cutOff: "cut-off"
            }
        entries.append(
            .object(dropping: [
                "n": .number(count),
                "time": .number(entry.time.timeIntervalSince1970),
                "service": .string(entry.service),
                "operation": .string(entry.operation),
                "instance": entry.instance.map { .string($0) },
                "method": .string(request.method),
                "path": .string(request.path),
                "query": request.query.isEmpty ? nil : .string(request.query),
                "headers": .object(request.headers.mapValues { .string($0) }),
                "body": .string(request.text),
                "status": entry.reply.delivery == .dropped ? nil : .number(entry.reply.status),
                "delivery": .string(delivery),
                "faults": entry.faults.isEmpty ? nil : .array(entry.faults),
                "connection": .string(request.connection),
            ]))
    }

    /// Removes all entries; their numbers continue.
    package mutating func clear() {
        entries = []
    }

    /// The requests in the order in which they were answered.
    package var json: JSONValue { .array(entries) }
}
