import Glibc
import Pipeline

/// The machine's own name: `/etc/hostname`, its line in `/etc/hosts`, and the kernel's idea of it.
struct MachineHostname: Sendable {
    let root: MachineRoot

    /// Sets the name everywhere; what has it already is left alone.
    ///
    /// The kernel is told only where the root is the machine's own.
    ///
    /// - Throws: `MachineError`; a `Failure` with cause `notPermitted` without the right to it.
    func apply(_ name: Hostname) async throws {
        let content = Array((name.text + "\n").utf8)
        if try root.read("/etc/hostname") != content {
            try root.write(content, to: "/etc/hostname")
        }
        let hosts = try root.read("/etc/hosts").map { String(decoding: $0, as: UTF8.self) } ?? ""
        let named = Self.hosts(hosts, naming: name.text)
        if named != hosts {
            try root.write(Array(named.utf8), to: "/etc/hosts")
        }
        guard root.isMachine else { return }
        guard sethostname(name.text, name.text.utf8.count) == 0 else {
            throw Failure.hostnameNotSet(errno)
        }
    }

    /// The hosts file with exactly one line for 127.0.1.1, Debian's address of the machine's own
    /// name, which says this name; every other line stays as it is.
    static func hosts(_ hosts: String, naming name: String) -> String {
        let own = "127.0.1.1 \(name)"
        var lines = hosts.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        let isOwn = { (line: String) in
            line.split { $0 == " " || $0 == "\t" }.first == "127.0.1.1"
        }
        guard let first = lines.firstIndex(where: isOwn) else {
            return (lines + [own]).joined(separator: "\n") + "\n"
        }
        lines[first] = own
        let rest = lines[(first + 1)...].filter { !isOwn($0) }
        return (lines[...first] + rest).joined(separator: "\n") + "\n"
    }
}

extension Failure {
    fileprivate static func hostnameNotSet(_ code: Int32) -> Failure {
        Failure(
            .refused, "the machine's hostname could not be set: \(String(cString: strerror(code)))",
            remedy: "run enlist as root, or leave `apply` out", cause: .notPermitted)
    }
}
