/// Why there is no reply; worded in `HTTPError+Wording.swift`.
package struct HTTPError: Error, Sendable, Equatable {
    /// What went wrong, with the data for a message and for the decision on a retry.
    package enum Reason: Sendable, Equatable {
        /// The text is not a URL that enlist supports; carries the problem.
        case invalidURL(String)
        /// The request cannot be encoded as HTTP; carries the problem.
        case invalidRequest(String)
        /// The host's name, or the proxy's, cannot be resolved.
        case couldNotResolve(host: String)
        /// No server accepts connections there; carries libcurl's message.
        case couldNotConnect(String)
        /// One of the three limits of `HTTPTimeouts` was exceeded.
        case timedOut(Timeout, after: Duration)
        /// No trusted, encrypted connection could be established; carries libcurl's message.
        case tlsFailed(String)
        /// The connection ended before the first byte of a reply; carries libcurl's message.
        case connectionDropped(String)
        /// The body ended early.
        case bodyCutOff(received: Int)
        /// The reply is not HTTP; carries libcurl's message.
        case malformedReply(String)
        /// The body has more bytes than the request's destination accepts.
        case bodyTooLarge(limit: Int)
        /// The download's file could not be created or written; carries the path and the reason.
        case fileNotWritten(path: String, String)
        /// More redirects than the request allows.
        case tooManyRedirects(limit: Int)
        /// A redirect from https to http, or to something that is not a URL; carries its target.
        case redirectRefused(to: String)
        /// The task was cancelled.
        case cancelled
        /// This machine's libcurl cannot do what enlist needs; carries the reason.
        case unsupported(String)
        /// Any other error; carries libcurl's message.
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
