import Bytes

/// What is known on this machine of the user-data that runs enlist.
enum UserDataTrace: Equatable {
    /// A unit of systemd's runs enlist, so cloud-init goes on.
    case detached
    /// cloud-init waits for enlist.
    case waitedFor

    /// Where cloud-init puts scripts out of user-data, and where cloud-config of enlist's puts its own.
    private static let folder = "/var/lib/cloud/instance/scripts"
    private static let script = "/usr/local/sbin/enlist-user-data"

    /// Looks below a root; nil where nothing tells, as on another machine than an instance.
    init?(_ root: MachineRoot) {
        let files = root.names(in: Self.folder).map { "\(Self.folder)/\($0)" } + [Self.script]
        let printed = files.compactMap { path -> String? in
            guard let bytes = try? root.read(path) else { return nil }
            let text = String(decoding: bytes, as: UTF8.self)
            return text.contains(bytes: "# Made by `enlist user-data`") ? text : nil
        }
        guard !printed.isEmpty else { return nil }
        self =
            printed.contains { $0.contains(bytes: "\ndetach() {\n") } ? .detached : .waitedFor
    }
}
