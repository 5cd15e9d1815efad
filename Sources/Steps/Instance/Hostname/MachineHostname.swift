import Bytes
import Glibc
import Pipeline

/// The machine's own name: `/etc/hostname`, its line in `/etc/hosts`, and the kernel's idea of it.
struct MachineHostname: Sendable {
    /// The parameter of every kind that chooses a hostname.
    static let whetherApplied = Parameter<Bool>(
        "apply", "whether to set the machine's own hostname too, in /etc/hostname and /etc/hosts",
        default: false)

    /// The parameter beside it.
    static let whetherKept = Parameter<Bool>(
        "keep-at-boot",
        "whether to configure cloud-init so that it keeps the machine's hostname",
        default: false)
    static let parameters = [whetherApplied.description, whetherKept.description]
    static let rules = [ParameterRule.onlyWith(whetherKept.name, [whetherApplied.name])]

    let root: MachineRoot
    /// Whether cloud-init is to leave the name alone at the next boots.
    let isKept: Bool

    /// What a step's arguments ask for; nil if the machine gets no name.
    init?(_ arguments: Arguments, root: MachineRoot) throws(Failure) {
        guard try arguments.value(Self.whetherApplied) else { return nil }
        self.init(root: root, isKept: try arguments.value(Self.whetherKept))
    }

    init(root: MachineRoot, isKept: Bool = false) {
        self.root = root
        self.isKept = isKept
    }

    /// Sets the name everywhere; what has it already is left alone.
    ///
    /// The kernel is told only where the root is the machine's own. What was there before goes to
    /// the step's receipt.
    ///
    /// - Throws: `MachineError`; a `Failure` with cause `notPermitted` without the right to it.
    func apply(_ name: Hostname, in context: StepContext) async throws {
        try note(name, in: context)
        let content = Array((name.text + "\n").utf8)
        // What the machine is called in its hosts file, told by the name that it has until now.
        let before = try root.read("/etc/hostname")
        let hosts = HostsFile(content: try root.read("/etc/hosts") ?? [])
        let named = hosts.naming(name, insteadOf: Self.name(in: before))
        if before != content {
            try root.replace("/etc/hostname", by: content)
        }
        if named != hosts {
            try root.replace("/etc/hosts", by: named.content)
        }
        try tellKernel(name.text)
        if isKept { try CloudInitNames(root: root).keep() }
        for warning in try CloudInitNames(root: root).warnings(of: name) { context.warn(warning) }
    }

    /// The name in a hostname file (hostname(5)): its first line that is no comment.
    static func name(in file: [UInt8]?) -> String? {
        String(decoding: file ?? [], as: UTF8.self).lines().map { $0.trimmed() }
            .first { !$0.isEmpty && !$0.begins(with: "#") }
    }

    /// Where the machine does not have the name yet; changes nothing.
    func places(without name: Hostname) throws -> [String] {
        let hosts = HostsFile(content: try root.read("/etc/hosts") ?? [])
        let before = try root.read("/etc/hostname")
        var places: [String] = []
        if before != Array((name.text + "\n").utf8) {
            places.append("/etc/hostname")
        }
        if hosts.naming(name, insteadOf: Self.name(in: before)) != hosts {
            places.append("/etc/hosts")
        }
        if isKept, try !CloudInitNames(root: root).isKept { places.append(CloudInitNames.dropIn) }
        if root.isMachine, kernelName != name.text { places.append("the kernel") }
        return places
    }

    /// Gives the running kernel the name where the root is the machine's own.
    func tellKernel(_ name: String) throws {
        guard root.isMachine else { return }
        guard sethostname(name, name.utf8.count) == 0 else {
            throw Failure.hostnameNotSet(errno)
        }
    }
}

extension MachineHostname? {
    /// What giving the machine the name would do; nothing where it gets none.
    func foresight(of name: Hostname, giving facts: Facts) throws -> Foresight {
        let places = try self?.places(without: name) ?? []
        return .changes(
            places.isEmpty
                ? [] : ["set the hostname \(name.text) in \(places.joined(separator: ", "))"],
            else: self == nil
                ? "the hostname is \(name.text)" : "it is called \(name.text) already",
            giving: facts)
    }
}

extension Failure {
    fileprivate static func hostnameNotSet(_ code: Int32) -> Failure {
        Failure(
            .refused, "the machine's hostname could not be set: \(String(cString: strerror(code)))",
            remedy: "run enlist as root, or leave `apply` out", cause: .notPermitted)
    }
}
