import Bytes
import HTTP

/// All wording of the module's errors.
extension AWSError {
    /// What happened, in one sentence without a full stop.
    package var message: String {
        let details = details.isEmpty ? "" : " (\(details.joined(separator: ", ")))"
        return "\(service) \(operation): \(event)\(details)"
    }

    /// What happened, without the details that a person needs only to investigate.
    var briefly: String { "\(service) \(operation): \(event)" }

    private var event: String {
        let said = serviceMessage.map { ": ‘\($0)’" } ?? ""
        switch kind {
        case .throttled: return "throttled\(said)"
        case .transient: return cause?.message ?? "the service failed\(said)"
        case .endpointUnreachable: return cause?.message ?? "the endpoint cannot be reached"
        case .credentialsPending: return "the role's credentials are not there yet\(said)"
        case .noCredentials(let asked):
            return "no credentials; asked were: \(asked.joined(separator: ", "))"
        case .credentialsRefused: return "the credentials are not accepted\(said)"
        case .expiredCredentials(false): return "the credentials have expired\(said)"
        case .expiredCredentials(true):
            return "the credentials have expired, and their source has no newer ones\(said)"
        case .accessDenied(let action): return "\(Denial.event(denial, action))\(said)"
        case .accountUnfit: return "the account cannot use the service here\(said)"
        case .notFound: return "not found\(said)"
        case .conflict: return "in conflict with what is there\(said)"
        case .validation(let asked):
            return serviceMessage == nil
                ? "refused without a reason; asked was: \(asked)" : "refused\(said)"
        case .clockSkew(let seconds): return "\(AWSError.clock(seconds))\(said)"
        case .malformedReply(let problem):
            let place = problem.path.isEmpty ? "the reply" : "in the reply, \(problem.path)"
            return "\(place) \(problem.problem)"
        case .configuration(let problem): return problem.message
        case .cancelled: return "cut off before there was a reply"
        case .refused: return cause?.message ?? "refused\(said)"
        }
    }

    private var details: [String] {
        var details: [String] = []
        if let code { details.append(code) }
        if let status { details.append("HTTP \(status)") }
        if let requestID { details.append("request id \(requestID)") }
        if let endpoint, cause == nil { details.append(endpoint) }
        if tries > 1 { details.append("\(tries) tries") }
        return details
    }

    private static func clock(_ seconds: Int?) -> String {
        guard let seconds else { return "this machine's clock is wrong" }
        return "this machine's clock is \(abs(seconds)) s \(seconds < 0 ? "behind" : "ahead")"
    }

    /// What to do, in one sentence without a full stop.
    package var remedy: String {
        if isFromMetadata, let metadataRemedy { return metadataRemedy }
        return switch kind {
        case .throttled: "wait and try again; if it continues, start fewer instances at once"
        case .transient:
            cause?.remedy ?? "wait and try again; if it continues, see AWS' status page"
        case .endpointUnreachable: cause?.remedy ?? "check the endpoint and the way to it"
        case .credentialsPending where code == "AssumeRoleUnauthorizedAccess":
            """
            let ec2.amazonaws.com assume the role, in its trust policy; a role that was made again \
            under the same name has to be put into the instance profile again
            """
        case .credentialsPending:
            "wait: a role takes some seconds after boot; if it continues, attach an instance profile"
        case .noCredentials:
            "attach an instance profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        case .credentialsRefused: "check the access key, its secret and the session token"
        case .expiredCredentials(false): "renew the credentials"
        case .expiredCredentials(true):
            """
            wait: newer ones come by themselves; where they do not, look at what gives them out, \
            and at the machine's clock
            """
        case .accessDenied(let action): Denial.remedy(denial, action)
        case .accountUnfit:
            """
            sign the account up for the service, or enable the region for it; where that is done, ask \
            AWS Support what keeps the account from it
            """
        case .notFound: "check the name or id, and the region"
        case .conflict: "use what is there, or another name"
        case .validation where serviceMessage == nil:
            """
            check each value that was asked for; a thing in another region or a missing right also \
            reads like this
            """
        case .validation where code == "TagLimitExceeded":
            "set fewer tags, or delete some: a resource has at most 50, without those of aws:"
        case .validation: "check what was asked"
        case .clockSkew: "set the clock, for example with chrony against 169.254.169.123"
        case .malformedReply:
            "check that the endpoint is the service's own, and what stands between"
        case .configuration(let problem): problem.remedy
        case .cancelled: "look at the service and the way to it, or allow it more time"
        case .refused: cause?.remedy ?? "see the service's words"
        }
    }

