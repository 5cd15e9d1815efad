/// Receives every event of a run.
package protocol Observer: Sendable {
    /// Called with one event at a time, in order, before the run continues.
    ///
    /// - Throws: if an event is lost that must not be; the run then has no further effect.
    func observe(_ event: Event) throws
}
