// Each service has messages and statuses of its own for the same problem with a caller.
extension Service {
    /// The request has no signature.
    package var missingAuthentication: ServiceError {
        switch self {
        case .opsworks, .ssm, .ec2messages:
            ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token")
        case .ec2: .missing(parameter: "AWSAccessKeyId")
        case .s3: ServiceError("AccessDenied", "Access Denied", status: 403)
        case .iam, .sts, .autoscaling, .cloudformation:
            ServiceError(
                "MissingAuthenticationToken", "Request is missing Authentication Token",
                status: 403)
        }
    }

    /// The signature header lacks a part or has an invalid one.
    package func incompleteSignature(_ message: String) -> ServiceError {
        ServiceError(
            self == .s3
                ? "AuthorizationHeaderMalformed"
                : speaksJSON ? "IncompleteSignatureException" : "IncompleteSignature", message)
    }

    /// The signature is not the one that the request's secret key produces.
    package func wrongSignature(_ message: String) -> ServiceError {
        switch self {
        case .opsworks, .ssm, .ec2messages: ServiceError("InvalidSignatureException", message)
        case .ec2:
            ServiceError(
                "AuthFailure",
                "AWS was not able to validate the provided access credentials", status: 401)
        case .iam, .sts, .autoscaling, .cloudformation, .s3:
            ServiceError("SignatureDoesNotMatch", message, status: 403)
        }
    }

    /// The request's date differs too much from the service's clock.
    package func skewed(_ message: String) -> ServiceError {
        switch self {
        case .ec2: ServiceError("RequestExpired", "Request has expired.")
        case .s3:
            ServiceError(
                "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
                status: 403)
        default: wrongSignature(message)
        }
    }

    /// The access key, or the session token, was never issued.
    package var unknownCredentials: ServiceError {
        let message = "The security token included in the request is invalid."
        return switch self {
        case .opsworks, .ssm, .ec2messages: ServiceError("UnrecognizedClientException", message)
        case .ec2: wrongSignature(message)
        case .s3:
            ServiceError(
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.", status: 403)
        case .iam, .sts, .autoscaling, .cloudformation:
            ServiceError("InvalidClientTokenId", message, status: 403)
        }
    }

    /// The credentials have expired.
    package var expiredCredentials: ServiceError {
        let message = "The security token included in the request is expired"
        return switch self {
        case .opsworks, .ssm, .ec2messages: ServiceError("ExpiredTokenException", message)
        case .ec2: ServiceError("RequestExpired", "Request has expired.")
        case .s3: ServiceError("ExpiredToken", "The provided token has expired.")
        case .iam, .sts, .autoscaling, .cloudformation:
            ServiceError("ExpiredToken", message, status: 403)
        }
    }

    /// No policy allows the caller the action.
    package func denied(_ action: String, to caller: String, on resource: String) -> ServiceError {
        let message =
            "User: \(caller) is not authorized to perform: \(action) on resource: \(resource) "
            + "because no identity-based policy allows the \(action) action"
        return switch self {
        case .opsworks, .ssm, .ec2messages: ServiceError("AccessDeniedException", message)
        case .ec2:
            ServiceError(
                "UnauthorizedOperation",
                "You are not authorized to perform this operation. \(message)", status: 403)
        case .iam, .sts, .autoscaling, .cloudformation, .s3:
            ServiceError("AccessDenied", message, status: 403)
        }
    }

    /// There are more requests than the service accepts.
    package var throttled: ServiceError {
        switch self {
        case .opsworks, .ssm, .ec2messages: ServiceError("ThrottlingException", "Rate exceeded")
        case .ec2: ServiceError("RequestLimitExceeded", "Request limit exceeded.", status: 503)
        case .s3: ServiceError("SlowDown", "Please reduce your request rate.", status: 503)
        case .iam, .sts, .autoscaling, .cloudformation: ServiceError("Throttling", "Rate exceeded")
        }
    }

    /// The service does not have the operation.
    package func unknownOperation(_ name: String) -> ServiceError {
        switch self {
        case .opsworks, .ssm, .ec2messages: ServiceError("UnknownOperationException", "")
        case .ec2, .iam, .sts, .autoscaling, .cloudformation, .s3:
            ServiceError(
                "InvalidAction",
                "Could not find operation \(name) for version \(version)")
        }
    }
}
