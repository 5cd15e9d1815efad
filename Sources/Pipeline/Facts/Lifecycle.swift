/// Whether an instance serves, or waits in a warm pool to serve later.
package enum Lifecycle: String, FactChoice {
    /// Also for an instance in no group.
    case inService = "in-service"
    case warmPool = "warm-pool"
}