    /// The remedy for instance metadata, if it differs from that for a service.
    private var metadataRemedy: String? {
        switch (kind, status) {
        case (.transient, nil) where isSilence && operation == MetadataClient.tokenPath:
            """
            if this is a container, raise the hop limit, below which the reply does not get here: aws \
            ec2 modify-instance-metadata-options --instance-id INSTANCE --http-put-response-hop-limit 2
            """
        case (.endpointUnreachable, _):
            """
            run on an EC2 instance whose metadata service is on (in a container, with a hop limit \
            of 2), or set AWS_EC2_METADATA_SERVICE_ENDPOINT
            """
        case (.refused, 403):
            """
            switch the instance's metadata service on: aws ec2 modify-instance-metadata-options \
            --http-endpoint enabled
            """
        case (.refused, _), (.notFound, _):
            "check that what answers there is the metadata service of an EC2 instance"
        case (.throttled, _), (.transient, .some):
            "wait and try again; if it continues, find out what else on the instance requests it"
        default: nil
        }
    }
}

extension AWSError: CustomStringConvertible {
    package var description: String { "\(message); \(remedy)" }
}

extension ConfigurationProblem {
    fileprivate var message: String {
        switch self {
        case .invalidRegion(let region): "‘\(region.beginning(64))’ cannot be a region"
        case .invalidEndpoint(let variable, let problem): "in \(variable), \(problem)"
        case .conflictingEndpoint(let variable, let setting):
            "\(variable) names an endpoint, and \(setting) asks for another"
        case .noSuchEndpoint(let service, let region, let setting):
            "\(service) has no endpoint in \(region) as \(setting) asks for"
        case .invalidTime(let variable): "\(variable) is not a time"
        case .unknownServices(let name, let profile):
            "profile ‘\(profile)’ takes the services section ‘\(name)’, which is not in the config file"
        case .missingVariable(let missing, let present): "\(present) is set, but not \(missing)"
        case .unreadableFile(let path, let reason): "cannot read \(path): \(reason)"
        case .malformedFile(let path, let line, let problem): "\(path):\(line): \(problem)"
        case .unknownProfile(let name, let files):
            "there is no profile ‘\(name)’ in \(files.joined(separator: " or "))"
        case .profileLoop(let names):
            "profiles need each other in a circle: \(names.joined(separator: " → "))"
        case .incompleteProfile(let profile, let missing): "profile ‘\(profile)’ lacks \(missing)"
        case .unsupportedSetting(let profile, let setting):
            "profile ‘\(profile)’ asks for \(setting), which enlist does not do"
        case .processFailed(let profile, let what):
            "the credential_process of profile ‘\(profile)’ \(what)"
        case .untrustedHost(let host):
            "AWS_CONTAINER_CREDENTIALS_FULL_URI names \(host) without TLS"
        case .invalidToken(let source): "the token in \(source) is empty or more than one line"
        case .metadataDisabled: "AWS_EC2_METADATA_DISABLED is set"
        }
    }

    fileprivate var remedy: String {
        switch self {
        case .invalidRegion: "give a region such as eu-central-1"
        case .invalidEndpoint(let variable, _):
            "set \(variable) to an absolute http or https URL without a query"
        case .conflictingEndpoint(let variable, let setting): "unset \(variable) or \(setting)"
        case .noSuchEndpoint(_, _, let setting): "unset \(setting)"
        case .invalidTime(let variable): "set \(variable) to a time such as 2030-01-31T12:00:00Z"
        case .unknownServices(let name, _):
            "add the section [services \(name)], or correct its name"
        case .missingVariable(let missing, let present): "set \(missing) too, or unset \(present)"
        case .unreadableFile: "check the path and the file's owner and mode"
        case .malformedFile: "correct the line"
        case .unknownProfile: "correct AWS_PROFILE or source_profile, or add the profile"
        case .profileLoop: "let one of them have credentials of its own"
        case .incompleteProfile(_, let missing): "add \(missing) to the profile"
        case .unsupportedSetting: "use another profile, static keys or the instance's role"
        case .processFailed: "run the command by hand and correct it"
        case .untrustedHost: "use https, a loopback address or 169.254.170.2"
        case .invalidToken(let source): "correct \(source)"
        case .metadataDisabled: "unset it, or give what metadata would have said"
        }
    }
}
