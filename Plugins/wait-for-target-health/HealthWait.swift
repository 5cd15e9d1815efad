import CEnlist

/// Polls a target until it has been healthy this often in a row, as a load balancer does.
struct HealthWait {
    let port: UInt16
    let path: String
    let hostHeader: String
    let address: String
    let matcher: StatusMatcher
    let threshold: UInt32
    let interval: UInt64
    let requestTimeout: UInt32

    /// Polls until the target is healthy, or the step must end.
    ///
    /// - Returns: the result of the step's function.
    func run(_ call: OpaquePointer?, _ host: enlist_host) -> Int32 {
        var healthy: UInt32 = 0
        var lastReason = ""
        while true {
            let reason = ask { host.cancelled(call) != 0 }
            guard host.cancelled(call) == 0 else { break }
            if let reason {
                // Swift's comparison of texts uses Unicode tables, which are larger than this whole
                // plugin.
                if !reason.utf8.elementsEqual(lastReason.utf8) {
                    host.log(call, ENLIST_LOG_INFO, "not healthy: \(reason)")
                }
                healthy = 0
                lastReason = reason
            } else {
                healthy += 1
                if healthy >= threshold { return 0 }
            }
            host.progress(
                call, Double(healthy) / Double(threshold),
                "\(healthy) of \(threshold) answers in a row are healthy")
            guard host.wait(call, interval, "until \(path) on port \(port) is healthy") == 0 else {
                break
            }
        }
        let state =
            lastReason.isEmpty
            ? "\(healthy) of \(threshold) answers in a row were healthy"
            : "the last that was wrong: \(lastReason)"
        return host.fail(
            call, ENLIST_TIMEOUT,
            "the target \(address):\(port)\(path) has not become healthy; \(state)",
            "see the service's log; or give the step a longer `timeout`")
    }

    /// Returns why the target is not healthy; nil if it is.
    private func ask(isOver: @escaping () -> Bool) -> String? {
        do {
            let connection = try Connection(
                to: address, port: port, within: Int(requestTimeout), isOver: isOver)
            let status = try connection.status(of: path, host: hostHeader)
            return matcher.matches(status) ? nil : "it answers with status \(status)"
        } catch {
            return error.reason
        }
    }
}
