import Pipeline

extension AgentInstaller {
    /// How the installer ended, and the end of what it printed.
    struct Ending: Sendable {
        let ending: ChildProcess.Ending
        let tail: OutputTail

        var isSuccess: Bool { ending == .exited(0) }
        var words: String { ending.words }

        /// Whether the installer's words tell of trouble that passes, so that there is nothing to
        /// ask OpsWorks, which is what the trouble is with.
        var isPassing: Bool {
            switch reason {
            case .throttled, .unavailable: true
            case .denied, nil: false
            }
        }

        private var reason: Reason? { Reason.allCases.first { $0.isIn(tail.lines) } }

        /// Why the instance is not a member, as far as the installer's words tell; `report` is what
        /// OpsWorks says of it.
        func failure(_ report: [String]) -> Failure {
            Failure(
                reason?.failureClass ?? .refused,
                "the agent's installer \(words), and the instance is not a member",
                remedy: reason?.remedy
                    ?? "read below what the installer and OpsWorks say of it; an empty "
                    + "ValidationException most often means a hostname that is taken, or an "
                    + "instance in another region or VPC than its stack",
                details: tail.lines.map { "boot-registration: \($0)" } + report,
                cause: reason == .denied ? .notPermitted : nil)
        }
    }

    /// Reasons that can be told from the error codes in the installer's output: it calls the service
    /// itself, and passes on no more than text.
    private enum Reason: CaseIterable {
        case throttled
        case unavailable
        case denied

        func isIn(_ lines: [String]) -> Bool {
            lines.contains { line in codes.contains { line.contains($0) } }
        }

        private var codes: [String] {
            switch self {
            case .throttled: ["ThrottlingException", "Rate exceeded", "TooManyRequestsException"]
            case .unavailable:
                [
                    "InternalFailure", "ServiceUnavailable", "Could not resolve host",
                    "Connection refused", "Connection timed out", "Connection reset",
                    "Empty reply from server",
                ]
            case .denied: ["AccessDenied", "UnrecognizedClientException", "is not authorized"]
            }
        }

        var failureClass: FailureClass {
            switch self {
            case .throttled: .throttled
            case .unavailable: .transient
            case .denied: .refused
            }
        }

        var remedy: String {
            switch self {
            case .throttled: "wait: the service limits the requests of an account"
            case .unavailable: "check the way from the instance to OpsWorks and S3"
            case .denied: "allow opsworks:RegisterInstance on the stack to the instance's role"
            }
        }
    }
}
