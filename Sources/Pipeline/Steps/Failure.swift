/// Why an attempt of a step did not succeed.
package struct Failure: Error, Sendable, Equatable {
    package let failureClass: FailureClass
    /// What happened and why, without a full stop.
    package let message: String
    /// What to do, without a full stop.
    package let remedy: String
    /// What a person may want to read besides: the tail of a log, what a service said.
    package let details: [String]
    /// The least time to wait before the next attempt, where a service named one.
    package let retryAfter: Duration?
    /// What lies beneath, where the exit status of the program depends on it.
    package let cause: Cause?

    /// What the service would not allow, as in `Permission.name`.
    package let missingPermission: String?

    /// Causes that callers of the program tell apart from a step that simply failed.
    package enum Cause: String, Sendable, Equatable {
        /// Something outside could not be reached at all.
        case unavailable
        /// The process or its role may not do this.
        case notPermitted = "not-permitted"
        /// Code from outside the program was refused, or died.
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

/// An error of another module that knows which failure it is.
package protocol FailureConvertible: Error {
    var failure: Failure { get }
}

extension Failure {
    /// The failure that an error stands for; one that nobody classified is `refused`.
    package init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as any FailureConvertible: self = error.failure
        default: self = .unclassified(error)
        }
    }
}

extension Failure {
    /// The failure, with the text of a policy that would allow what was denied, where it is among these
    /// permissions; what is called on two things takes two.
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
