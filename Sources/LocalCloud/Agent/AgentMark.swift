package import Foundation

/// What the agent leaves on its machine's disk, as version 3.3 does: files by which a program on the machine can
/// tell how far it is.
package enum AgentMark: Sendable, Equatable {
    /// The core process runs: it is nobody yet.
    case started(_ instance: String, at: Date)
    /// It cannot ping, and sleeps.
    case asleep(StandInAgent.Cause, seconds: Double, instance: String, at: Date)
    case heard(_ instance: String, at: Date)
    case active(_ instance: String, at: Date)
    case hibernating(at: Date)
    case woke(at: Date)
    /// A document was taken: its run, its description.
    case took(DocumentRun, document: String, instance: String)
    case ended(_ instance: String, run: String)
    case exited(status: Int, run: String, at: Date)
    case restarted(at: Date)

    /// The agent's folder for a machine, below its root.
    package static func home(_ instance: String) -> String { "var/lib/amazon/ssm/\(instance)" }
}

// What is done to the disk for each.
extension AgentMark {
    /// A file or folder, below the machine's root.
    package enum Deed: Sendable, Equatable {
        case folder(String)
        /// Removes a folder and makes it anew, so that its time says when.
        case freshFolder(String)
        case file(String, text: String)
        case remove(String)
        case log(String, line: String)
    }

    static let logs = "var/log/amazon/ssm"

    package var deeds: [Deed] {
        switch self {
        case .started(let instance, let moment):
            return [
                Self.identity(of: instance, source: "", until: nil),
                Self.log("INFO Agent will take identity from EC2", at: moment),
            ]
        case .asleep(let cause, let seconds, let instance, let moment):
            let sleep =
                "INFO [CredentialRefresher] Sleeping for \(Self.duration(seconds)) before retrying "
                + "retrieve credentials"
            return (Self.complaints(cause, instance) + [sleep]).map { Self.log($0, at: moment) }
        case .heard(let instance, let moment):
            return [
                Self.identity(of: instance, source: "EC2", until: moment + 3_600),
                Self.log("INFO [CredentialRefresher] Credentials ready", at: moment),
            ]
        case .active(let instance, let moment):
            let state = Self.home(instance) + "/document/state"
            return [
                .folder("\(state)/current"), .freshFolder("\(state)/completed"),
                Self.log("INFO [ssm-agent-worker] [MessageService] started", at: moment),
            ]
        case .hibernating(let moment):
            let line =
                "INFO Agent is in hibernate mode. Reducing logging. Logging will be reduced to one "
                + "log per backoff period"
            return [
                Self.log(
                    "INFO [ssm-agent-worker] Entering SSM Agent hibernate - AccessDeniedException: ",
                    at: moment),
                .log("\(Self.logs)/hibernate.log", line: "\(Self.time(moment)) \(line)"),
            ]
        case .woke(let moment):
            let line = "Backing off health check to every 600 seconds for 1800 seconds."
            return [.log("\(Self.logs)/hibernate.log", line: "\(Self.time(moment)) INFO \(line)")]
        case .took(let run, let document, let instance):
            let home = Self.home(instance)
            var deeds = [Deed]()
            if case .command(let id) = run.origin {
                deeds.append(.folder("\(home)/idempotency/SendCommand/\(id)"))
            }
            return deeds + [
                .file(
                    "\(home)/document/state/current/\(run.id)",
                    text: Self.description(of: run, document, instance))
            ]
        case .ended(let instance, let run):
            return [.remove(Self.home(instance) + "/document/state/current/\(run)")]
        case .exited(let status, let run, let moment):
            return [
                Self.log(
                    "INFO [ssm-document-worker] [\(run)] [pluginName=aws:runShellScript] The "
                        + "execution of command returned Exit Status: \(status)", at: moment)
            ]
        case .restarted(let moment):
            let line = "INFO [amazon-ssm-agent] amazon-ssm-agent got signal:terminated"
            return [Self.log(line, at: moment)]
        }
    }
<<<<<<< HEAD

    private static func complaints(
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

    private static func identity(of instance: String, source: String, until end: Date?) -> Deed {
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

    private static func description(
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

    private static func log(_ line: String, at moment: Date) -> Deed {
        .log("\(logs)/amazon-ssm-agent.log", line: "\(time(moment)) \(line)")
    }

    /// `2026-11-29 23:12:00.1234`.
    private static func time(_ moment: Date) -> String {
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
=======
>>>>>>> 86bcfdd (Give the agent's concepts files of their own, and each run a folder)
}
