package import HTTP
package import Pipeline

/// How the engine classifies a download without an answer.
extension HTTPError: FailureConvertible {
    package var failure: Failure {
        Failure(failureClass, message, remedy: remedy, cause: isUnreachable ? .unavailable : nil)
    }

    private var failureClass: FailureClass {
        switch reason {
        case .couldNotResolve, .couldNotConnect, .timedOut, .tlsFailed, .connectionDropped,
            .bodyCutOff, .malformedReply, .failed:
            .transient
        case .cancelled: .timeout
        case .invalidURL, .invalidRequest, .bodyTooLarge, .fileNotWritten, .tooManyRedirects,
            .redirectRefused, .unsupported:
            .refused
        }
    }

    private var isUnreachable: Bool {
        switch reason {
        case .couldNotResolve, .couldNotConnect: true
        default: false
        }
    }
}
