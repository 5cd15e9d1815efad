import Pipeline

extension AgentInstaller {
    /// Why the installer failed, as far as its output shows.
    ///
    /// It calls the service itself, and passes on nothing but text. It retries by itself, so the
    /// last line with a reason counts; of several in one line, the first case here.
    enum Reason: CaseIterable {
        case denied
        case throttled
        case credentialsUseless
        case wrongClock
        case serviceFailed
        case unreachable
        case refused

        /// The reason that the lines give; nil if they give none.
        init?(_ lines: [String]) {
            let found = lines.reversed().lazy.compactMap { line in
                Self.allCases.first { reason in reason.words.contains { line.contains($0) } }
            }.first
            guard let found else { return nil }
            self = found
        }

        /// Error codes of the service and of S3, and connection errors of curl, Ruby and the C
        /// library.
        private var words: [String] {
            switch self {
            case .denied: ["AccessDenied", "not authorized to perform"]
            case .throttled:
                ["Throttling", "Rate exceeded", "TooManyRequestsException", "SlowDown"]
            case .credentialsUseless:
                ["ExpiredToken", "UnrecognizedClientException", "InvalidClientTokenId"]
            case .wrongClock: ["Signature expired", "not yet current", "RequestTimeTooSkewed"]
            case .serviceFailed: ["InternalFailure", "ServiceUnavailable"]
            case .unreachable:
                [
                    "Could not resolve", "name resolution", "getaddrinfo", "Failed to connect",
                    "Connection refused", "Connection reset", "No route to host",
                    "Network is unreachable", "timed out", "execution expired",
                    "Net::OpenTimeout", "Net::ReadTimeout", "Empty reply from server",
                    "transfer closed", "end of file reached",
                    // Metadata or S3: the installer prints the service's answers.
                    "requested URL returned error: 5", "requested URL returned error: 429",
                ]
            case .refused:
                [
                    "ValidationException", "ResourceNotFoundException",
                    "InvalidSignatureException", "MissingAuthenticationToken",
                ]
            }
        }

        var failureClass: FailureClass {
            switch self {
            case .throttled: .throttled
            case .credentialsUseless, .wrongClock: .credentialsPending
            case .serviceFailed, .unreachable: .transient
            case .denied, .refused: .refused
            }
        }

        var cause: Failure.Cause? {
            switch self {
            case .credentialsUseless, .denied: .notPermitted
            default: nil
            }
        }

        var missingPermission: String? { self == .denied ? "opsworks:RegisterInstance" : nil }

        var remedy: String {
            switch self {
            case .throttled: "wait: the service limits the requests of an account"
            case .credentialsUseless:
                "wait: newer credentials come by themselves; where they do not, look at the role"
            case .wrongClock: "set the clock, for example with chrony against 169.254.169.123"
            case .denied: "allow opsworks:RegisterInstance on the stack to the instance's role"
            case .serviceFailed: "wait and try again; if it continues, see AWS' status page"
            case .unreachable: "check the way from the instance to its metadata, OpsWorks and S3"
            case .refused:
                "read below what the installer and OpsWorks say of it; an empty "
                    + "ValidationException most often means a hostname that is taken, or an "
                    + "instance in another region or VPC than its stack"
            }
        }
    }
}
