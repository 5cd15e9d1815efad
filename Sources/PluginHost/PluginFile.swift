package import Pipeline

/// A plugin that a pipeline names, and how its code runs.
package struct PluginFile: Sendable, Hashable {
    /// An absolute path on this machine.
    package let path: String
    package let isolation: Isolation
    package let limits: HostLimits
    /// The required SHA-256; nil for any.
    package let sha256: String?
    /// The folder of keys, one of which must have signed it; nil for no signature.
    package let trustedKeys: String?

    package init(
        path: String, isolation: Isolation = .process, limits: HostLimits = .none,
        sha256: String? = nil, trustedKeys: String? = nil
    ) {
        self.path = path
        self.sha256 = sha256
        self.trustedKeys = trustedKeys
        self.isolation = isolation
        self.limits = limits
    }

    /// How to load it.
    func load(hostABI: Int? = nil) -> PluginLoad {
        PluginLoad(path: path, sha256: sha256, trustedKeys: trustedKeys, hostABI: hostABI)
    }
}
