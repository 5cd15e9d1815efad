/// The error of a step that can continue only after a reboot of the machine.
///
/// The run ends with the outcome `rebootNeeded`; nothing is undone. After the reboot the step is
/// repeated from its beginning, so it must then find its work done, or continue it.
package struct RebootRequest: Error, Sendable, Equatable {
    /// Why, without a full stop.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }

    /// The maximum number of reboots in a run and those that it resumes; the next request fails.
    static let limit = 5
}
