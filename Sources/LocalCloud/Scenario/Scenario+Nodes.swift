extension Scenario {
    /// A fleet that has booted already: managed nodes, and what `enlist` has reported of their runs.
    package struct NodesPlan: Sendable, Equatable {
        package var count: Int
        /// How many of them have failed, in turn in as many ways.
        package var failed = 0
        package var ways = 4
        /// How many have reported nothing.
        package var silent = 0
        /// How many failed before Systems Manager knew them, and have only their tag.
        package var unmanaged = 0
        /// How many have left, and are terminated.
        package var left = 0
        package var stack = "v3 prod web"
        package var layer = "shop"
        package var group = "v3-prod-web-shop"

        package init(count: Int) { self.count = count }
    }
}

extension Scenario.NodesPlan {
    static let keys: Set = [
        "count", "failed", "ways", "silent", "unmanaged", "left", "stack", "layer", "group",
    ]

    init(_ fields: Fields) throws(ScenarioError) {
        guard let count = try fields.integer("count", in: 1...2_000) else {
            throw .missing(path: fields.path(of: "count"))
        }
        self.init(count: count)
        failed = try fields.integer("failed", in: 0...count) ?? failed
        ways = try fields.integer("ways", in: 1...4) ?? ways
        silent = try fields.integer("silent", in: 0...(count - failed)) ?? silent
        unmanaged = try fields.integer("unmanaged", in: 0...(count - failed - silent)) ?? unmanaged
        left =
            try fields.integer("left", in: 0...(count - failed - silent - unmanaged)) ?? left
        stack = try fields.string("stack") ?? stack
        layer = try fields.string("layer") ?? layer
        group = try fields.string("group") ?? group
    }
}
