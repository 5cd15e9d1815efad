/// Why an attempt of a step did not succeed.
package struct Failure: Error, Sendable, Equatable {
    package let failureClass: FailureClass
    /// What happened and why, without a full stop.
    package let message: String
    /// What to do, without a full stop.
    package let remedy: String
    /// What a person may want to read in addition: the tail of a log, a service's reply.
    package let details: [String]
    /// The minimum wait before the next attempt, if a service named one.
    package let retryAfter: Duration?
    /// The underlying cause, if the program's exit status depends on it.
    package let cause: Cause?

    /// The permission that the service denied, as in `Permission.name`.
    package let missingPermission: String?

    /// Causes that callers of the program distinguish from an ordinary failure of a step.
    package enum Cause: String, Sendable, Equatable {
        /// Something outside could not be reached at all.
        case unavailable
        /// The process or its role lacks a permission.
        case notPermitted = "not-permitted"
        /// Code from outside the program was refused, or crashed.
        case foreignCode = "foreign-code"
    }

    package init(
        _ failureClass: FailureClass, _ message: String, remedy: String, details: [String] = [],
        retryAfter: Duration? = nil, cause: Cause? = nil, missingPermission: String? = nil
    ) {
        self.failureClass = failureClass
        self.message = message
        self.remedy = remedy
        self.details = details
        self.retryAfter = retryAfter
        self.cause = cause
        self.missingPermission = missingPermission
    }
}

/// An error of another module that converts itself to a failure.
package protocol FailureConvertible: Error {
    var failure: Failure { get }
}

extension Failure {
    /// Converts an error to a failure; an error without a class is `refused`.
    package init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as any FailureConvertible: self = error.failure
        default: self = .unclassified(error)
        }
    }
}

extension Failure {
    /// Adds to the remedy the text of a policy that allows what was denied, if these permissions
    /// include it.
    ///
    /// An action on two resources takes two texts.
    package func naming(_ permissions: [any Permission], knowing facts: Facts) -> Failure {
        let missing = permissions.filter { $0.name == missingPermission }
        guard !missing.isEmpty else { return self }
        let texts = missing.map { $0.grantText(knowing: facts) }
        return Failure(
            failureClass, message,
            remedy: "\(remedy): \(texts.joined(separator: ", "))", details: details,
            retryAfter: retryAfter, cause: cause)
    }
}
