/// A command for all nodes of a group.
package struct FleetOrder: Sendable {
    package var document: String
    package var parameters: [String: [String]]
    package var comment: String
    package var stack: String?
    package var layer: String?
    package var group: String?
    /// The number of nodes that run it at a time, or a percentage.
    package var concurrency: String
    /// The number of nodes that may fail before no further one starts, or a percentage.
    package var errors: String
    /// The seconds within which a node must begin.
    package var patience: Int

    package init(
        document: String, parameters: [String: [String]], comment: String, concurrency: String,
        errors: String, patience: Int
    ) {
        self.document = document
        self.parameters = parameters
        self.comment = comment
        self.concurrency = concurrency
        self.errors = errors
        self.patience = patience
    }
}

/// The progress of an order.
package struct FleetProgress: Sendable, Equatable {
    package let status: String
    package let hasEnded: Bool
    package let nodes: Int
    package let done: Int
    package let failed: Int

    package init(status: String, hasEnded: Bool, nodes: Int, done: Int, failed: Int) {
        self.status = status
        self.hasEnded = hasEnded
        self.nodes = nodes
        self.done = done
        self.failed = failed
    }
}

/// The result of an order on one node.
package struct FleetReply: Sendable, Equatable {
    package let node: String
    package let status: String
    package let succeeded: Bool
    /// The end of its output; nil if there is no output.
    package let output: String?

    package init(node: String, status: String, succeeded: Bool, output: String?) {
        self.node = node
        self.status = status
        self.succeeded = succeeded
        self.output = output
    }
}
