package import AWS
package import Pipeline

/// How the engine classifies an AWS error.
extension AWSError: FailureConvertible {
    package var failure: Failure {
        Failure(
            failureClass, message, remedy: remedy,
            details: denial?.decoding ?? [],
            retryAfter: retryAfter, cause: failureCause, missingPermission: missingPermission)
    }

    private var missingPermission: String? {
        guard case .accessDenied(let action) = kind, denial?.isMissingPermission ?? true else {
            return nil
        }
        return action
    }

    private var failureClass: FailureClass {
        switch kind {
        case .throttled: .throttled
        case .transient, .endpointUnreachable: .transient
        // What is missing from a complete reply stays missing.
        case .malformedReply(let problem): problem.isBroken ? .transient : .refused
        // A clock that is hours off at boot is set within minutes, and the signature is valid then.
        case .credentialsPending, .expiredCredentials(true), .clockSkew: .credentialsPending
        case .notFound: .notFound
        case .cancelled: .timeout
        case .noCredentials, .credentialsRefused, .expiredCredentials(false), .accessDenied,
            .accountUnfit, .conflict, .validation, .configuration, .refused:
            .refused
        }
    }

    private var failureCause: Failure.Cause? {
        switch kind {
        case .credentialsPending, .expiredCredentials, .noCredentials, .credentialsRefused,
            .accessDenied, .accountUnfit:
            .notPermitted
        case .endpointUnreachable: .unavailable
        case .configuration: nil
        // No step causes a metadata error.
        default: isFromMetadata ? .unavailable : nil
        }
    }
}
