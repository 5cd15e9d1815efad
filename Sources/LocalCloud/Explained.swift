/// An error that says what happened and what to do.
package protocol Explained: Error, CustomStringConvertible {
    /// What happened, where and why, without a full stop.
    var message: String { get }
    /// What to do, without a full stop.
    var remedy: String { get }
}

extension Explained {
    /// Both, as `enlist` shows its own errors.
    package var description: String { "\(message)\n    remedy: \(remedy)" }
}
