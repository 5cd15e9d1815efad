import Bytes

/// What this machine shows of the user-data that runs enlist.
enum UserDataTrace: Equatable {
    /// A systemd unit runs enlist, so cloud-init does not wait for it.
    case detached
    /// cloud-init waits for enlist.
    case waitedFor

    /// The folder in which cloud-init puts the scripts of user-data, and enlist's cloud-config its
    /// own.
    private static let folder = "/var/lib/cloud/instance/scripts"
    private static let script = "/usr/local/sbin/enlist-user-data"

    /// Looks below a root; nil if nothing shows it, as on a machine that is not an instance.
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
