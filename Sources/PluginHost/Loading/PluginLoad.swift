import Pipeline

/// How a plugin is to be loaded.
struct PluginLoad: Sendable, Equatable {
    let path: String
    /// The required SHA-256; nil for any.
    var sha256: String?
    /// The folder of keys, one of which must have signed it; nil for no signature.
    var trustedKeys: String?
    /// The revision that the host claims to have; nil for its own.
    var hostABI: Int?
}

extension PluginLoad {
    var value: Value {
        [
            "path": .string(path), "sha256": sha256.map(Value.string) ?? .null,
            "trusted-keys": trustedKeys.map(Value.string) ?? .null,
            "host-abi": hostABI.map(Value.integer) ?? .null,
        ]
    }

    init?(_ value: Value) {
        guard case .map(let entries) = value, case .string(let path)? = entries["path"] else {
            return nil
        }
        self.init(
            path: path, sha256: entries["sha256"].flatMap { String($0) },
            trustedKeys: entries["trusted-keys"].flatMap { String($0) },
            hostABI: entries["host-abi"].flatMap { Int($0) })
    }
}
