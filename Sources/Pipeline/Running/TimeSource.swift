/// Tells the time.
package protocol TimeSource: Sendable {
    func now() -> Moment
}
