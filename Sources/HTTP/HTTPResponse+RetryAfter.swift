import Bytes

extension HTTPResponse {
    /// The longest wait that a server can ask for, in seconds.
    private static let longestWait = 3600

    /// The wait that `Retry-After` asks for.
    ///
    /// RFC 9110, 10.2.3: seconds, as digits alone and as many as the server likes, or a date.
    ///
    /// - Parameter now: in seconds since 1970; a date is compared with it.
    /// - Returns: an hour at most; nil if the header is missing or invalid.
    package func retryAfter(now: Int) -> Duration? {
        let name = "Retry-After"
        guard let text = headers[name]?.trimmed(), !text.isEmpty else { return nil }
        let seconds: Int
        if text.utf8.allSatisfy(\.isDigit) {
            seconds = Int(text) ?? HTTPResponse.longestWait
        } else if let date = time(in: name) {
            let (wait, isTooLong) = date.subtractingReportingOverflow(now)
            seconds = isTooLong ? HTTPResponse.longestWait : wait
        } else {
            return nil
        }
        return .seconds(max(0, min(seconds, HTTPResponse.longestWait)))
    }
}
