/// Which nodes are wanted; what is nil narrows nothing.
package struct FleetQuery: Sendable {
    package var stack: String?
    package var layer: String?
    package var group: String?
    package var status: RunSummary.Status?
    package var failureClass: String?
    /// Whether nodes are wanted whose instances are terminated.
    package var includesTerminated = false

    package init() {}

    /// Whether a node fits, as far as it says itself.
    package func fits(_ summary: RunSummary) -> Bool {
        func fits(_ wanted: String?, _ found: String?) -> Bool {
            wanted.map { $0 == found } ?? true
        }
        return fits(stack, summary.stack) && fits(layer, summary.layer)
            && fits(group, summary.group) && fits(failureClass, summary.failureClass)
            && status.map { $0 == summary.status } ?? true
    }
}
