import Glibc
import Pipeline

// What the machine was called before, and how it gets that name back.
extension MachineHostname {
    private static let hostnameBefore = FactKey<FileBefore>("hostname-file")
    private static let hostsBefore = FactKey<FileBefore>("hosts-file")
    private static let dropInBefore = FactKey<FileBefore>("cloud-init-file")
    private static let kernelBefore = FactKey<String>("kernel-hostname")
    /// The name that was given last.
    private static let applied = FactKey<String>("applied")

    /// Writes down what there is before a name is given for the first time, and each name.
    func note(_ name: Hostname, in context: StepContext) throws {
        if context.receipt[Self.applied] == nil {
            try context.record(Self.hostnameBefore, try root.fileBefore("/etc/hostname"))
            try context.record(Self.hostsBefore, try root.fileBefore("/etc/hosts"))
            if isKept {
                try context.record(Self.dropInBefore, try root.fileBefore(CloudInitNames.dropIn))
            }
            if root.isMachine { try context.record(Self.kernelBefore, kernelName) }
        }
        try context.record(Self.applied, name.text)
    }

    /// Puts back what was there before this run gave the machine a name.
    ///
    /// - Throws: a `Failure` that names a file which somebody else has changed since.
    func revert(in context: StepContext) throws {
        guard let applied = context.receipt[Self.applied].flatMap(Hostname.init),
            let hostname = context.receipt[Self.hostnameBefore],
            let hosts = context.receipt[Self.hostsBefore]
        else { return }
        var changed: [String] = []
        let named = HostsFile(content: hosts.content ?? [])
            .naming(applied, insteadOf: Self.name(in: hostname.content))
        if try !root.restore(hosts, at: "/etc/hosts", ifStill: named.content) {
            changed.append("/etc/hosts")
        }
        let written = Array((applied.text + "\n").utf8)
        if try !root.restore(hostname, at: "/etc/hostname", ifStill: written) {
            changed.append("/etc/hostname")
        }
        if let before = context.receipt[Self.dropInBefore],
            try !root.restore(
                before, at: CloudInitNames.dropIn, ifStill: CloudInitNames.keeping)
        {
            changed.append(CloudInitNames.dropIn)
        }
        if let name = context.receipt[Self.kernelBefore], kernelName == applied.text {
            try tellKernel(name)
        }
        guard changed.isEmpty else { throw Failure.hostnameLeft(applied.text, in: changed) }
    }

    var kernelName: String {
        var name = utsname()
        uname(&name)
        return withUnsafeBytes(of: name.nodename) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

extension Failure {
    fileprivate static func hostnameLeft(_ name: String, in files: [String]) -> Failure {
        let list = files.joined(separator: " and ")
        return Failure(
            .refused, "\(list) has been changed since, and still says `\(name)` perhaps",
            remedy: "look at \(list), and put the machine's old name there")
    }
}
