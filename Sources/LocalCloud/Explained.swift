/// An error with a message and a remedy.
package protocol Explained: Error, CustomStringConvertible {
    /// What happened, where and why, without a full stop.
    var message: String { get }
    /// What to do, without a full stop.
    var remedy: String { get }
}

extension Explained {
    /// Both, in the form in which `enlist` prints its own errors.
    package var description: String { "\(message)\n    remedy: \(remedy)" }
}
