import Glibc
import JSON
import Pipeline

/// What the agent's files say of it, without anybody being asked.
///
/// The files were seen with amazon-ssm-agent 3.3 and are documented nowhere. So what they say is a hint:
/// it saves a wait or leads to a restart, and nothing succeeds or fails by it.
struct AgentMarks: Sendable {
    static let folder = "/var/lib/amazon/ssm"
    private static let identity = "\(folder)/runtimeconfig/identity_config.json"
    private static let hibernation = "/var/log/amazon/ssm/hibernate.log"
    /// How long a worker hibernates at first, from the first line of its log.
    private static let firstHibernation = Duration.seconds(300)

    let root: MachineRoot
    let instanceID: String
    /// What is older was left by an agent that does not run any more, by the machine's clock.
    var since: Duration

    /// Looks at the files below a root.
    ///
    /// - Parameters:
    ///   - root: the machine's.
    ///   - instanceID: whose agent; what was left in the image by another instance's does not count.
    init(_ root: MachineRoot, _ instanceID: String) {
        self.root = root
        self.instanceID = instanceID
        // A rest ends with the process, whoever restarts it.
        since = max(Self.boot, AgentLog(root).start ?? .zero)
    }

    /// Whether there are such files, by which the agent's doings can be seen.
    var areThere: Bool { root.modified(Self.folder) != nil }

    /// Where the agent keeps what it does for this instance.
    var home: String { "\(Self.folder)/\(instanceID)" }

    /// Whether Systems Manager has heard the agent's core, which makes the instance Online.
    var isHeard: Bool { credentialSource != nil }

    /// Whose credentials Systems Manager has heard the agent's core with.
    ///
    /// `EC2` for the instance's role, `SSM` for default host management; nil where it has not been heard.
    var credentialSource: String? {
        guard let content = try? root.read(Self.identity),
            let value = try? JSONParser.parse(content),
            case .string(let source)? = value["CredentialSource"], !source.isEmpty,
            case .string(instanceID)? = value["InstanceId"]
        else { return nil }
        return source
    }

    /// Whether the agent's worker takes commands and associations: it makes a folder anew each time that
    /// it begins to.
    var isActive: Bool {
        guard let began = activation else { return false }
        return (root.modified(Self.hibernation) ?? .zero) < began
    }

    /// When the last of the agent's early looks for associations is over, by the machine's clock.
    ///
    /// It comes 30 seconds after the first, which comes up to 30 after the worker became active. Nil while
    /// the worker is not active.
    var lastEarlyLook: Duration? { isActive ? activation.map { $0 + .seconds(65) } : nil }

    /// What keeps the agent from its work; nil for nothing that its files tell.
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

    /// What is waited for a change of.
    struct State: Equatable {
        let isHeard: Bool
        let isActive: Bool
        let rest: AgentRest?
    }

    var state: State { State(isHeard: isHeard, isActive: isActive, rest: rest) }

    /// Whether a document runs, of a command or of an association.
    var isAtWork: Bool { !root.names(in: running).isEmpty }

    /// The folder with a file for each document that runs, named by its command's id, or by its
    /// association's with the time after a dot.
    var running: String { "\(home)/document/state/current" }

    /// When the machine began to run, by its clock.
    private static var boot: Duration {
        var now = timespec()
        var running = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        clock_gettime(CLOCK_BOOTTIME, &running)
        return .seconds(now.tv_sec - running.tv_sec)
    }

    /// When the agent's worker began to take commands and associations, by the machine's clock; nil if it
    /// does not.
    var activation: Duration? {
        root.modified("\(home)/document/state/completed").flatMap { $0 >= since ? $0 : nil }
    }
}

/// A rest that the agent takes after a request to Systems Manager has failed.
struct AgentRest: Sendable, Equatable {
    enum Kind: Sendable {
        /// Its core has not been heard once.
        case asleep
        /// Its worker takes nothing, while its core counts as Online.
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
    /// By the machine's clock.
    let began: Duration
    /// When it wakes by itself.
    let until: Duration
    /// What the agent's log says of the cause.
    let words: String?
}
