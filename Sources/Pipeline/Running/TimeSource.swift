/// Returns the current time.
package protocol TimeSource: Sendable {
    func now() -> Moment
}
