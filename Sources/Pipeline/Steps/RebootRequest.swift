/// What a step throws that can only go on when the machine has been rebooted.
///
/// The run ends with the outcome `rebootNeeded`; nothing is undone. After the reboot the step is done
/// again from its beginning, so that it must then find its work done, or go on with it.
package struct RebootRequest: Error, Sendable, Equatable {
    /// Why, without a full stop.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }

    /// So many reboots has a run, together with those that it goes on with; the next request fails.
    static let limit = 5
}
