import Pipeline

/// Receives what a plugin reports while one of its functions works; called from any thread.
protocol CallListener: Sendable {
    func heard(_ notice: CallNotice)
    /// Records the step's text; it is on the disk by the time this returns.
    ///
    /// - Returns: whether it is: otherwise the step must not have the effect.
    func record(_ name: FactName, _ text: String) -> Bool
}

/// A notice of a plugin during a call.
enum CallNotice: Sendable, Equatable {
    case log(Level, String)
    /// From 0 to 1; nil if it is unknown.
    case progress(Double?, String?)
    case waiting(Duration, reason: String)

    /// The numbers are those of `ENLIST_LOG_…`.
    enum Level: Int32, Sendable {
        case debug = 0
        case info, warning
    }
}
