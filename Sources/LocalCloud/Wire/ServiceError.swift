/// A service's refusal: the code, the message and the HTTP status on the wire.
package struct ServiceError: Error, Sendable, Equatable {
    /// The error's code, such as `ValidationException`.
    package let code: String
    /// The message for people.
    package let message: String
    /// The HTTP status.
    package let status: Int

    package init(_ code: String, _ message: String, status: Int = 400) {
        self.code = code
        self.message = message
        self.status = status
    }
}

// The wording of refusals that all services share.
extension ServiceError {
    /// A form-encoded body that cannot be decoded.
    package static let malformedQuery = ServiceError(
        "MalformedQueryString", "The query string is malformed")

    /// EC2's answer to a dry run of an allowed action.
    package static let dryRun = ServiceError(
        "DryRunOperation", "Request would have succeeded, but DryRun flag is set.", status: 412)

    /// The Query protocol's answer to a missing parameter.
    package static func missing(parameter: String) -> ServiceError {
        ServiceError(
            "MissingParameter", "The request must contain the parameter \(parameter)")
    }

    /// The answer to an invalid value of a parameter.
    package static func invalid(parameter: String, value: String) -> ServiceError {
        ServiceError(
            "InvalidParameterValue", "Value (\(value)) for parameter \(parameter) is invalid.")
    }

    /// OpsWorks' answer to invalid input.
    package static func validation(_ message: String) -> ServiceError {
        ServiceError("ValidationException", message)
    }

    /// OpsWorks' answer to an unknown id.
    package static func notFound(_ kind: String, id: String) -> ServiceError {
        ServiceError("ResourceNotFoundException", "Unable to find \(kind) with ID \(id)")
    }

    /// IAM's answer to an unknown name.
    package static func noSuchEntity(_ message: String) -> ServiceError {
        ServiceError("NoSuchEntity", message, status: 404)
    }

    /// A fault inside the service.
    package static func internalFailure(of service: Service) -> ServiceError {
        switch service {
        case .ec2: ServiceError("InternalError", "An internal error has occurred", status: 500)
        case .s3:
            ServiceError(
                "InternalError", "We encountered an internal error. Please try again.", status: 500)
        case .ssm, .ec2messages:
            ServiceError(
                "InternalServerError", "An error occurred on the server side.", status: 500)
        case .opsworks, .iam, .sts, .autoscaling, .cloudformation:
            ServiceError(
                "InternalFailure",
                "The request processing has failed because of an unknown error, "
                    + "exception or failure.", status: 500)
        }
    }
}
