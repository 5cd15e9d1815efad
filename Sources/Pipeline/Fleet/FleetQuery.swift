/// The filters of a query for nodes; a filter that is nil does not apply.
package struct FleetQuery: Sendable {
    package var stack: String?
    package var layer: String?
    package var group: String?
    package var status: RunSummary.Status?
    package var failureClass: String?
    /// Whether to include nodes whose instances are terminated.
    package var includesTerminated = false

    package init() {}

    /// Whether a node matches, as far as its own report shows.
    package func fits(_ summary: RunSummary) -> Bool {
        func fits(_ wanted: String?, _ found: String?) -> Bool {
            wanted.map { $0 == found } ?? true
        }
        return fits(stack, summary.stack) && fits(layer, summary.layer)
            && fits(group, summary.group) && fits(failureClass, summary.failureClass)
            && status.map { $0 == summary.status } ?? true
    }
}
