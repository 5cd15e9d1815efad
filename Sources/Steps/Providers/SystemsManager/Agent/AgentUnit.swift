import ChildOutput
import Pipeline

/// The systemd unit of Systems Manager's agent.
struct AgentUnit: Sendable, Equatable {
    /// The names in AWS' package and in its snap.
    private static let names = [
        "amazon-ssm-agent.service", "snap.amazon-ssm-agent.amazon-ssm-agent.service",
    ]
    /// The first folder with a unit file decides (systemd.unit(5)).
    private static let folders = [
        "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system",
        "/usr/lib/systemd/system", "/lib/systemd/system",
    ]
    /// The file that `amazon-ssm-agent -register` leaves: from then on the node is `mi-…`, on EC2
    /// too.
    private static let registration = "/var/lib/amazon/ssm/registration"

    let name: String

    /// Finds the unit.
    ///
    /// - Throws: `MachineError`; a failure of class `notFound` if the image has no agent, of class
    ///   `refused` if its unit is masked, or the image is registered as another node.
    init(in root: MachineRoot) throws {
        for name in Self.names {
            for folder in Self.folders where root.names(in: folder).contains(name) {
                // A unit is masked by a link (systemctl(1), `mask`).
                guard try root.openFolder(folder).link(name) != "/dev/null" else {
                    throw Failure.agentMasked(name)
                }
                guard try !root.has(Self.registration) else {
                    throw Failure.registeredElsewhere(Self.registration)
                }
                self.name = name
                return
            }
        }
        throw Failure.noAgent
    }

    /// Whether the unit is active now.
    func isActive() async throws -> Bool { try await systemctl("is-active") == .exited(0) }

    /// Whether the unit is started at each boot.
    func isEnabled() async throws -> Bool { try await systemctl("is-enabled") == .exited(0) }

    /// Runs a systemctl command on the unit.
    ///
    /// - Throws: a failure of class `transient`, with systemctl's output.
    func make(_ verb: Verb) async throws {
        let (ending, tail) = try await ChildProcess("systemctl", [verb.rawValue, name]).run()
        guard ending == .exited(0) else { throw Failure.notDone(verb, name, ending, tail) }
    }

    enum Verb: String, Sendable {
        case start, stop, restart, enable, disable
    }

    private func systemctl(_ question: String) async throws -> ChildProcess.Ending {
        try await ChildProcess("systemctl", [question, name]).run().ending
    }
}

extension Failure {
    fileprivate static var noAgent: Failure {
        Failure(
            .notFound,
            "Systems Manager's agent is not installed: systemd knows no amazon-ssm-agent",
            remedy:
                "put the package amazon-ssm-agent into the image, or install it by an earlier step; the "
                + "images of Amazon Linux and Ubuntu have it")
    }

    fileprivate static func agentMasked(_ unit: String) -> Failure {
        Failure(
            .refused, "\(unit) is masked, so systemd never starts Systems Manager's agent",
            remedy: "unmask it in the image: systemctl unmask \(unit)")
    }

    fileprivate static func registeredElsewhere(_ path: String) -> Failure {
        Failure(
            .refused,
            "the agent is registered by a hybrid activation (\(path)), so Systems Manager knows this "
                + "instance by an id that begins with `mi-`",
            remedy: "remove the registration from the image: amazon-ssm-agent -register -clear")
    }

    fileprivate static func notDone(
        _ verb: AgentUnit.Verb, _ unit: String, _ ending: ChildProcess.Ending, _ tail: OutputTail
    ) -> Failure {
        Failure(
            .transient, "`systemctl \(verb.rawValue) \(unit)` \(ending.words)",
            remedy: "look at journalctl --unit \(unit)", details: tail.lines)
    }
}
