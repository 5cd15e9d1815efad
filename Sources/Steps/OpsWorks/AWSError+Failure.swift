package import AWS
package import Pipeline

/// What an error of AWS means to the engine.
extension AWSError: FailureConvertible {
    package var failure: Failure {
        Failure(
            failureClass, message, remedy: remedy, retryAfter: retryAfter, cause: failureCause)
    }

    private var failureClass: FailureClass {
        switch kind {
        case .throttled: .throttled
        case .transient, .endpointUnreachable, .malformedReply: .transient
        case .credentialsPending: .credentialsPending
        case .notFound: .notFound
        case .noCredentials, .credentialsRefused, .expiredCredentials, .accessDenied, .conflict,
            .validation, .clockSkew, .configuration, .cancelled, .refused:
            .refused
        }
    }

    private var failureCause: Failure.Cause? {
        switch kind {
        case .endpointUnreachable: .unavailable
        case .accessDenied, .credentialsRefused, .noCredentials, .expiredCredentials: .notPermitted
        default: nil
        }
    }
}
