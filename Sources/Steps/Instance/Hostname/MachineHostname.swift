import Glibc
import Pipeline

/// The machine's own name: `/etc/hostname`, its line in `/etc/hosts`, and the kernel's idea of it.
struct MachineHostname: Sendable {
    /// The parameter of every kind that chooses a hostname.
    static let whetherApplied = Parameter<Bool>(
        "apply", "whether the machine itself gets the name, in /etc/hostname and /etc/hosts",
        default: false)

    let root: MachineRoot

    /// Sets the name everywhere; what has it already is left alone.
    ///
    /// The kernel is told only where the root is the machine's own. What was there before goes to
    /// the step's receipt.
    ///
    /// - Throws: `MachineError`; a `Failure` with cause `notPermitted` without the right to it.
    func apply(_ name: Hostname, in context: StepContext) async throws {
        try note(name, in: context)
        let content = Array((name.text + "\n").utf8)
        if try root.read("/etc/hostname") != content {
            try root.write(content, to: "/etc/hostname")
        }
        let hosts = try root.read("/etc/hosts") ?? []
        let named = Self.hosts(hosts, naming: name)
        if named != hosts {
            try root.write(named, to: "/etc/hosts")
        }
        try tellKernel(name.text)
    }

    /// Where the machine does not have the name yet; changes nothing.
    func places(without name: Hostname) throws -> [String] {
        let hosts = try root.read("/etc/hosts") ?? []
        var places: [String] = []
        if try root.read("/etc/hostname") != Array((name.text + "\n").utf8) {
            places.append("/etc/hostname")
        }
        if Self.hosts(hosts, naming: name) != hosts { places.append("/etc/hosts") }
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

    /// The hosts file with exactly one line for 127.0.1.1, Debian's address of the machine's own
    /// name, which says this name; every other line stays as it is, byte for byte, as a comment may
    /// be in any encoding.
    static func hosts(_ hosts: [UInt8], naming name: Hostname) -> [UInt8] {
        let own = Array("127.0.1.1 \(name.text)".utf8)
        var lines = hosts.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map(Array.init)
        if lines.last == [] { lines.removeLast() }
        let isOwn = { (line: [UInt8]) in
            line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.first
                .map { $0.elementsEqual("127.0.1.1".utf8) } ?? false
        }
        let place = lines.firstIndex(where: isOwn) ?? lines.endIndex
        lines.removeAll(where: isOwn)
        lines.insert(own, at: place)
        return lines.flatMap { $0 + [UInt8(ascii: "\n")] }
    }
}

extension MachineHostname? {
    /// What giving the machine the name would do; nothing where it gets none.
    func foresight(of name: Hostname, giving facts: Facts) throws -> Foresight {
        let places = try self?.places(without: name) ?? []
        return .changes(
            places.isEmpty
                ? [] : ["call the machine \(name.text) in \(places.joined(separator: ", "))"],
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
