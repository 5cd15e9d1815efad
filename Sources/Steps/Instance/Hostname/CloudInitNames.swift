import Bytes

/// What cloud-init does to the machine's name and to its hosts file at each boot.
struct CloudInitNames: Sendable {
    let root: MachineRoot

    private static let folder = "/etc/cloud/cloud.cfg.d"
    /// The file that tells it to leave the name alone, which comes after the image's own.
    static let dropIn = "\(folder)/99-enlist-hostname.cfg"
    static let keeping = Array(
        """
        # Written by enlist, which has given the machine its name.
        preserve_hostname: true
        manage_etc_hosts: false

        """.utf8)
    private static let previousName = "/var/lib/cloud/data/previous-hostname"

    /// What cloud-init will undo at the next boot of a machine that has been given a name.
    ///
    /// - Throws: `MachineError` where its files cannot be read.
    func warnings(of name: Hostname) throws(MachineError) -> [String] {
        let settings = try settings()
        var warnings: [String] = []
        if let (value, file) = settings["manage_etc_hosts"], Self.isOn(value) {
            warnings.append(
                "cloud-init writes its own name into /etc/hosts at the next boot, and \(name.text) will "
                    + "not resolve: set `manage_etc_hosts: false` (it is \(value) in \(file))")
        }
        // cloud-init leaves a name alone that is another than the one that it gave last.
        let previous = MachineHostname.name(in: try root.read(Self.previousName))
        let isPreserved = settings["preserve_hostname"].map { Self.isOn($0.value) } ?? false
        let givesName = try root.has("/etc/cloud/cloud.cfg") && !isPreserved
        if givesName, previous.map(name.matches) ?? true {
            warnings.append(
                "cloud-init gives the machine its own name at the next boot: set "
                    + "`preserve_hostname: true` in \(Self.folder), or `keep-at-boot: true` here")
        }
        return warnings
    }

    /// Whether there is nothing left to tell it: where there is no cloud-init, nothing.
    var isKept: Bool {
        get throws(MachineError) {
            guard try root.has("/etc/cloud/cloud.cfg") else { return true }
            return try root.read(Self.dropIn) == Self.keeping
        }
    }

    /// Tells it to leave the name alone, from the next boot on.
    func keep() throws(MachineError) {
        guard try !isKept else { return }
        try root.makeFolder(Self.folder)
        try root.replace(Self.dropIn, by: Self.keeping)
    }

    private static func isOn(_ value: String) -> Bool {
        ["true", "yes", "on", "1", "template", "localhost"].contains(value.lowercased())
    }

    /// The settings that a line can hold: a mapping in braces has several.
    private static func items(_ line: String) -> [String] {
        guard line.begins(with: "{") else { return [line] }
        return line.utf8.split { "{,}".utf8.contains($0) }.map {
            String(decoding: $0, as: UTF8.self).trimmed()
        }
    }

    /// The settings at the top of its files, of each the last, with the file.
    private func settings() throws(MachineError) -> [String: (value: String, file: String)] {
        var found: [String: (value: String, file: String)] = [:]
        let drop = root.names(in: Self.folder).filter { $0.ends(with: ".cfg") }.sorted()
        let files =
            ["/etc/cloud/cloud.cfg"] + drop.map { "\(Self.folder)/\($0)" }
            + ["/var/lib/cloud/instance/cloud-config.txt"]
        for file in files {
            let text = String(decoding: try root.read(file) ?? [], as: UTF8.self)
            for item in text.lines().flatMap(Self.items) {
                let item = ["\"", "'"].reduce(item) { $0.replacing(bytes: $1, by: "") }
                for name in ["manage_etc_hosts", "preserve_hostname"] {
                    guard let rest = item.rest(after: name)?.trimmed().rest(after: ":"),
                        let value = rest.words().first
                    else { continue }
                    found[name] = (value, file)
                }
            }
        }
        return found
    }
}
