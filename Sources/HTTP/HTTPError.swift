/// Why there is no reply, worded in `HTTPError+Wording.swift`.
package struct HTTPError: Error, Sendable, Equatable {
    /// What went wrong, with what is needed to say so and to decide on another try.
    package enum Reason: Sendable, Equatable {
        /// The text is not a URL that enlist speaks; carries the problem.
        case invalidURL(String)
        /// The request cannot be written down as HTTP; carries the problem.
        case invalidRequest(String)
        /// The host's name, or the proxy's, has no address.
        case couldNotResolve(host: String)
        /// Nobody accepts connections there; carries libcurl's words.
        case couldNotConnect(String)
        /// One of the three limits of `HTTPTimeouts` was passed.
        case timedOut(Timeout, after: Duration)
        /// No trusted, encrypted connection could be made; carries libcurl's words.
        case tlsFailed(String)
        /// The connection ended before the first byte of a reply; carries libcurl's words.
        case connectionDropped(String)
        /// The body ended early.
        case bodyCutOff(received: Int)
        /// What came back is not HTTP; carries libcurl's words.
        case malformedReply(String)
        /// More bytes than the request's destination takes.
        case bodyTooLarge(limit: Int)
        /// The download's file could not be made or written; carries the path and the reason.
        case fileNotWritten(path: String, String)
        /// More redirects than the request allows.
        case tooManyRedirects(limit: Int)
        /// A redirect from https to http, or to something that is not a URL; carries its target.
        case redirectRefused(to: String)
        /// The task was cancelled.
        case cancelled
        /// This machine's libcurl cannot do what enlist needs; carries the reason.
        case unsupported(String)
        /// Anything else; carries libcurl's words.
        case failed(String)
    }

    /// The limits of `HTTPTimeouts`.
    package enum Timeout: Sendable, Equatable {
        case connect
        case total
        case stall
    }

    package let reason: Reason
    /// The URL without its query.
    package let url: String
    /// Whether a byte of the request may have reached the server, so that it may have acted on it.
    package let mayHaveArrived: Bool

    package init(_ reason: Reason, url: String, mayHaveArrived: Bool = false) {
        self.reason = reason
        self.url = url
        self.mayHaveArrived = mayHaveArrived
    }
}
