import Glibc
import JSON
import Pipeline

/// The agent's state as its files show it, without a request to anything.
///
/// The files were observed with amazon-ssm-agent 3.3 and are documented nowhere. So they are only
/// hints: they save a wait or lead to a restart, and nothing succeeds or fails by them.
struct AgentMarks: Sendable {
    static let folder = "/var/lib/amazon/ssm"
    private static let identity = "\(folder)/runtimeconfig/identity_config.json"
    private static let hibernation = "/var/log/amazon/ssm/hibernate.log"
    /// The length of a worker's first hibernation, counted from the first line of its log.
    private static let firstHibernation = Duration.seconds(300)

    let root: MachineRoot
    let instanceID: String
    /// Older files are from an agent that no longer runs; by the machine's clock.
    var since: Duration

    /// Looks at the files below a root.
    ///
    /// - Parameters:
    ///   - root: the machine's.
    ///   - instanceID: whose agent; files that another instance's agent left in the image do not
    ///     count.
    init(_ root: MachineRoot, _ instanceID: String) {
        self.root = root
        self.instanceID = instanceID
        // A rest ends with the process, however it is restarted.
        since = max(Self.boot, AgentLog(root).start ?? .zero)
    }

    /// Whether there are such files, which show the agent's state.
    var areThere: Bool { root.modified(Self.folder) != nil }

    /// The folder in which the agent keeps its state for this instance.
    var home: String { "\(Self.folder)/\(instanceID)" }

    /// Whether the agent's core has reached Systems Manager, which makes the instance Online.
    var isHeard: Bool { credentialSource != nil }

    /// The credentials with which the agent's core has reached Systems Manager.
    ///
    /// `EC2` for the instance's role, `SSM` for default host management; nil if it has not reached
    /// it.
    var credentialSource: String? {
        guard let content = try? root.read(Self.identity),
            let value = try? JSONParser.parse(content),
            case .string(let source)? = value["CredentialSource"], !source.isEmpty,
            case .string(instanceID)? = value["InstanceId"]
        else { return nil }
        return source
    }

    /// Whether the agent's worker takes commands and associations: it recreates a folder each time
    /// that it begins to.
    var isActive: Bool {
        guard let began = activation else { return false }
        return (root.modified(Self.hibernation) ?? .zero) < began
    }

    /// When the last of the agent's early looks for associations is over, by the machine's clock.
    ///
    /// It comes 30 seconds after the first look, which comes up to 30 seconds after the worker
    /// became active. Nil while the worker is not active.
    var lastEarlyLook: Duration? { isActive ? activation.map { $0 + .seconds(65) } : nil }

    /// The rest that keeps the agent from its work; nil if its files show none.
    var rest: AgentRest? {
        if let asleep = AgentLog(root).sleep, asleep.began >= since, !isActive { return asleep }
        guard let hibernates = root.modified(Self.hibernation), hibernates >= since,
            hibernates > activation ?? .zero
        else { return nil }
        let why = AgentLog(root).hibernation
        return AgentRest(
            kind: .hibernating, cause: why?.cause ?? .other, began: hibernates,
            until: hibernates + Self.firstHibernation, words: why?.words)
    }

    /// The state whose changes are waited for.
    struct State: Equatable {
        let isHeard: Bool
        let isActive: Bool
        let rest: AgentRest?
    }

    var state: State { State(isHeard: isHeard, isActive: isActive, rest: rest) }

    /// Whether a document runs, of a command or of an association.
    var isAtWork: Bool { !root.names(in: running).isEmpty }

    /// The folder with a file for each document that runs, named after its command's id, or after
    /// its association's id with the time after a dot.
    var running: String { "\(home)/document/state/current" }

    /// When the machine booted, by its clock.
    private static var boot: Duration {
        var now = timespec()
        var running = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        clock_gettime(CLOCK_BOOTTIME, &running)
        return .seconds(now.tv_sec - running.tv_sec)
    }

    /// When the agent's worker began to take commands and associations, by the machine's clock; nil
    /// if it does not.
    var activation: Duration? {
        root.modified("\(home)/document/state/completed").flatMap { $0 >= since ? $0 : nil }
    }
}

/// The agent's pause after a failed request to Systems Manager.
struct AgentRest: Sendable, Equatable {
    enum Kind: Sendable {
        /// Its core has not reached Systems Manager once.
        case asleep
        /// Its worker takes no work, although its core counts as Online.
        case hibernating
    }

    enum Cause: Sendable {
        /// There were no credentials when it asked.
        case noRole
        case denied
        case throttled
        case other
    }

    let kind: Kind
    let cause: Cause
    /// When it began, by the machine's clock.
    let began: Duration
    /// When it wakes up by itself.
    let until: Duration
    /// The cause according to the agent's log.
    let words: String?
}
