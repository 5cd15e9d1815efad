import Foundation

// The files' contents and log lines, in the agent's own words.
extension AgentMark {
    static func complaints(
        _ cause: StandInAgent.Cause, _ instance: String
    ) -> [String] {
        let failed = "EC2RoleProvider Failed to connect to Systems Manager with"
        let last =
            "ERROR \(failed) SSM role credentials. ec2 instance not yet registered with "
            + "Systems Manager"
        let first =
            "WARN \(failed) instance profile role credentials. Err: retrieved credentials "
            + "failed to report to ssm. Error:"
        switch cause {
        case .denied:
            let words =
                "AccessDeniedException: User is not authorized to perform: "
                + "ssm:UpdateInstanceInformation on resource: instance/\(instance)"
            return ["\(first) \(words)", last]
        case .noRole: return ["\(first) EC2RoleRequestError: no EC2 instance role found", last]
        case .throttled:
            return [
                "ERROR [CredentialRefresher] Retrieve credentials produced error: unexpected error "
                    + "getting instance profile role credentials or calling "
                    + "UpdateInstanceInformation. Skipping default host management fallback: "
                    + "ThrottlingException: Rate exceeded"
            ]
        }
    }

    static func identity(of instance: String, source: String, until end: Date?) -> Deed {
        let content: JSONValue = [
            "SchemaVersion": "1.1", "InstanceId": .string(instance), "IdentityType": "EC2",
            "ShareFile": "", "ShareProfile": "", "CredentialSource": .string(source),
            "CredentialsExpiresAt": .string(
                end.map(Timestamp.iso8601) ?? "0001-01-01T00:00:00Z"),
        ]
        return .file(
            "var/lib/amazon/ssm/runtimeconfig/identity_config.json",
            text: String(decoding: content.text(), as: UTF8.self))
    }

    static func description(
        of run: DocumentRun, _ document: String, _ instance: String
    ) -> String {
        let isCommand = if case .command = run.origin { true } else { false }
        let content: JSONValue = [
            "DocumentInformation": [
                "DocumentID": .string(run.id), "CommandID": .string(isCommand ? run.id : ""),
                "AssociationID": .string(
                    isCommand ? "" : String(run.id.prefix { $0 != "." })),
                "InstanceID": .string(instance), "DocumentName": .string(document),
                "DocumentStatus": "InProgress",
            ],
            "DocumentType": .string(isCommand ? "SendCommand" : "Association"),
            "InstancePluginsInformation": .array(
                run.steps.map { ["Id": .string($0.name), "Name": .string($0.title)] }),
        ]
        return String(decoding: content.text(), as: UTF8.self)
    }

    static func log(_ line: String, at moment: Date) -> Deed {
        .log("\(logs)/amazon-ssm-agent.log", line: "\(time(moment)) \(line)")
    }

    /// `2026-11-29 23:12:00.1234`.
    static func time(_ moment: Date) -> String {
        let stamp = Timestamp.iso8601(moment)
        let text = stamp.replacing("T", with: " ").dropLast()  // characters: own
        let part = moment.timeIntervalSince1970
        let digits = String(Int((part - part.rounded(.down)) * 10_000))
        return "\(text).\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
    }

    /// A duration as Go writes it: `5m0s`, `1h0m0s`, `200ms`.
    static func duration(_ seconds: Double) -> String {
        guard seconds >= 1 else { return "\(Int((seconds * 1_000).rounded()))ms" }
        let whole = Int(seconds)
        let rest =
            seconds == Double(whole) ? "\(whole % 60)s" : "\(seconds - Double(whole / 60 * 60))s"
        if whole >= 3_600 { return "\(whole / 3_600)h\(whole / 60 % 60)m\(rest)" }
        return whole >= 60 ? "\(whole / 60)m\(rest)" : rest
    }
}
