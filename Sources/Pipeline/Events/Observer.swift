/// Sees everything that happens in a run.
package protocol Observer: Sendable {
    /// Called for one event at a time, in order, before the run goes on.
    ///
    /// - Throws: where an event is lost that must not be; the run then makes no further effect.
    func observe(_ event: Event) throws
}
