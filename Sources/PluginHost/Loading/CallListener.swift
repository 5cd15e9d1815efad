import Pipeline

/// Who hears what a plugin says while one of its functions works; called from any thread.
protocol CallListener: Sendable {
    func heard(_ notice: CallNotice)
    /// Has the step's word on the disk by the time it returns.
    ///
    /// - Returns: whether it is: otherwise the effect must not be made.
    func record(_ name: FactName, _ text: String) -> Bool
}

/// What a plugin says by the way.
enum CallNotice: Sendable, Equatable {
    case log(Level, String)
    /// From 0 to 1; nil where nobody knows.
    case progress(Double?, String?)
    case waiting(Duration, reason: String)

    /// As `ENLIST_LOG_…` number them.
    enum Level: Int32, Sendable {
        case debug = 0
        case info, warning
    }
}
