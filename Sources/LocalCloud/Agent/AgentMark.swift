package import Foundation

/// What the agent writes to its machine's disk, as version 3.3 does: files from which a program on
/// the machine can see its state.
package enum AgentMark: Sendable, Equatable {
    /// The core process runs, but has no identity yet.
    case started(_ instance: String, at: Date)
    /// It cannot ping, and sleeps.
    case asleep(StandInAgent.Cause, seconds: Double, instance: String, at: Date)
    case heard(_ instance: String, at: Date)
    case active(_ instance: String, at: Date)
    case hibernating(at: Date)
    case woke(at: Date)
    /// It has taken a document: its run, its description.
    case took(DocumentRun, document: String, instance: String)
    case ended(_ instance: String, run: String)
    case exited(status: Int, run: String, at: Date)
    case restarted(at: Date)

    /// The agent's folder for a machine, below its root.
    package static func home(_ instance: String) -> String { "var/lib/amazon/ssm/\(instance)" }
}

// The changes on the disk for each mark.
extension AgentMark {
    /// A change of a file or folder, below the machine's root.
    package enum Deed: Sendable, Equatable {
        case folder(String)
        /// Removes and recreates a folder, so that its time shows when.
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
}
