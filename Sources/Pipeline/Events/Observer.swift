/// Sees everything that happens in a run.
package protocol Observer: Sendable {
    /// Called for one event at a time, in order, before the run goes on.
    func observe(_ event: Event)
}
